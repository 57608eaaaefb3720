package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// archive packs files.
func archive(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sortedKeys(files) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(files[name])
	}
	z.Close()
	return b.Bytes()
}

func TestArchive(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	inner := archive(t, map[string][]byte{"DICOM/I3": slice(anna, "1", 3)})
	dir := write(t, map[string][]byte{"disc.zip": archive(t, map[string][]byte{
		"DICOM/I1": slice(anna, "1", 1), `DICOM\I2`: slice(anna, "1", 2), "letter.txt": []byte("Dear colleague"), "more.zip": inner, "folder/": nil,
	})})
	r := d.run(dir)
	var got []string
	for _, f := range r.Files {
		got = append(got, strings.TrimPrefix(f.Path, filepath.ToSlash(dir)+"/"))
	}
	if s := strings.Join(got, " "); s != "disc.zip!/DICOM/I1 disc.zip!/DICOM/I2 disc.zip!/letter.txt disc.zip!/more.zip!/DICOM/I3" || !r.Whole() || warned(r) != "" {
		t.Errorf("files %s, %v, warnings %q", s, outcomes(r), warned(r))
	}
	if !bytes.Equal(d.stored(r.Files[3].Record), slice(anna, "1", 3)) {
		t.Error("stored bytes differ")
	}
}

// hostile packs entries as no packer would.
func hostile(t testing.TB, headers ...func(*zip.FileHeader)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, set := range headers {
		body := []byte("evil")
		h := &zip.FileHeader{Name: "x", Method: zip.Store}
		h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc32.ChecksumIEEE(body), 4, 4
		set(h)
		w, err := z.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(body)
	}
	z.Close()
	return b.Bytes()
}

func TestHostileArchive(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	names := func(s string) func(*zip.FileHeader) { return func(h *zip.FileHeader) { h.Name = s } }
	want := map[string]string{
		"../../evil.dcm": reasonEscape, "C:/Windows/evil.dcm": reasonEscape, "/abs/evil.dcm": reasonEscape, "a/../../b": reasonEscape,
		"locked": reasonEncrypted, "odd": reasonMethod, "link": reasonLink, "bomb": reasonExpands, "broken": reasonBadEntry, "huge": reasonTooLarge,
	}
	b := hostile(t,
		names("../../evil.dcm"), names(`C:\Windows\evil.dcm`), names("/abs/evil.dcm"), names("a/../../b"),
		func(h *zip.FileHeader) { h.Name, h.Flags = "locked", 1 },
		func(h *zip.FileHeader) { h.Name, h.Method = "odd", 99 },
		func(h *zip.FileHeader) { h.Name = "link"; h.SetMode(fs.ModeSymlink | 0o777) },
		func(h *zip.FileHeader) { h.Name, h.Method, h.UncompressedSize64 = "bomb", zip.Deflate, 1<<30 },
		func(h *zip.FileHeader) { h.Name, h.CRC32 = "broken", 1 },
		func(h *zip.FileHeader) { h.Name, h.UncompressedSize64 = "huge", 1<<40 },
		names("a/../inside.txt"), names("good.txt"))
	r := d.run(write(t, map[string][]byte{"a.zip": b}))
	for _, f := range r.Files {
		_, name, _ := strings.Cut(f.Path, "a.zip!/")
		if name == "good.txt" || name == "inside.txt" {
			if f.Outcome == Rejected {
				t.Errorf("%s: %s", name, f.Outcome)
			}
			continue
		}
		if f.Outcome != Rejected || f.Reason != want[name] || f.Record != "" {
			t.Errorf("%q: %s %q", name, f.Outcome, f.Reason)
		}
		delete(want, name)
	}
	if len(want) > 0 || len(r.Files) != 12 {
		t.Errorf("%d files, not in the report: %v", len(r.Files), want)
	}
}

// Archives inside an archive multiply their entries: in all no more are opened
// than one import takes.
func TestNestedArchivesAreCountedTogether(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	all := map[string][]byte{}
	for i := range 10 {
		inner := map[string][]byte{}
		for j := range 10 {
			inner[fmt.Sprintf("%d-%d.txt", i, j)] = []byte("x")
		}
		all[fmt.Sprintf("%d.zip", i)] = archive(t, inner)
	}
	req := d.request(write(t, map[string][]byte{"a.zip": archive(t, all)}))
	req.Limits.Files = 40
	r, err := Run(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	full := 0
	for _, f := range r.Files {
		if f.Reason == reasonFull {
			full++
		}
	}
	if len(r.Files) > 40 || full != 7 {
		t.Errorf("%d files in the report, %d archives kept closed", len(r.Files), full)
	}
}

// A large entry is not held in memory, whichever way it is packed, and read
// back and forth all the same.
func TestLargeEntry(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	noise := make([]byte, 17<<20) // does not compress, so it is no bomb
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	copy(noise, "%PDF-1.4\n")
	copy(noise[len(noise)-6:], "%%EOF\n")
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateHeader(&zip.FileHeader{Name: "large.pdf", Method: method, Extra: []byte{1, 0, byte(method), 0}[:0]})
		if err != nil {
			t.Fatal(err)
		}
		noise[len(noise)-20] = byte(method)
		w.Write(noise)
		z.Close()
		r := d.run(write(t, map[string][]byte{"a.zip": b.Bytes()}))
		if len(r.Files) != 1 || r.Files[0].Type != typePDF || !bytes.Equal(d.stored(r.Files[0].Record), noise) {
			t.Errorf("method %d: files %+v", method, r.Files)
		}
	}
}

// FuzzEntries opens whatever claims to be an archive and reads every entry.
func FuzzEntries(f *testing.F) {
	f.Add(archive(f, map[string][]byte{"a": []byte("x"), "b/c": []byte("y")}))
	f.Add(hostile(f, func(h *zip.FileHeader) { h.Name = "../x" }, func(h *zip.FileHeader) { h.Method = zip.Deflate }))
	f.Fuzz(func(t *testing.T, data []byte) {
		j := &job{report: newReport()}
		j.Now = time.Now
		j.Limits = Limits{File: 1 << 20, Floor: 1 << 16, Entries: 1000}.withDefaults()
		b := &body{ReaderAt: bytes.NewReader(data), size: int64(len(data))}
		items, k, err := j.entries(t.Context(), &item{path: "a", stored: "a"}, b, typeZIP)
		if err != nil {
			t.Fatal(err)
		}
		if (k.reason == "") == (len(items) == 0) {
			t.Errorf("%d entries, reason %q", len(items), k.reason)
		}
		for _, it := range items {
			if strings.Contains(it.path, "../") && it.reject == "" {
				t.Errorf("path %q", it.path)
			}
			if it.open == nil {
				continue
			}
			in, err := it.open()
			if err != nil {
				continue
			}
			if _, err := j.understand(context.Background(), &it, in); err == nil {
				if r, err := in.stream(); err == nil {
					io.Copy(io.Discard, io.LimitReader(r, 1<<20))
					r.Close()
				}
			}
			in.close()
		}
	})
}
