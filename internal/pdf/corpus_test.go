package pdf

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
)

// corpus is the folder of real files, where there is one. Where OSO_CORPUS
// names it, all files go through the child; else a part, for time.
func corpus(t testing.TB) (dir string, all bool) {
	t.Helper()
	dir, all = os.LookupEnv("OSO_CORPUS")
	if !all {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	dir = filepath.Join(dir, "pdf")
	if _, err := os.Stat(dir); err != nil || testing.Short() {
		t.Skip("no corpus of real files here, or -short")
	}
	return dir, all
}

func readFile(t *testing.T, path string, o Options) (Info, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return Read(context.Background(), f, fi.Size(), o)
}

// Every real file gets an answer, those that break the libraries too.
func TestCorpus(t *testing.T) {
	t.Parallel()
	dir, all := corpus(t)
	children := pool(t, ChildCommand)
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		o := Options{}
		n++
		name := filepath.Base(path)
		if all || n%12 == 0 || strings.Contains(name, "fuzzed") || strings.Contains(name, "poppler") || strings.Contains(name, "bomb") {
			o.Pool = children
		}
		info, err := readFile(t, path, o)
		if err != nil && !errs.Is(err, errs.Unreadable) {
			t.Errorf("%s: %v", name, err)
		}
		if info.Pages > 10_000 {
			t.Errorf("%s: %d pages", name, info.Pages)
		}
		return nil
	})
	if err != nil || n < 300 {
		t.Errorf("%d files, error %v", n, err)
	}
}

// What is said of a file does not hang on the files that its child read before:
// real ones in one order and in the other, and each alone.
func TestCorpusInAnyOrder(t *testing.T) {
	t.Parallel()
	dir, all := corpus(t)
	step, n := 16, 0
	if all {
		step = 4
	}
	var paths []string
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(path, "bomb") {
			if n++; n%step == 0 {
				paths = append(paths, path)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	said := map[string]Info{}
	pass := func(p *Pool, path string) {
		info, err := readFile(t, path, Options{Pool: p, Time: time.Minute})
		if err != nil {
			info = Info{Text: string(errs.KindOf(err))}
		}
		if before, ok := said[path]; ok && !reflect.DeepEqual(before, info) {
			t.Errorf("%s: discrepancies %q, then %q; %d bytes of text, then %d", filepath.Base(path), codes(before), codes(info), len(before.Text), len(info.Text))
		}
		said[path] = info
	}
	there, back := pool(t, ChildCommand), pool(t, ChildCommand)
	for _, path := range paths {
		pass(there, path)
	}
	for i, path := range slices.Backward(paths) {
		pass(back, path)
		if i%20 == 0 {
			alone := pool(t, ChildCommand)
			pass(alone, path)
			alone.Close()
		}
	}
}

func TestCorpusDiscrepancies(t *testing.T) {
	t.Parallel()
	dir, _ := corpus(t)
	children := pool(t, ChildCommand)
	for file, want := range map[string]string{
		"arturt/encrypted.pdf": "password-protected", "arturt/not_encrypted.pdf": "",
		"pypdf/encryption/r2-user-password.pdf": "password-protected", "pypdf/encryption/r2-owner-password.pdf": "",
		"pypdf/encryption/r3-empty-password.pdf": "", "pypdf/encryption/r3-user-password.pdf": "password-protected",
		"pypdf/encryption/r4-aes-user-password.pdf": "password-protected", "pypdf/encryption/r4-owner-password.pdf": "",
		"pypdf/encryption/r5-user-password.pdf": "password-protected", "pypdf/encryption/r5-owner-password.pdf": "",
		"pypdf/encryption/r6-user-password.pdf": "password-protected", "pypdf/encryption/r6-owner-password.pdf": "",
		"pypdf/encryption/r6-both-passwords.pdf": "password-protected", "pypdf/encryption/unencrypted.pdf": "",
		"pypdf/libreoffice-writer-password.pdf": "password-protected",
		"pdfjs/autoprint.pdf":                   "scanned-no-text active-content", "pdfjs/attachment.pdf": "another-behind",
		"pdfjs/issue17846.pdf": "active-content", "pdfjs/xfa_issue14315.pdf": "active-content", "pdfjs/tracemonkey.pdf": "",
		"pypdf/imagemagick-lzw.pdf": "scanned-no-text", "pypdf/imagemagick-CCITTFaxDecode.pdf": "scanned-no-text",
		"pypdf/crazyones.pdf": "", "pypdf/selenium-pypdf-issue-177.pdf": "", "ledongthuc/pdf_test.pdf": "",
	} {
		info, err := readFile(t, filepath.Join(dir, filepath.FromSlash(file)), Options{Pool: children})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if got := codes(info); got != want {
			t.Errorf("%s: discrepancies %q, want %q", file, got, want)
		}
		if info.NeedsPassword != (want == "password-protected") {
			t.Errorf("%s: needs a password: %v", file, info.NeedsPassword)
		}
	}
}
