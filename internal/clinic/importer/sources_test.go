package importer

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
)

// tarred packs files in the order of their names.
func tarred(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range sortedKeys(files) {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(files[name])), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		w.Write(files[name])
	}
	w.Close()
	return b.Bytes()
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// made is a container of testdata, as a program of its own kind made it.
func made(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "container", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".iso.gz") {
		r, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if b, err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// Whatever records come packed in, each file in it is one of the report, by its
// place inside, and its bytes are stored as they were.
func TestSources(t *testing.T) {
	t.Parallel()
	image, letter := slice(anna, "1", 1), []byte("Dear colleague")
	files := map[string][]byte{"DICOM/I1": image, "letter.txt": letter}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a.tar":     {tarred(t, files), "a.tar!/DICOM/I1 a.tar!/letter.txt"},
		"a.tar.gz":  {gzipped(t, tarred(t, files)), "a.tar.gz!/DICOM/I1 a.tar.gz!/letter.txt"},
		"a.tgz":     {gzipped(t, tarred(t, files)), "a.tgz!/DICOM/I1 a.tgz!/letter.txt"},
		"I1.dcm.gz": {gzipped(t, image), "I1.dcm.gz!/I1.dcm"},
		"odd":       {gzipped(t, image), "odd!/odd"},
		"z.zip":     {archive(t, map[string][]byte{"a.tar.gz": gzipped(t, tarred(t, files))}), "z.zip!/a.tar.gz!/DICOM/I1 z.zip!/a.tar.gz!/letter.txt"},
		"disc.iso":  {made(t, "joliet.iso.gz"), "disc.iso!/DICOM/I0001 disc.iso!/DICOM/a/b/c/d/e/f/g/h/i/I0002 disc.iso!/DICOM/link disc.iso!/Ordner mit langem Namen/Überweisung – Röntgen.txt disc.iso!/empty disc.iso!/longer.txt"},
		"disc":      {made(t, "plain.iso.gz"), "disc!/DICOM/I0001 disc!/LONGER.TXT"},
		"disc.zip":  {archive(t, map[string][]byte{"d.iso": made(t, "plain.iso.gz")}), "disc.zip!/d.iso!/DICOM/I0001 disc.zip!/d.iso!/LONGER.TXT"},
		"a.7z":      {made(t, "loose.7z"), "a.7z!/DICOM/I0001 a.7z!/longer.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			dir := write(t, map[string][]byte{name: c.data})
			r := d.run(dir)
			var got []string
			for _, f := range r.Files {
				got = append(got, strings.TrimPrefix(f.Path, filepath.ToSlash(dir)+"/"))
				switch {
				case strings.HasSuffix(f.Path, "I1"), strings.HasSuffix(f.Path, "I1.dcm"), strings.HasSuffix(f.Path, "/odd"):
					if f.Outcome != Imported || !bytes.Equal(d.stored(f.Record), image) {
						t.Errorf("%s: %s %s", f.Path, f.Outcome, f.Reason)
					}
				case strings.HasSuffix(f.Path, "letter.txt"):
					if !bytes.Equal(d.stored(f.Record), letter) {
						t.Errorf("%s: stored otherwise", f.Path)
					}
				}
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("files %s", s)
			}
			// Once more: nothing is new.
			for _, f := range d.run(dir).Files {
				if f.Outcome == Imported || f.Outcome == Kept {
					t.Errorf("again: %s %s", f.Path, f.Outcome)
				}
			}
		})
	}
}

// What is packed and larger than what is held in memory is read at any offset,
// and leaves nothing in the clear on the disk, nor under any name.
func TestLargeInside(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 18<<20)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	large := bytes.Clone(noise)
	copy(large, "%PDF-1.4\n")
	copy(large[len(large)-6:], "%%EOF\n")
	inner := map[string][]byte{"large.pdf": large, "small.dcm": slice(anna, "1", 1)}
	for name, data := range map[string][]byte{
		"a.tgz":       gzipped(t, tarred(t, inner)),
		"large.gz":    gzipped(t, large),
		"nested.zip":  archive(t, map[string][]byte{"inner.zip": archive(t, inner)}),
		"tape.zip":    archive(t, map[string][]byte{"inner.tar": tarred(t, inner)}),
		"several.zip": archive(t, map[string][]byte{"1.tar": tarred(t, inner), "2.tar": tarred(t, map[string][]byte{"b.dcm": slice(anna, "1", 2), "c": noise})}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			req := d.request(write(t, map[string][]byte{name: data}))
			req.Spool = t.TempDir()
			r, err := Run(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			met := false
			for _, f := range r.Files {
				if f.Outcome == Rejected {
					t.Errorf("%s: %s", f.Path, f.Reason)
				}
				if strings.HasSuffix(f.Path, "large.pdf") || name == "large.gz" {
					met = true
					if !bytes.Equal(d.stored(f.Record), large) {
						t.Error("stored otherwise")
					}
				}
			}
			if left, _ := os.ReadDir(req.Spool); !met || len(left) > 0 {
				t.Errorf("met %v, left behind %v", met, left)
			}
		})
	}
}

// A spool gives what was written, at any offset, and its file nothing of it.
func TestSpool(t *testing.T) {
	t.Parallel()
	s, err := newSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	text := bytes.Repeat([]byte("Doe^Jane 1972 "), 50_000)
	for rest := text; len(rest) > 0; {
		n := min(len(rest), 77_777)
		s.Write(rest[:n])
		rest = rest[n:]
	}
	if err := s.flush(); err != nil {
		t.Fatal(err)
	}
	for _, off := range []int{0, 1, spoolChunk - 3, spoolChunk, len(text) - 40, 5, 2*spoolChunk - 1} {
		got := make([]byte, 30)
		if _, err := s.ReadAt(got, int64(off)); err != nil || !bytes.Equal(got, text[off:off+30]) {
			t.Errorf("at %d: %q, %v", off, got, err)
		}
	}
	if n, err := s.ReadAt(make([]byte, 30), int64(len(text)-10)); n != 10 || err != io.EOF {
		t.Errorf("at the end: %d, %v", n, err)
	}
	for _, off := range []int64{-1, 1 - spoolChunk, -spoolChunk, math.MinInt64} {
		if n, err := s.ReadAt(make([]byte, 30), off); n != 0 || err == nil {
			t.Errorf("at %d: %d, %v", off, n, err)
		}
	}
	disk, err := io.ReadAll(io.NewSectionReader(s.f, 0, 1<<30))
	if err != nil || len(disk) < len(text) || bytes.Contains(disk, []byte("Jane")) {
		t.Errorf("%d bytes on the disk, %v", len(disk), err)
	}
	// A byte changed under it is no byte of the file.
	s.f.WriteAt([]byte{disk[100] ^ 1}, 100)
	s.at = -1
	if _, err := s.ReadAt(make([]byte, 30), 10); err == nil {
		t.Error("a changed chunk opens")
	}
}

// TestEndThatPointsOutside has a compressed file whose end is that of a large
// ZIP, which says that its directory ends before the file begins.
func TestEndThatPointsOutside(t *testing.T) {
	t.Parallel()
	for _, at := range []uint64{math.MaxUint64, math.MaxUint64 - spoolChunk + 2, 1 << 63, 1 << 62} {
		b := make([]byte, inMemory+1)
		rand.NewChaCha8([32]byte{7}).Read(b)
		le := binary.LittleEndian
		b = le.AppendUint32(append(b, "PK\x06\x07\x00\x00\x00\x00"...), uint32(at))
		b = le.AppendUint32(le.AppendUint32(b, uint32(at>>32)), 1)
		b = append(b, "PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00"...)
		d := newDesk(t, casefile.Patient{})
		r := d.run(write(t, map[string][]byte{"a.bin.gz": gzipped(t, b)}))
		if got := outcomes(r); got[Kept] != 1 || len(r.Files) != 1 {
			t.Errorf("%x: %v %+v", at, got, r.Files)
		}
	}
}

// zeros packs entries of many zeros.
func zerosZIP(t testing.TB, n int, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	zero := make([]byte, 1<<20)
	for i := range n {
		w, err := z.Create(fmt.Sprintf("IM%d.dcm", i))
		if err != nil {
			t.Fatal(err)
		}
		for range size >> 20 {
			w.Write(zero)
		}
	}
	z.Close()
	return b.Bytes()
}

// What is made to fill disks is not unpacked, of whatever kind and however
// deep, and says so.
func TestBombs(t *testing.T) {
	t.Parallel()
	inner := zerosZIP(t, 4, 8<<20)
	var layers = map[string][]byte{}
	for i := range 8 {
		layers[fmt.Sprintf("%d.zip", i)] = inner
	}
	for name, data := range map[string][]byte{
		"bomb.gz":     gzipped(t, make([]byte, 64<<20)),
		"bomb.tgz":    gzipped(t, tarred(t, map[string][]byte{"a": make([]byte, 40<<20), "b": make([]byte, 40<<20)})),
		"bomb.zip":    inner,
		"layers.zip":  archive(t, layers),
		"inside.zip":  archive(t, map[string][]byte{"bomb.gz": gzipped(t, make([]byte, 64<<20))}),
		"overlap.zip": zerosZIP(t, 300, 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			req := d.request(write(t, map[string][]byte{name: data}))
			req.Limits.Floor, req.Spool = 1<<20, t.TempDir()
			r, err := Run(context.Background(), req)
			if err != nil {
				t.Fatal(err)
			}
			said := slices.ContainsFunc(r.Files, func(f File) bool { return f.Reason == reasonExpands || f.Reason == reasonBomb })
			if !said || r.Bytes > 12<<20 || r.Whole() {
				t.Errorf("%d bytes taken, whole %v, files %+v", r.Bytes, r.Whole(), r.Files)
			}
		})
	}
}

// Names that lead out, links, devices and two files of one name, in a TAR.
func TestHostileTAR(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []tar.Header{
		{Name: "../../evil"}, {Name: "/abs/evil"}, {Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "hard", Typeflag: tar.TypeLink, Linkname: "good.txt"}, {Name: "dev", Typeflag: tar.TypeBlock}, {Name: "pipe", Typeflag: tar.TypeFifo},
		{Name: "good.txt"}, {Name: "good.txt"}, {Name: "dir/", Typeflag: tar.TypeDir}, {Name: `C:\evil`},
	} {
		h.Mode = 0o600
		content := ""
		if h.Typeflag == 0 {
			content = fmt.Sprint("content ", b.Len())
			h.Size = int64(len(content))
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, content)
	}
	w.Close()
	r := d.run(write(t, map[string][]byte{"a.tar": b.Bytes()}))
	var got []string
	for _, f := range r.Files {
		_, name, _ := strings.Cut(f.Path, "!/")
		got = append(got, name+" "+string(f.Outcome)+" "+f.Reason)
	}
	want := []string{
		"../../evil rejected " + reasonEscape, "/abs/evil rejected " + reasonEscape, "link rejected " + reasonLink, "hard rejected " + reasonLink,
		"dev rejected " + reasonDevice, "pipe rejected " + reasonDevice, "good.txt imported ", "good (2).txt imported ", "C:/evil rejected " + reasonEscape,
	}
	for i, s := range want {
		if i >= len(got) || got[i] != s && !strings.HasSuffix(s, reasonEscape) || !strings.HasSuffix(got[i], s[strings.IndexByte(s, ' '):]) {
			t.Errorf("%d: %q", i, got[min(i, len(got)-1)])
		}
	}
	if len(got) != len(want) {
		t.Errorf("files %q", got)
	}
}

// Of what was cut the whole files are taken, and the rest is told.
func TestCutContainers(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{"I1": slice(anna, "1", 1), "I2": slice(anna, "1", 2), "I3": slice(anna, "1", 3)}
	b := tarred(t, files)
	for name, data := range map[string][]byte{
		"a.tar":    b[:len(b)-1024-len(files["I3"])],
		"disc.iso": made(t, "joliet.iso.gz")[:len(made(t, "joliet.iso.gz"))-4096],
	} {
		d := newDesk(t, anna)
		r := d.run(write(t, map[string][]byte{name: data}))
		cut := 0
		for _, f := range r.Files {
			if f.Reason == reasonCut {
				cut++
			}
		}
		if !strings.Contains(warned(r), codeCut) || cut == 0 || cut == len(r.Files) || r.Whole() {
			t.Errorf("%s: %d of %d cut, warnings %q", name, cut, len(r.Files), warned(r))
		}
	}
}

// A disc's directory that is chosen by itself stands for the files that it
// names, and for nothing else in its folder or outside of it.
func TestDirectoryChosen(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{
		"DICOMDIR": listing("A/IM1", "A/IM2", "../outside", "B/GONE"), "A/IM1": slice(anna, "1", 1), "a/im2": slice(anna, "1", 2),
		"letter.txt": []byte("of somebody else"), "A/IM9": slice(anna, "1", 9),
	})
	r := d.run(dir + "/DICOMDIR")
	var got []string
	for _, f := range r.Files {
		got = append(got, string(f.Outcome)+" "+strings.TrimPrefix(f.Path, filepath.ToSlash(dir)+"/"))
	}
	if s := strings.Join(got, ", "); !strings.HasSuffix(s, "DICOMDIR, imported A/IM1, imported a/im2") || len(got) != 3 || !strings.Contains(warned(r), "dicomdir-missing-files") {
		t.Errorf("files %s, warnings %q", s, warned(r))
	}
	for _, f := range d.run(dir + "/DICOMDIR").Files {
		if f.Outcome != Duplicate {
			t.Errorf("again: %s %s", f.Path, f.Outcome)
		}
	}
}
