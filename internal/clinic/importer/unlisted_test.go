package importer

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// zipped packs files as they are.
func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// takenOut takes the last file out of a ZIP's directory and leaves it in the ZIP.
func takenOut(z []byte) []byte {
	at, end := bytes.LastIndex(z, []byte("PK\x01\x02")), bytes.LastIndex(z, []byte("PK\x05\x06"))
	out := slices.Concat(z[:at], z[end:])
	e := out[at:]
	le := binary.LittleEndian
	le.PutUint16(e[8:], le.Uint16(e[8:])-1)
	le.PutUint16(e[10:], le.Uint16(e[10:])-1)
	le.PutUint32(e[12:], le.Uint32(e[12:])-uint32(end-at))
	return out
}

// What stands in an archive and is not in its list is taken like what is: whose it is
// is asked. What programs fill up with is nothing.
func TestWhatAnArchiveDoesNotList(t *testing.T) {
	t.Parallel()
	hers, his := slice(anna, "1", 1), slice(reiko, "1", 1)
	another := "identity-mismatch several-patients"
	one := zipped(t, map[string][]byte{"a.dcm": hers})
	commented := func() []byte {
		z := bytes.Clone(one)
		binary.LittleEndian.PutUint16(z[len(z)-2:], 7)
		return append(z, "a disc."...)
	}()
	for name, c := range map[string]struct {
		file   string
		data   []byte
		files  string
		warned string
	}{
		"two ZIPs alike":           {"a.zip", slices.Concat(one, zipped(t, map[string][]byte{"b.dcm": his})), "a.dcm b.dcm", another},
		"two ZIPs":                 {"a.zip", slices.Concat(one, zipped(t, map[string][]byte{"report.txt": []byte("Findings: none."), "b.dcm": his})), "a.dcm b.dcm report.txt", another},
		"three ZIPs":               {"a.zip", slices.Concat(zipped(t, map[string][]byte{"c": []byte("Findings: none.")}), one, zipped(t, map[string][]byte{"longer name.dcm": his})), "a.dcm longer name.dcm unlisted-1", "archive-not-opened " + another},
		"an image behind a ZIP":    {"a.zip", slices.Concat(one, his), "a.dcm unlisted-1", another},
		"behind its comment":       {"a.zip", slices.Concat(commented, his), "a.dcm unlisted-1", another},
		"out of the directory":     {"a.zip", takenOut(zipped(t, map[string][]byte{"a.dcm": hers, "b.dcm": his})), "a.dcm unlisted-1", "another-behind archive-not-opened " + another},
		"a ZIP with a comment":     {"a.zip", commented, "a.dcm", ""},
		"a ZIP filled up":          {"a.zip", slices.Concat(one, make([]byte, 4096)), "a.dcm", ""},
		"two TARs":                 {"a.tar", slices.Concat(tarred(t, map[string][]byte{"a.dcm": hers}), tarred(t, map[string][]byte{"b.dcm": his})), "a.dcm b.dcm", another},
		"an image behind a TAR":    {"a.tar", slices.Concat(tarred(t, map[string][]byte{"a.dcm": hers}), make([]byte, 8192), his), "a.dcm unlisted-1", another},
		"a TAR filled up":          {"a.tar", slices.Concat(tarred(t, map[string][]byte{"a.dcm": hers}), make([]byte, 9000)), "a.dcm", ""},
		"two TARs, compressed":     {"a.tgz", slices.Concat(gzipped(t, tarred(t, map[string][]byte{"a.dcm": hers})), gzipped(t, tarred(t, map[string][]byte{"b.dcm": his}))), "a.dcm b.dcm", another},
		"two images, compressed":   {"a.dcm.gz", slices.Concat(gzipped(t, hers), gzipped(t, his)), "a.dcm", "another-behind " + another},
		"an image, with zeros":     {"a.dcm.gz", slices.Concat(gzipped(t, hers), make([]byte, 700)), "a.dcm", ""},
		"an image, with an image":  {"a.dcm.gz", slices.Concat(gzipped(t, hers), his), "a.dcm.gz", "another-behind archive-not-opened identity-mismatch"},
		"nothing that is unlisted": {"a.zip", zipped(t, map[string][]byte{"a.dcm": hers, "b/": nil, "c.dcm": slice(anna, "1", 2)}), "a.dcm c.dcm", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{c.file: c.data}))
			var files []string
			for _, f := range r.Files {
				files = append(files, path.Base(f.Path))
			}
			slices.Sort(files)
			if got := strings.Join(files, " "); got != c.files || warned(r) != c.warned {
				t.Errorf("%q, warned of %q\n%+v", got, warned(r), r.Warnings)
			}
		})
	}
}
