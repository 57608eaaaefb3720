package pdf

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
)

// The test binary is its own child: the real one, or one of standIns.
func TestMain(m *testing.M) {
	if len(os.Args) >= 2 {
		if os.Args[1] == ChildCommand {
			os.Exit(ChildMain(os.Stdin, os.Stdout))
		}
		if f := standIns[os.Args[1]]; f != nil {
			f()
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// standIns do what a library does with a bad file, and worse.
var standIns = map[string]func(){
	"hang": func() {
		fmt.Println(`{"file":1,"pages":3,"opened":true}`)
		time.Sleep(time.Hour)
	},
	"eat": func() {
		newWatch().begin(64 << 20)
		var held [][]byte
		for i := range 1 << 20 {
			held = append(held, bytes.Repeat([]byte{byte(i)}, 1<<20))
		}
		fmt.Println(len(held))
	},
	"die": func() { panic("library") },
	"chatter": func() {
		for {
			fmt.Println(`{"file":1,"text":"` + strings.Repeat("x", 1000) + `"}`)
		}
	},
	"one line": func() {
		for {
			fmt.Print(strings.Repeat("x", 1000))
		}
	},
	// Those below take orders like the real child.
	"environment": func() {
		each(func(o order, _ []byte) {
			fmt.Printf("{\"file\":%d,\"text\":%q,\"opened\":true,\"done\":true}\n", o.File, "it is "+strings.Join(os.Environ(), " "))
		})
	},
	"dies of a killer": func() {
		each(func(o order, data []byte) {
			if bytes.Contains(data, []byte("killer")) {
				os.Exit(2)
			}
			answer(o, data)
		})
	},
	"dies of its second": func() {
		each(func(o order, data []byte) {
			if o.File == 2 {
				os.Exit(2)
			}
			answer(o, data)
		})
	},
	"answers for another": func() {
		each(func(o order, data []byte) {
			o.File++
			answer(o, data)
		})
	},
	"says it is spent": func() {
		each(func(o order, data []byte) {
			if o.File > 1 {
				os.Exit(2)
			}
			fmt.Printf("{\"file\":%d,\"text\":\"some words\",\"opened\":true,\"done\":true,\"spent\":true}\n", o.File)
		})
	},
	// A program that is killed while a child waits and another one works.
	"owner": func() {
		p := NewPool([]string{os.Args[0], ChildCommand})
		b := document("", hello, "")
		if _, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), Options{Pool: p}); err != nil {
			os.Exit(2)
		}
		fmt.Println("one waits")
		q := NewPool([]string{os.Args[0], "hang"})
		_, _ = Read(context.Background(), bytes.NewReader(b), int64(len(b)), Options{Pool: q, Time: time.Hour})
	},
}

// each takes orders as the real child does.
func each(f func(order, []byte)) {
	r := bufio.NewReader(os.Stdin)
	for {
		var o order
		line, err := readLine(r)
		if err != nil || json.Unmarshal(line, &o) != nil {
			return
		}
		data := make([]byte, o.Size)
		if _, err := io.ReadFull(r, data); err != nil {
			return
		}
		f(o, data)
	}
}

// answer says that the file's own bytes are its text.
func answer(o order, data []byte) {
	fmt.Printf("{\"file\":%d,\"text\":%q,\"opened\":true,\"done\":true}\n", o.File, data)
}

// pool is one whose children are command of the test binary.
func pool(t testing.TB, command string) *Pool {
	t.Helper()
	self, err := Self()
	if err != nil {
		t.Fatal(err)
	}
	p := NewPool([]string{self[0], command})
	t.Cleanup(p.Close)
	return p
}

// document writes a small PDF: objects 1 (catalog), 2 (page tree), 3 (page), 4
// (its contents), 5 (font) and what is given, with the trailer's entries.
func document(catalog, contents, trailer string, more ...string) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R " + catalog + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(contents), contents),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	objects = append(objects, more...)
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

const hello = "BT /F1 12 Tf 72 720 Td (Dear colleague,) Tj 0 -14 Td (thank you) Tj ET"

// packed is an object stream that holds the text given.
func packed(text string) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write([]byte(text))
	w.Close()
	return fmt.Sprintf("<< /Type /ObjStm /N 1 /First 0 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", z.Len(), z.String())
}

func read(t *testing.T, b []byte, o Options) Info {
	t.Helper()
	info, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), o)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func codes(i Info) string {
	var s []string
	for _, f := range i.Discrepancies {
		s = append(s, string(f.Code))
	}
	return strings.Join(s, " ")
}

func TestText(t *testing.T) {
	t.Parallel()
	info := read(t, document("", hello, ""), Options{Pool: pool(t, ChildCommand)})
	if info.Text != "Dear colleague,\nthank you" || !info.HasText || info.Pages != 1 || codes(info) != "" {
		t.Errorf("got %+v", info)
	}
}

func TestDiscrepancies(t *testing.T) {
	t.Parallel()
	whole := document("", hello, "")
	second := append(slices.Clone(whole), "6 0 obj\n<< /Type /Annot >>\nendobj\n"...)
	for name, c := range map[string]struct {
		data   []byte
		want   string
		active []Kind
	}{
		"sound":                    {whole, "", nil},
		"no text":                  {document("", "0 0 m 10 10 l S", ""), "scanned-no-text", nil},
		"end missing":              {whole[:len(whole)/2], "truncated", nil},
		"end of a stream missing":  {whole[:bytes.Index(whole, []byte("endstream"))], "truncated", nil},
		"end of an update missing": {second, "truncated", nil},
		"zeros behind the end":     {append(slices.Clone(whole), make([]byte, 9000)...), "", nil},
		"cut, but linearized": {bytes.Replace(whole, []byte("1 0 obj\n<<"), []byte("1 0 obj\n<< /Linearized 1 /L 99999 "), 1),
			"truncated", nil},
		"script":             {document("/OpenAction << /S /JavaScript /JS (1) >>", hello, ""), "active-content", []Kind{JavaScript}},
		"script, hidden":     {document("/OpenAction << /S /J#61vaScr#69pt >>", hello, ""), "active-content", []Kind{JavaScript}},
		"script, packed":     {document("", hello, "", packed("6 0 << /S /JavaScript >> ")), "active-content", []Kind{JavaScript}},
		"opens at a page":    {document("/OpenAction [3 0 R /Fit]", hello, ""), "", nil},
		"launch":             {document("/AA << /O << /S /Launch /F (x) >> >>", hello, ""), "active-content", []Kind{Launch}},
		"attached file":      {document("/X << /Type /Filespec /EF << /F 5 0 R >> >>", hello, ""), "another-behind", []Kind{Attachment}},
		"attached, a script": {document("/X << /Type /Filespec /EF << /F 5 0 R >> >> /OpenAction << /S /JavaScript >>", hello, ""), "active-content another-behind", []Kind{Attachment, JavaScript}},
		"room for files":     {document("/Names << /EmbeddedFiles << /Names [] >> >>", hello, ""), "", nil},
		"several":            {document("/AcroForm << /XFA 5 0 R >> /X << /S /SubmitForm >> /Y /RichMedia", hello, ""), "active-content", []Kind{Media, Submit, XFA}},
		"names in a stream":  {document("", hello+" (/JavaScript /Launch) pop", ""), "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info := read(t, c.data, Options{Pool: pool(t, ChildCommand)})
			got := slices.DeleteFunc(strings.Fields(codes(info)), func(s string) bool {
				return strings.HasPrefix(c.want, "truncated") && s == "text-not-read" // depends on the libraries' repairs
			})
			if strings.Join(got, " ") != c.want || !slices.Equal(info.Active, c.active) {
				t.Errorf("discrepancies %q, active %q; want %q, %q", got, info.Active, c.want, c.active)
			}
		})
	}
}

// Without a child there are still pages, encryption and active content.
func TestWithoutChild(t *testing.T) {
	t.Parallel()
	info := read(t, document("/OpenAction << /S /JavaScript >>", hello, "/Encrypt 5 0 R"), Options{})
	if info.Pages != 1 || !info.Encrypted || codes(info) != "active-content" {
		t.Errorf("got %+v", info)
	}
	if info = read(t, document("", hello, "/EncryptMetadata true"), Options{}); info.Encrypted {
		t.Error("encrypted, but it is not")
	}
}

// Whatever becomes of the child, there is an answer, in time.
func TestChildFails(t *testing.T) {
	t.Parallel()
	for command, pages := range map[string]int{"hang": 3, "eat": 1, "die": 1, "chatter": 1, "one line": 1} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			info := read(t, document("", hello, ""), Options{Pool: pool(t, command), Time: 5 * time.Second, Memory: 64 << 20, Text: 4096})
			if codes(info) != "text-not-read" || info.Pages != pages || len(info.Text) > 4096 {
				t.Errorf("discrepancies %q, %d pages, %d bytes of text", codes(info), info.Pages, len(info.Text))
			}
		})
	}
	info := read(t, document("", hello, ""), Options{Pool: NewPool([]string{"/nonexistent/oso"})})
	if codes(info) != "text-not-read" {
		t.Errorf("no program: discrepancies %q", codes(info))
	}
}

func TestChildGetsNoEnvironment(t *testing.T) {
	t.Setenv("OSO_PASSPHRASE", "fourteen letters")
	info := read(t, document("", hello, ""), Options{Pool: pool(t, "environment")})
	if info.Text != "it is" {
		t.Errorf("environment of the child: %q", info.Text)
	}
}

// pdfcpu would write a configuration into the home folder.
func TestChildLeavesNoFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	command := []string{"/usr/bin/env", "HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "TMPDIR=" + dir}
	if _, err := os.Stat(command[0]); err != nil {
		t.Skip("no env here")
	}
	p := NewPool(append(command, pool(t, ChildCommand).command...))
	t.Cleanup(p.Close)
	info := read(t, document("", hello, ""), Options{Pool: p})
	if !info.HasText {
		t.Errorf("got %+v", info)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, error %v", left, err)
	}
}

func TestNotPDF(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{"empty": "", "text": "Dear colleague", "header too late": strings.Repeat(" ", 1100) + "%PDF-1.4"} {
		_, err := Read(context.Background(), strings.NewReader(s), int64(len(s)), Options{Pool: pool(t, ChildCommand)})
		if !errs.Is(err, errs.Unreadable) {
			t.Errorf("%s: error %v, want kind unreadable", name, err)
		}
	}
}

func TestCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(200*time.Millisecond, cancel)
	b := document("", hello, "")
	_, err := Read(ctx, bytes.NewReader(b), int64(len(b)), Options{Pool: pool(t, "hang")})
	if !errs.Is(err, errs.Canceled) {
		t.Errorf("error %v, want kind cancelled", err)
	}
}

type brokenDisc struct{}

func (brokenDisc) ReadAt([]byte, int64) (int, error) { return 0, errors.New("input/output error") }

func TestSourceFails(t *testing.T) {
	t.Parallel()
	if _, err := Read(context.Background(), brokenDisc{}, 1000, Options{}); !errs.Is(err, errs.Unreadable) {
		t.Errorf("error %v, want kind unreadable", err)
	}
}

// A stream that inflates without end is looked into only so far.
func TestObjectStreamBomb(t *testing.T) {
	t.Parallel()
	data := document("", hello, "", packed(strings.Repeat(" ", 200<<20)), packed("6 0 << /S /JavaScript >> "))
	info := read(t, data, Options{})
	if len(info.Active) != 0 {
		t.Errorf("active %q, though the budget was used up before", info.Active)
	}
}
