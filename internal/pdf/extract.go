package pdf

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	ledongthuc "github.com/ledongthuc/pdf"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/fault"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
)

// extract reports what the libraries find.
type extract struct {
	out  *json.Encoder
	file int // goes into every message
	left int // bytes of text still wanted
	// until is when no further page is begun: the head of the text is what is
	// wanted, and a slow document must not look like one that hangs.
	until time.Time
}

// say tells one message. A parent that has gone ends this process as well.
func (e *extract) say(m message) {
	m.File = e.file
	e.out.Encode(m)
}

// all reads one file from r, for what is ordered. It tells whether so many came: a
// file that became shorter meanwhile is read as far as it goes.
func (e *extract) all(r io.Reader, o order) (whole bool) {
	data := make([]byte, o.Size)
	n, err := io.ReadFull(r, data)
	data = data[:n]
	switch {
	case o.Sheets:
		e.sheets(data)
	case o.First > 0:
		e.pages(data, o.First, o.Last)
	default:
		e.text(e.count(data), data)
	}
	return err == nil
}

// text reads the text of what pdfcpu opened (nil where it did not). Encrypted
// files are read as pdfcpu decrypts them, for it knows more of the standard's
// ways; files that do not open otherwise, as pdfcpu writes them anew.
func (e *extract) text(opened *model.Context, data []byte) {
	encrypted := opened != nil && opened.Encrypt != nil
	if encrypted {
		if plain := rewritten(opened, data); plain != nil {
			data = plain
		}
	}
	err := e.read(data)
	if err != nil && opened != nil && !encrypted {
		if again := rewritten(opened, data); again != nil {
			err = e.read(again)
		}
	}
	if err != nil {
		e.say(message{Failed: true})
	}
}

// config is pdfcpu's for reading: nothing from the home folder, no network.
func config(cmd model.CommandMode) *model.Configuration {
	model.ConfigPath = "disable" // else it writes a configuration into the home folder
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	conf.Optimize = false
	conf.Cmd = cmd
	return conf
}

// count opens the file by pdfcpu: pages, password, active content in objects.
// It gives what was opened, or nil.
func (e *extract) count(data []byte) (opened *model.Context) {
	defer func() { recover() }() // the library panics on some files; the other one may still do
	ctx, err := open(data, config(model.LISTINFO))
	if err != nil {
		e.say(message{Password: errors.Is(err, pdfcpu.ErrWrongPassword)})
		return nil
	}
	m := message{Opened: true, Pages: pagesOf(ctx)}
	for _, entry := range ctx.Table {
		if entry != nil {
			m.Active = activeIn(entry.Object, m.Active, 0)
		}
	}
	e.say(m)
	return ctx
}

// open reads the file's table. It and the two below do what the library's package
// api does, which brings its commands for forms along, and with them a table that
// each start of our programs would wait for.
func open(data []byte, conf *model.Configuration) (ctx *model.Context, err error) {
	defer fault.Catch(&err)
	return pdfcpu.Read(bytes.NewReader(data), conf)
}

// decrypted is the file opened for being written without its encryption.
func decrypted(data []byte) (ctx *model.Context, err error) {
	defer fault.Catch(&err)
	ctx, err = open(data, config(model.DECRYPT))
	if err == nil {
		err = validate.XRefTable(ctx)
	}
	return ctx, err
}

// written gives what was opened as a file.
func written(ctx *model.Context) (file []byte, err error) {
	defer fault.Catch(&err)
	var b bytes.Buffer
	ctx.Write.Writer = bufio.NewWriter(&b)
	err = errors.Join(pdfcpu.WriteContext(ctx), ctx.Write.Flush())
	return b.Bytes(), err
}

// pagesOf is the number of pages: what the page tree says, unless there are
// not even as many objects; then the page objects themselves.
func pagesOf(ctx *model.Context) int {
	if err := ctx.EnsurePageCount(); err == nil && ctx.PageCount <= len(ctx.Table) {
		return ctx.PageCount
	}
	n := 0
	for _, entry := range ctx.Table {
		if entry == nil {
			continue
		}
		if d, ok := entry.Object.(types.Dict); ok && d.Type() != nil && *d.Type() == "Page" {
			n++
		}
	}
	return n
}

// rewritten is the file as pdfcpu writes it, decrypted and with a sound table,
// for a file that the other library cannot open as it is; nil where that fails.
func rewritten(opened *model.Context, data []byte) (out []byte) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	var err error
	if opened.Encrypt != nil {
		if opened, err = decrypted(data); err != nil {
			return nil
		}
	}
	if out, err = written(opened); err != nil {
		return nil
	}
	return out
}

// activeIn collects the kinds that the names in an object stand for.
func activeIn(o types.Object, found []Kind, depth int) []Kind {
	if depth > 32 {
		return found
	}
	switch o := o.(type) {
	case types.Dict:
		for k, v := range o {
			if kind := kindOf(k); kind != "" {
				found = appendOnce(found, kind)
			}
			found = activeIn(v, found, depth+1)
		}
	case types.StreamDict:
		return activeIn(o.Dict, found, depth)
	case *types.StreamDict:
		if o != nil {
			return activeIn(o.Dict, found, depth)
		}
	case types.Array:
		for _, v := range o {
			found = activeIn(v, found, depth+1)
		}
	case types.Name:
		if kind := kindOf(o.Value()); kind != "" {
			found = appendOnce(found, kind)
		}
	}
	return found
}

// read takes the text out by ledongthuc/pdf, page by page. The error says that
// the file did not open, or that no page could be read.
func (e *extract) read(data []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("library panicked: %v", p)
		}
	}()
	data = tidy(data)
	r, err := ledongthuc.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		e.say(message{Password: errors.Is(err, ledongthuc.ErrInvalidPassword)})
		return err
	}
	pages := min(r.NumPage(), len(data)/smallestPage)
	if pages < 1 {
		return errors.New("no pages")
	}
	e.say(message{Opened: true, Pages: pages})
	failed, met := 0, 0
	eachPage(r, pages, func(p ledongthuc.Page) bool {
		if e.left <= 0 || met > failed && time.Now().After(e.until) {
			return false
		}
		met++
		if err = e.page(p); err != nil {
			failed++
		}
		return met < pages
	})
	if met > 0 && failed == met {
		return err
	}
	e.say(message{Read: true, Failed: failed > 0})
	return nil
}

// deepest is how far below the root of its tree a page may lie.
const deepest = 64

// eachPage goes once through the tree of so many pages, in their order, until do says
// no. The library looks for each page from the first on: of thousands in one list it
// reads each thousands of times.
func eachPage(r *ledongthuc.Reader, pages int, do func(ledongthuc.Page) (more bool)) {
	left := 4*pages + 1000 // kids; a tree that goes around has no end
	var below func(node ledongthuc.Value, depth int) (more bool)
	below = func(node ledongthuc.Value, depth int) bool {
		kids := node.Key("Kids")
		for i := range kids.Len() {
			if left--; left < 0 {
				return false
			}
			kid, more := kids.Index(i), true
			switch kid.Key("Type").Name() {
			case "Page":
				more = do(ledongthuc.Page{V: kid})
			case "Pages":
				more = depth == deepest || below(kid, depth+1)
			}
			if !more {
				return false
			}
		}
		return true
	}
	below(r.Trailer().Key("Root").Key("Pages"), 1)
}

// smallestPage is fewer bytes than any page object has, packed ones too. A
// number of pages beyond what the file has room for is made up.
const smallestPage = 8

// tidy makes a copy that ledongthuc/pdf takes, which insists on a plain header
// at the first byte and the end mark among the last hundred.
func tidy(data []byte) []byte {
	if i := bytes.Index(data[:min(len(data), headArea)], []byte("%PDF-")); i > 0 {
		data = data[i:]
	}
	if i := bytes.LastIndex(data, []byte("%%EOF")); i > 0 {
		data = data[:i+len("%%EOF")]
	}
	data = bytes.Clone(data)
	if len(data) > 9 {
		copy(data, "%PDF-1.7\n")
	}
	return data
}

// page reports the text of one page.
func (e *extract) page(p ledongthuc.Page) error {
	text, err := placed(p)
	if err != nil || strings.TrimSpace(text) == "" {
		plain, perr := p.GetPlainText(nil) // recovers by itself
		if perr == nil {
			text, err = plain, nil
		}
	}
	if err != nil {
		return err
	}
	text = clean(text) + "\n"
	text = text[:min(len(text), e.left)]
	e.left -= len(text)
	e.say(message{Text: text})
	return nil
}

// clean leaves valid UTF-8 without control characters, one blank between words.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || r == '\ufffd') {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, l := range lines {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}
