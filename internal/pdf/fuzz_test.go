package pdf

import (
	"bufio"
	"bytes"
	"context"
	"testing"
	"unicode/utf8"
)

// FuzzRead covers what runs in our own process; the child is out of reach of a
// bad file by being a child.
func FuzzRead(f *testing.F) {
	f.Add(document("", hello, ""))
	f.Add(document("/OpenAction << /S /J#61vaScript >>", hello, "/Encrypt 5 0 R"))
	f.Add(document("", hello, "", packed("6 0 << /S /Launch >> ")))
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := Read(context.Background(), bytes.NewReader(data), int64(len(data)), Options{})
		if err == nil && (info.Pages < 0 || info.Pages > len(data)) && !bytes.Contains(data, []byte("ObjStm")) {
			t.Errorf("%d pages in %d bytes", info.Pages, len(data))
		}
	})
}

// FuzzReport feeds the parent what a child gone wrong might say.
func FuzzReport(f *testing.F) {
	f.Add([]byte(`{"file":1,"pages":2,"opened":true}` + "\n" + `{"file":1,"text":"abc"}` + "\n" + `{"file":1,"done":true}` + "\n"))
	f.Add([]byte(`{"file":1,"text":"\ud800"}` + "\n"))
	f.Fuzz(func(t *testing.T, said []byte) {
		g := &report{}
		g.gather(bufio.NewReader(bytes.NewReader(said)), 1, 100, 1000)
		var info Info
		g.tell(&info)
		if len(info.Text) > 100 || !utf8.ValidString(info.Text) {
			t.Errorf("text %q", info.Text)
		}
	})
}

// FuzzClean feeds the glyph texts of libraries to what makes them text.
func FuzzClean(f *testing.F) {
	f.Add("a\x00b\n\n c\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if out := clean(s); !utf8.ValidString(out) {
			t.Errorf("%q", out)
		}
	})
}
