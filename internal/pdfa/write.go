package pdfa

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"image"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Bytes is the document as a file. It is asked for once.
func (d *Document) Bytes() ([]byte, error) {
	w := &writer{}
	// Four bytes above 127 tell programs that carry files that this one is no text.
	w.out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	catalog, tree, resources := w.ref(), w.ref(), w.ref()
	refs := make([]int, len(d.pages))
	for i := range refs {
		refs[i] = w.ref()
	}
	var kids strings.Builder
	for i, p := range d.pages {
		content := w.ref()
		w.stream(content, "", p.content.Bytes())
		w.object(refs[i], fmt.Sprintf("<</Type /Page\n/Parent %d 0 R\n/MediaBox [0 0 %s %s]\n/Resources %d 0 R\n/Contents %d 0 R\n/StructParents %d\n/Tabs /S>>",
			tree, num(p.width), num(p.height), resources, content, i))
		fmt.Fprintf(&kids, "%d 0 R ", refs[i])
	}
	w.object(tree, fmt.Sprintf("<</Type /Pages\n/Kids [%s]\n/Count %d>>", kids.String(), len(d.pages)))
	if err := d.resources(w, resources); err != nil {
		return nil, err
	}
	structure := d.structure(w, refs)
	profile, intent, meta, info := w.ref(), w.ref(), w.ref(), w.ref()
	w.stream(profile, "/N 3", sRGB())
	w.object(intent, fmt.Sprintf("<</Type /OutputIntent\n/S /GTS_PDFA1\n/OutputConditionIdentifier (sRGB IEC61966-2.1)\n/Info (sRGB IEC61966-2.1)\n/DestOutputProfile %d 0 R>>", profile))
	w.plain(meta, "/Type /Metadata /Subtype /XML", []byte(d.about.xmp()))
	w.object(info, d.about.info())
	w.object(catalog, fmt.Sprintf("<</Type /Catalog\n/Pages %d 0 R\n/Lang %s\n/MarkInfo <</Marked true>>\n/StructTreeRoot %d 0 R\n/Metadata %d 0 R\n/OutputIntents [%d 0 R]\n/ViewerPreferences <</DisplayDocTitle true>>>>",
		tree, literal(d.about.Lang), structure, meta, intent))
	return w.finish(catalog, info), nil
}

// resources are what the pages draw with.
func (d *Document) resources(w *writer, ref int) error {
	var b strings.Builder
	b.WriteString("<</Font <<")
	for _, f := range d.fonts {
		n, err := f.write(w)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "/F%d %d 0 R ", f.number, n)
	}
	b.WriteString(">>\n/XObject <<")
	for i, p := range d.pictures {
		img, err := p.load()
		if err != nil {
			return err
		}
		n := w.ref()
		if err := w.image(n, img); err != nil {
			return err
		}
		fmt.Fprintf(&b, "/Im%d %d 0 R ", i, n)
	}
	b.WriteString(">>>>")
	w.object(ref, b.String())
	return nil
}

// writer puts objects one behind the other and remembers where they lie.
type writer struct {
	out bytes.Buffer
	at  []int // of object i+1
}

func (w *writer) ref() int {
	w.at = append(w.at, 0)
	return len(w.at)
}

func (w *writer) object(ref int, body string) {
	w.at[ref-1] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", ref, body)
}

// stream is data, packed.
func (w *writer) stream(ref int, dict string, data []byte) {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data) // into memory
	_ = z.Close()
	w.plain(ref, dict+" /Filter /FlateDecode", b.Bytes())
}

func (w *writer) plain(ref int, dict string, data []byte) {
	w.at[ref-1] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n<<%s /Length %d>>\nstream\n", ref, strings.TrimSpace(dict), len(data))
	w.out.Write(data)
	w.out.WriteString("\nendstream\nendobj\n")
}

// image is a picture's rows, each as its difference to the one above (PNG's
// filter Up). One picture at a time is in memory, beside what is written.
func (w *writer) image(ref int, img image.Image) error {
	r := img.Bounds()
	var row func(y int) []byte
	space, colors := "/DeviceGray", 1
	switch m := img.(type) {
	case *image.Gray:
		row = func(y int) []byte { return m.Pix[y*m.Stride : y*m.Stride+r.Dx()] }
	case *image.NRGBA:
		space, colors = "/DeviceRGB", 3
		row = func(y int) []byte {
			out := make([]byte, 0, 3*r.Dx())
			for x := range r.Dx() {
				at := y*m.Stride + 4*x
				out = append(out, m.Pix[at:at+3]...)
			}
			return out
		}
	default:
		return fmt.Errorf("a picture is %T, which is not written", img)
	}
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	var above []byte
	for y := range r.Dy() {
		line := row(y)
		up := make([]byte, 1, len(line)+1)
		up[0] = 2
		for i, v := range line {
			if above != nil {
				v -= above[i]
			}
			up = append(up, v)
		}
		above = line
		_, _ = z.Write(up) // into memory
	}
	_ = z.Close()
	w.plain(ref, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms <</Predictor 15 /Colors %d /BitsPerComponent 8 /Columns %d>>",
		r.Dx(), r.Dy(), space, colors, r.Dx()), data.Bytes())
	return nil
}

// finish adds the table of places and the trailer. The file's identifier is a
// hash of what it holds, so that the same letter is the same file.
func (w *writer) finish(catalog, info int) []byte {
	sum := sha256.Sum256(w.out.Bytes())
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.at)+1)
	for _, at := range w.at {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&w.out, "trailer\n<</Size %d\n/Root %d 0 R\n/Info %d 0 R\n/ID [<%X> <%X>]>>\nstartxref\n%d\n%%%%EOF\n", len(w.at)+1, catalog, info, sum[:16], sum[:16], start)
	return w.out.Bytes()
}

func (p *page) put(format string, args ...any) { fmt.Fprintf(&p.content, format, args...) }

// String is a color as operands.
func (c Ink) String() string {
	return num(float64(c[0])/255) + " " + num(float64(c[1])/255) + " " + num(float64(c[2])/255)
}

// num is a number as PDF writes it, to a thousandth.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 3, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "" || s == "-0" {
		return "0"
	}
	return s
}

// literal is a string of plain characters.
func literal(s string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s) + ")"
}

// textString is a text in hexadecimal (ISO 32000-1, 7.9.2.2).
func textString(s string) string { return "<FEFF" + utf16Hex(s) + ">" }

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
