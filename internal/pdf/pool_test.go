package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/errs"
)

// saying is a small PDF with one line of text.
func saying(text string) []byte {
	return document("", "BT /F1 12 Tf 72 720 Td ("+text+") Tj ET", "")
}

func TestOneChildServesManyFiles(t *testing.T) {
	t.Parallel()
	p := pool(t, ChildCommand)
	for i := range 30 {
		text := fmt.Sprintf("letter number %d", i)
		if info := read(t, saying(text), Options{Pool: p}); info.Text != text || codes(info) != "" {
			t.Fatalf("file %d reads %q with discrepancies %q", i, info.Text, codes(info))
		}
	}
	if len(p.idle) != 1 || p.idle[0].served != 30 {
		t.Errorf("%d children wait, want one that served all", len(p.idle))
	}
}

// Files at once have a child each, and no more children stay than there were
// files at once.
func TestChildrenAtOnce(t *testing.T) {
	t.Parallel()
	p := pool(t, ChildCommand)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for k := range 8 {
				text := fmt.Sprintf("letter %d of %d", k, i)
				b := saying(text)
				info, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), Options{Pool: p})
				if err != nil || info.Text != text {
					t.Errorf("%q reads %q, %v", text, info.Text, err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(p.idle); n < 1 || n > 4 {
		t.Errorf("%d children wait", n)
	}
}

// A file that ends its child costs its own text; what comes before and after
// it does not change, and a child that dies of an earlier file or while it
// waits costs nothing.
func TestDeadChildCostsOneFile(t *testing.T) {
	t.Parallel()
	for command, files := range map[string][]string{
		"dies of a killer":    {"one", "the killer", "two", "three", "the killer", "the killer", "four"},
		"dies of its second":  {"one", "two", "three", "four"},
		"answers for another": {"the killer", "the killer"},
		"says it is spent":    {"some words", "some words", "some words"},
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			p := pool(t, command)
			for i, text := range files {
				info := read(t, saying(text), Options{Pool: p})
				lost := strings.Contains(text, "killer")
				if (codes(info) == "text-not-read") != lost || strings.Contains(info.Text, text) == lost {
					t.Errorf("file %d, %q: discrepancies %q, text %d bytes", i, text, codes(info), len(info.Text))
				}
			}
		})
	}
	t.Run("killed while it waits", func(t *testing.T) {
		t.Parallel()
		p := pool(t, ChildCommand)
		for range 3 {
			if info := read(t, saying("a letter"), Options{Pool: p}); info.Text != "a letter" {
				t.Fatalf("discrepancies %q, text %q", codes(info), info.Text)
			}
			if err := p.idle[0].cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// What one file said is no part of the next one's answer, however it ended:
// cut off at the limit, damaged, without text.
func TestNoTextOfOneFileForTheNext(t *testing.T) {
	t.Parallel()
	p := pool(t, ChildCommand)
	secret := saying(strings.Repeat("secret ", 40))
	for _, next := range []struct {
		data []byte
		text string
	}{
		{saying("short"), "short"},
		{document("", "0 0 m 10 10 l S", ""), ""},
		{secret[:len(secret)-40], strings.TrimSpace(strings.Repeat("secret ", 40))},
		{[]byte("%PDF-1.4\nnothing of a PDF"), ""},
		{document("/OpenAction << /S /JavaScript /JS (1) >>", "", ""), ""},
	} {
		before := read(t, document("/OpenAction << /S /Launch >>", "BT /F1 12 Tf 72 720 Td ("+strings.Repeat("secret ", 40)+") Tj ET", ""), Options{Pool: p, Text: 64})
		if len(before.Text) > 64 || !strings.HasPrefix(before.Text, "secret") {
			t.Fatalf("the file before reads %q", before.Text)
		}
		info := read(t, next.data, Options{Pool: p})
		if info.Text != next.text || strings.Contains(fmt.Sprint(info.Active), string(Launch)) {
			t.Errorf("reads %q with %v, want %q", info.Text, info.Active, next.text)
		}
	}
}

// The limits are each file's: a file that takes too long or too much ends its
// child, also one that has served others, and the next one has all of them.
func TestLimitsAreEachFiles(t *testing.T) {
	t.Parallel()
	p := pool(t, ChildCommand)
	big := document("", "BT /F1 12 Tf 72 720 Td "+strings.Repeat("(every letter of it is an object) Tj ", 100_000)+"ET", "")
	for range 2 {
		if info := read(t, saying("a letter"), Options{Pool: p}); info.Text != "a letter" {
			t.Fatalf("discrepancies %q, text %q", codes(info), info.Text)
		}
		if info := read(t, big, Options{Pool: p, Memory: 48 << 20}); !info.Has(TextNotRead) {
			t.Errorf("millions of letters within 48 MB: discrepancies %q", codes(info))
		}
	}
	if info := read(t, saying("a letter"), Options{Pool: p, Memory: 48 << 20}); info.Text != "a letter" {
		t.Errorf("a letter within 48 MB: discrepancies %q", codes(info))
	}
}

// shrinking ends before its size, as a file does that is rewritten meanwhile.
type shrinking struct{ *bytes.Reader }

func (s shrinking) ReadAt(b []byte, at int64) (int, error) {
	if n := int64(s.Reader.Len()) - at; n < int64(len(b)) {
		b = b[:max(n, 0)]
		got, _ := s.Reader.ReadAt(b, at)
		return got, io.EOF
	}
	return s.Reader.ReadAt(b, at)
}

// broken fails after the look, when the child is given the file.
type broken struct {
	*bytes.Reader
	reads *int
}

func (s broken) ReadAt(b []byte, at int64) (int, error) {
	if *s.reads--; *s.reads < 0 {
		return 0, errors.New("input/output error")
	}
	return s.Reader.ReadAt(b, at)
}

func TestSourceFailsBesideAChild(t *testing.T) {
	t.Parallel()
	p := pool(t, ChildCommand)
	b := saying("a letter")
	for range 2 {
		info, err := Read(context.Background(), shrinking{bytes.NewReader(b)}, int64(len(b))+4096, Options{Pool: p})
		if err != nil || info.Text != "a letter" {
			t.Errorf("a file that became shorter reads %q, %v", info.Text, err)
		}
		failed := false
		for n := range 20 {
			if _, err := Read(context.Background(), broken{bytes.NewReader(b), &n}, int64(len(b)), Options{Pool: p}); err != nil {
				failed = true
				if !errs.Is(err, errs.Unreadable) {
					t.Errorf("error %v, want kind unreadable", err)
				}
			}
		}
		if !failed {
			t.Error("no read failed")
		}
		if info := read(t, b, Options{Pool: p}); info.Text != "a letter" {
			t.Errorf("the next file reads %q", info.Text)
		}
	}
}

func TestClosedPool(t *testing.T) {
	t.Parallel()
	p := pool(t, ChildCommand)
	read(t, saying("a letter"), Options{Pool: p})
	w := p.idle[0]
	p.Close()
	p.Close()
	if w.cmd.ProcessState == nil {
		t.Error("the child was not waited for")
	}
	if info := read(t, saying("a letter"), Options{Pool: p}); !info.Has(TextNotRead) {
		t.Errorf("discrepancies %q", codes(info))
	}
	// Closed while a file is read: an answer, and nobody waits for the time limit.
	p = pool(t, "hang")
	time.AfterFunc(200*time.Millisecond, p.Close)
	if info := read(t, saying("a letter"), Options{Pool: p, Time: 2 * time.Second}); !info.Has(TextNotRead) {
		t.Errorf("discrepancies %q", codes(info))
	}
}
