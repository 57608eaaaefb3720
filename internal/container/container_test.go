package container

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sample reads a container of testdata, unpacked where it is kept compressed.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
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

func open(t testing.TB, media string, b []byte, o Options) (*Container, error) {
	t.Helper()
	c, err := Open(t.Context(), media, bytes.NewReader(b), int64(len(b)), o)
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

// contents reads an entry in both ways that it offers.
func contents(t testing.TB, e *Entry) string {
	t.Helper()
	if e.Fault != nil {
		return "fault: " + e.Fault.Error()
	}
	r, err := e.Open()
	if err != nil {
		return "open: " + err.Error()
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return "read: " + err.Error()
	}
	if e.At != nil {
		at := make([]byte, len(b))
		if n, err := e.At.ReadAt(at, 0); n != len(b) || err != nil && !errors.Is(err, io.EOF) || !bytes.Equal(at, b) {
			t.Errorf("%q in place: %d bytes, %v", e.Name, n, err)
		}
	}
	if len(b) > 60 {
		sum := sha256.Sum256(b)
		return fmt.Sprintf("%d bytes %s", len(b), hex.EncodeToString(sum[:4]))
	}
	return string(b)
}

// all is what a container lists but folders, sorted by name.
func all(t testing.TB, c *Container) string {
	var out []string
	for i := range c.Entries {
		switch e := &c.Entries[i]; {
		case e.Folder():
		case e.Mode != 0:
			out = append(out, e.Name+" "+e.Mode.String()[:1])
		default:
			out = append(out, e.Name+"="+strings.TrimSpace(contents(t, e)))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

const longer = "2292 bytes 4a0a1fde"

func TestContainers(t *testing.T) {
	t.Parallel()
	long := "Ordner mit langem Namen/Überweisung – Röntgen.txt=Grüße"
	deep := "DICOM/a/b/c/d/e/f/g/h/i/I0002=deep"
	for name, c := range map[string]struct {
		media, password string
		want            []string
	}{
		"rock.iso.gz":   {Disc, "", []string{"DICOM/I0001=image one", deep, "DICOM/link L", long, "empty=", "longer.txt=" + longer}},
		"joliet.iso.gz": {Disc, "", []string{"DICOM/I0001=image one", deep, "DICOM/link=image one", long, "empty=", "longer.txt=" + longer}},
		"udf.iso.gz":    {Disc, "", []string{"DICOM/I0001=image one", deep, "DICOM/link=image one", long, "empty=", "longer.txt=" + longer}},
		"plain.iso.gz":  {Disc, "", []string{"DICOM/I0001=image one", "LONGER.TXT=" + longer}},
		"two.iso.gz":    {Disc, "", []string{"DICOM/I0001.=image one", "NEW/LATER.TXT=added later", "LONGER.TXT=" + longer}},
		"plain.7z":      {SevenZip, "", []string{"DICOM/I0001=image one", "DICOM/link L", deep, long, "empty=", "longer.txt=" + longer}},
		"loose.7z":      {SevenZip, "", []string{"DICOM/I0001=image one", "longer.txt=" + longer}},
		"ppmd.7z":       {SevenZip, "", []string{"longer.txt=" + longer}},
		"locked.7z":     {SevenZip, "password", []string{"DICOM/I0001=image one", "longer.txt=" + longer}},
		"hidden.7z":     {SevenZip, "19720409", []string{"longer.txt=" + longer}},
		"pk.zip":        {ZIP, "password", []string{"DICOM/I0001=image one", "longer.txt=" + longer}},
		"pkstream.zip":  {ZIP, "password", []string{"-=" + longer}},
		"aes.zip":       {ZIP, "password", []string{"DICOM/I0001=image one", "longer.txt=" + longer}},
		"aes128.zip":    {ZIP, "password", []string{"longer.txt=" + longer}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := open(t, c.media, sample(t, name), Options{Password: c.password})
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(c.want)
			if s := all(t, got); s != strings.Join(c.want, "\n") || got.Short {
				t.Errorf("short %v, lists\n%s\nwant\n%s", got.Short, s, strings.Join(c.want, "\n"))
			}
			// Once more, from the end to the start.
			for i := len(got.Entries) - 1; i >= 0; i-- {
				if e := &got.Entries[i]; e.Mode == 0 && strings.HasPrefix(contents(t, e), "read: ") {
					t.Errorf("%q does not read backwards: %s", e.Name, contents(t, e))
				}
			}
		})
	}
}

// A disc written as UDF alone, without the tree that older systems read.
func TestUDFAlone(t *testing.T) {
	t.Parallel()
	b := bytes.Clone(sample(t, "udf.iso.gz"))
	for i := range 16 {
		if v := b[(16+i)*sector:]; string(v[1:6]) == "CD001" {
			clear(v[:sector])
		}
	}
	c, err := open(t, Disc, b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := all(t, c); !strings.Contains(s, "DICOM/a/b/c/d/e/f/g/h/i/I0002=deep") || !strings.Contains(s, "Ordner mit langem Namen/Überweisung – Röntgen.txt=Grüße") ||
		!strings.Contains(s, "longer.txt="+longer) || c.Short {
		t.Errorf("short %v, lists\n%s", c.Short, s)
	}
}

// A disc whose files lie in a partition that is not read, as after packet writing, is
// not taken for the few files that its older tree has.
func TestUDFOfAnotherKind(t *testing.T) {
	t.Parallel()
	b := bytes.Clone(sample(t, "udf.iso.gz"))
	changed := 0
	for i := 0; i+sector <= len(b); i += sector {
		if v := b[i : i+sector]; udfTag(v) == udfLogical && v[440] == 1 {
			v[440] = 2 // the partition is virtual, spared, or of metadata
			changed++
		}
	}
	if changed == 0 {
		t.Fatal("no volume is described")
	}
	if _, err := open(t, Disc, b, Options{}); !errors.Is(err, ErrMethod) {
		t.Error(err)
	}
}

// A disc copied with all that stands around its sectors.
func TestRawSectors(t *testing.T) {
	t.Parallel()
	b := sample(t, "joliet.iso.gz")
	for _, head := range []int{16, 24} {
		var raw []byte
		for i := 0; i < len(b); i += sector {
			raw = append(append(append(raw, make([]byte, head)...), b[i:i+sector]...), make([]byte, 2352-sector-head)...)
		}
		c, err := open(t, Disc, raw, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if s := all(t, c); !strings.Contains(s, "longer.txt="+longer) {
			t.Errorf("lists\n%s", s)
		}
	}
}

// Of a container that was cut, what is there is listed, and what is not says so.
func TestCut(t *testing.T) {
	t.Parallel()
	var tape bytes.Buffer
	w := tar.NewWriter(&tape)
	for i := range 3 {
		w.WriteHeader(&tar.Header{Name: fmt.Sprint("f", i), Size: 1000, Mode: 0o600})
		w.Write(make([]byte, 1000))
	}
	w.Close()
	for name, c := range map[string]struct {
		media string
		data  []byte
		keep  int
		whole int // entries that still read
	}{
		"tar":        {TAR, tape.Bytes(), 2*1536 + 700, 2},
		"tar's head": {TAR, tape.Bytes(), 2*1536 + 100, 2},
		"disc":       {Disc, sample(t, "joliet.iso.gz"), len(sample(t, "joliet.iso.gz")) - 4096, 4},
	} {
		got, err := open(t, c.media, c.data[:c.keep], Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		whole := 0
		for i := range got.Entries {
			if e := &got.Entries[i]; e.Fault == nil && e.Mode == 0 && !strings.HasPrefix(contents(t, e), "read") {
				whole++
			}
		}
		if !got.Short || whole != c.whole {
			t.Errorf("%s: short %v, %d entries read of %d", name, got.Short, whole, len(got.Entries))
		}
	}
}

// What wants a password says so, and a wrong one is told from the right one.
func TestPasswords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ media, right string }{
		"pk.zip": {ZIP, "password"}, "pkstream.zip": {ZIP, "password"}, "aes.zip": {ZIP, "password"}, "aes128.zip": {ZIP, "password"},
		"locked.7z": {SevenZip, "password"}, "hidden.7z": {SevenZip, "19720409"},
	} {
		b := sample(t, name)
		for _, password := range []string{"", "wrong", "Password", "longer and quite another"} {
			err := try(t, c.media, b, password)
			if password == "" && !errors.Is(err, ErrLocked) || password != "" && err == nil {
				t.Errorf("%s with %q: %v", name, password, err)
			}
		}
		if err := try(t, c.media, b, c.right); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// try opens and verifies.
func try(t *testing.T, media string, b []byte, password string) error {
	c, err := open(t, media, b, Options{Password: password})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(c.Entries, func(e Entry) bool { return e.Locked }) {
		t.Errorf("%s: nothing says that it is locked", media)
	}
	return c.Verify()
}

// What is not one container, or not whole, is refused with the reason.
func TestRefused(t *testing.T) {
	t.Parallel()
	var many bytes.Buffer
	w := tar.NewWriter(&many)
	for i := range 50 {
		w.WriteHeader(&tar.Header{Name: fmt.Sprint(i)})
	}
	w.Close()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for i := range 50 {
		z.Create(fmt.Sprint(i))
	}
	z.Close()
	for name, c := range map[string]struct {
		media string
		data  []byte
		o     Options
		want  error
	}{
		"many in a TAR":     {TAR, many.Bytes(), Options{Entries: 49}, ErrFull},
		"many in a ZIP":     {ZIP, packed.Bytes(), Options{Entries: 49}, ErrFull},
		"many on a disc":    {Disc, sample(t, "joliet.iso.gz"), Options{Entries: 3}, ErrFull},
		"many in UDF":       {Disc, sample(t, "udf.iso.gz"), Options{Entries: 3}, ErrFull},
		"many in a 7z":      {SevenZip, sample(t, "plain.7z"), Options{Entries: 3}, ErrFull},
		"many in a RAR":     {RAR, rar(t, "", map[string]string{"a": "1", "b": "2"}), Options{Entries: 1}, ErrFull},
		"first of several":  {SevenZip, sample(t, "split.7z.001"), Options{}, ErrDamaged},
		"not gzip":          {GZip, []byte("\x1f\x8b\x08nothing"), Options{}, ErrDamaged},
		"no disc":           {Disc, make([]byte, 600*sector), Options{}, ErrMethod},
		"half a 7z":         {SevenZip, sample(t, "plain.7z")[:300], Options{}, ErrDamaged},
		"large dictionary":  {SevenZip, sample(t, "loose.7z"), Options{Memory: 1 << 10}, ErrMemory},
		"no kind that is":   {"text/plain", nil, Options{}, ErrMethod},
		"a RAR that is not": {RAR, []byte("Rar!\x1a\x07\x01\x00 and nothing else"), Options{}, ErrDamaged},
	} {
		got, err := open(t, c.media, c.data, c.o)
		if err == nil && c.want == ErrMemory {
			r, oerr := got.Entries[0].Open()
			if err = oerr; err == nil {
				r.Close()
			}
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStreams(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte("hello"))
	w.Close()
	for name, want := range map[string]string{"a/IM1.dcm.gz": "IM1.dcm", "x.tgz": "x.tar", ".gz": ".gz", "x": "x"} {
		c, err := open(t, GZip, b.Bytes(), Options{Name: name})
		if err != nil || !c.Stream || len(c.Entries) != 1 || c.Entries[0].Name != want || contents(t, &c.Entries[0]) != "hello" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	cut, err := open(t, GZip, b.Bytes()[:b.Len()-3], Options{})
	if err != nil || contents(t, &cut.Entries[0]) != "read: "+ErrDamaged.Error() {
		t.Errorf("cut: %v", err)
	}
}

// A source that stops giving bytes is not called damage, and a stop is one.
func TestFaultOfTheSource(t *testing.T) {
	t.Parallel()
	for name, media := range map[string]string{"rock.iso.gz": Disc, "plain.7z": SevenZip, "aes.zip": ZIP} {
		b := sample(t, name)
		for after := range 12 {
			_, err := Open(t.Context(), media, &failing{bytes.NewReader(b), after}, int64(len(b)), Options{})
			if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s after %d reads: %v", name, after, err)
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := Open(ctx, media, bytes.NewReader(b), int64(len(b)), Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s stopped: %v", name, err)
		}
	}
}

type failing struct {
	r    io.ReaderAt
	left int
}

func (f *failing) ReadAt(p []byte, off int64) (int, error) {
	if f.left--; f.left < 0 {
		return 0, os.ErrDeadlineExceeded
	}
	return f.r.ReadAt(p, off)
}

// FuzzOpen opens whatever claims to be a container, of every kind, and reads
// what it lists.
func FuzzOpen(f *testing.F) {
	for _, name := range []string{"plain.7z", "hidden.7z", "pk.zip", "aes.zip", "pkstream.zip"} {
		f.Add(sample(f, name))
	}
	f.Add(sample(f, "rock.iso.gz")[15*sector:])
	f.Add(rar(f, "", map[string]string{"a": "1"}))
	var tape bytes.Buffer
	w := tar.NewWriter(&tape)
	w.WriteHeader(&tar.Header{Name: "a", Size: 1})
	w.Write([]byte("x"))
	w.Close()
	f.Add(tape.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, k := range Formats() {
			data := b
			if k.Media == Disc { // its first sectors say nothing
				data = append(make([]byte, 15*sector), b...)
			}
			c, err := Open(t.Context(), k.Media, bytes.NewReader(data), int64(len(data)), Options{Entries: 100, Memory: 1 << 20, Password: "password"})
			if err != nil {
				continue
			}
			if len(c.Entries) > 100 {
				t.Errorf("%s: %d entries", k.Media, len(c.Entries))
			}
			for _, e := range c.Entries {
				if e.Open == nil {
					if e.Fault == nil && e.Mode == 0 {
						t.Errorf("%s: an entry neither opens nor says why", k.Media)
					}
					continue
				}
				r, err := e.Open()
				if err != nil {
					continue
				}
				n, err := io.Copy(io.Discard, io.LimitReader(r, 1<<20))
				if e.Size >= 0 && n > e.Size || err == nil && e.Size >= 0 && n < min(e.Size, 1<<20) {
					t.Errorf("%s: %d bytes of %d, %v", k.Media, n, e.Size, err)
				}
				r.Close()
			}
			c.Close()
		}
	})
}
