package pdf

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // scans
	_ "image/png"  // as pdfcpu gives what is packed by Flate
	"io"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/fault"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
	_ "golang.org/x/image/tiff" // faxes

	"oso/internal/errs"
	"oso/internal/separator"
)

// Sheet is a separator sheet among a file's pages.
type Sheet struct {
	Page  int    `json:"page"` // from 1 on
	Token string `json:"token"`
}

// Sheets tells which pages are separator sheets, how many pages there are, and how
// many were looked at: fewer where that took too long, or a page's picture is in a
// form that is not read here. Without a pool nothing is.
func Sheets(ctx context.Context, r io.ReaderAt, size int64, o Options) (sheets []Sheet, pages, looked int, err error) {
	o = o.withDefaults()
	if o.Pool == nil || size > o.Size {
		return nil, 0, 0, nil
	}
	o.sheets = true
	got, err := o.Pool.read(ctx, r, size, o)
	if err != nil {
		return nil, 0, 0, err
	}
	if !got.Done {
		return nil, max(got.Pages, 1), 0, nil // what was found before it was stopped is not all
	}
	return got.sheets, got.Pages, got.looked, nil
}

// Pages gives pages first to last (from 1 on) as a file of their own, with nothing
// of the others. The error is of kind Unreadable.
func Pages(ctx context.Context, r io.ReaderAt, size int64, first, last int, o Options) ([]byte, error) {
	const says = "These pages could not be taken out of the file by themselves. It is kept whole."
	o = o.withDefaults()
	if o.Pool == nil || size > o.Size {
		return nil, errs.E(errs.Unreadable, "part PDF", says)
	}
	o.first, o.last = first, last
	got, err := o.Pool.read(ctx, r, size, o)
	if err != nil {
		return nil, err
	}
	if !got.Done || got.Failed || got.part.Len() == 0 {
		return nil, errs.E(errs.Unreadable, "part PDF", says)
	}
	return got.part.Bytes(), nil
}

// Bounds of what a child looks at for sheets.
const (
	mostDots  = 40 << 20 // of one picture
	partPiece = 1 << 20  // bytes of a part in one message
)

// optimized is the file opened with what each page draws.
func optimized(data []byte) (ctx *model.Context, err error) {
	defer fault.Catch(&err)
	ctx, err = open(data, config(model.EXTRACTIMAGES))
	if err == nil {
		err = validate.XRefTable(ctx)
	}
	if err == nil {
		err = pdfcpu.OptimizeXRefTable(ctx)
	}
	return ctx, err
}

// sheets looks at each page for a separator's code.
func (e *extract) sheets(data []byte) {
	defer func() { recover() }() // what was said before stays
	ctx, err := optimized(data)
	if err != nil {
		e.say(message{Failed: true})
		return
	}
	e.say(message{Pages: ctx.PageCount})
	for page := 1; page <= ctx.PageCount && time.Now().Before(e.until); page++ {
		token, looked := e.sheet(ctx, page)
		if token != "" {
			e.say(message{Sheets: []Sheet{{page, token}}})
		}
		if looked {
			e.say(message{Looked: 1})
		}
	}
}

// sheet looks at the pictures of one page. looked: each could be.
func (e *extract) sheet(ctx *model.Context, page int) (token string, looked bool) {
	defer func() {
		if recover() != nil {
			token, looked = "", false
		}
	}()
	list, err := pdfcpu.ExtractPageImages(ctx, page, false)
	looked = err == nil
	for _, found := range list {
		if found.Thumb || found.Reader == nil || found.Width*found.Height > mostDots {
			continue
		}
		b, err := io.ReadAll(found.Reader)
		if err != nil {
			looked = false
			continue
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(b))
		if err != nil || size.Width*size.Height > mostDots {
			looked = false
			continue
		}
		picture, _, err := image.Decode(bytes.NewReader(b))
		if err != nil {
			looked = false
			continue
		}
		if t, ok := separator.Read(picture); ok {
			return t, true
		}
	}
	return "", looked
}

// pages writes some pages as a file of their own.
func (e *extract) pages(data []byte, first, last int) {
	out, err := taken(data, first, last)
	if err != nil {
		e.say(message{Failed: true})
		return
	}
	for len(out) > 0 {
		n := min(len(out), partPiece)
		e.say(message{Part: out[:n]})
		out = out[n:]
	}
}

func taken(data []byte, first, last int) (out []byte, err error) {
	defer fault.Catch(&err)
	ctx, err := open(data, config(model.EXTRACTPAGES))
	if err == nil {
		err = validate.XRefTable(ctx)
	}
	if err != nil {
		return nil, err
	}
	var numbers []int
	for n := first; n <= last; n++ {
		numbers = append(numbers, n)
	}
	part, err := pdfcpu.ExtractPages(ctx, numbers, false)
	if err != nil {
		return nil, err
	}
	return written(part)
}
