// Package pdfa writes tagged PDF that is kept and read aloud: PDF/A-2a (ISO
// 19005-2) and PDF/UA-1 (ISO 14289-1) at once.
//
// It promises that the same calls give the same bytes; that all that is drawn is
// part of the structure or marked as none; that each glyph carries the text that
// it stands for, so that copying and reading aloud give the text back in its own
// order; and that nothing but what it was given is in the file. docs/LETTER.md
// names each rule of the standards and what holds it.
//
// It leaves to others: which glyphs (typeface), where they stand (typeset), and
// what the structure means.
package pdfa

import (
	"bytes"
	"image"
	"time"

	"oso/internal/typeface"
)

// About is what a document says of itself. It names nobody: titles show in
// windows and lists.
type About struct {
	Title, Lang, Program string
	Date                 time.Time
}

// Ink is a color, red, green and blue.
type Ink [3]uint8

// Document is one that is being written.
type Document struct {
	about    About
	faces    *typeface.Faces
	root     *Element
	pages    []*page
	fonts    []*font
	pictures []*picture
}

// page is what is drawn on one, and whose each marked content is.
type page struct {
	width, height float64
	content       bytes.Buffer
	marked        []*Element
}

// picture is drawn once or more often and kept once.
type picture struct {
	key  string
	load func() (image.Image, error)
}

// New is an empty document.
func New(about About, faces *typeface.Faces) *Document {
	d := &Document{about: about, faces: faces}
	d.root = &Element{role: "Document"}
	return d
}

// Root is the element that holds all others.
func (d *Document) Root() *Element { return d.root }

// AddPage begins a page; sizes are in points, and places on it are from its
// upper left corner.
func (d *Document) AddPage(width, height float64) {
	d.pages = append(d.pages, &page{width: width, height: height})
}

func (d *Document) last() *page { return d.pages[len(d.pages)-1] }

// Begin opens what is drawn for an element; End closes it.
func (d *Document) Begin(e *Element) {
	p := d.last()
	n := len(p.marked)
	p.marked = append(p.marked, e)
	e.kids = append(e.kids, kid{page: len(d.pages) - 1, mark: n})
	p.put("/%s <</MCID %d>> BDC\n", e.role, n)
}

// Artifact is what carries no meaning or is said elsewhere.
type Artifact string

const (
	Header Artifact = "/Type /Pagination /Subtype /Header"
	Footer Artifact = "/Type /Pagination /Subtype /Footer"
	Layout Artifact = "/Type /Layout"
)

// BeginArtifact opens what is no part of the structure; End closes it.
func (d *Document) BeginArtifact(a Artifact) { d.last().put("/Artifact <<%s>> BDC\n", a) }

// End closes what was opened last.
func (d *Document) End() { d.last().put("EMC\n") }

// Rule is a horizontal line of a weight.
func (d *Document) Rule(x, y, width, weight float64, c Ink) {
	p := d.last()
	p.put("%s RG %s w %s %s m %s %s l S\n", c, num(weight), num(x), num(p.height-y), num(x+width), num(p.height-y))
}

// Fill is a filled rectangle; x and y are its upper left corner.
func (d *Document) Fill(x, y, width, height float64, c Ink) {
	p := d.last()
	p.put("%s rg %s %s %s %s re f\n", c, num(x), num(p.height-y-height), num(width), num(height))
}

// Picture draws an opaque image of 8 bits, gray or of three colors; x and y are
// its upper left corner. The image is loaded when the document is written, and
// once for each key.
func (d *Document) Picture(e *Element, key string, load func() (image.Image, error), x, y, width, height float64) {
	p := d.last()
	n := -1
	for i, have := range d.pictures {
		if have.key == key {
			n = i
		}
	}
	if n < 0 {
		n = len(d.pictures)
		d.pictures = append(d.pictures, &picture{key: key, load: load})
	}
	e.box = [4]float64{x, p.height - y - height, x + width, p.height - y}
	p.put("q %s 0 0 %s %s %s cm /Im%d Do Q\n", num(width), num(height), num(x), num(p.height-y-height), n)
}
