package pdfa

import (
	"fmt"
	"slices"
	"strings"
)

// Element is one of the document's structure (ISO 32000-1, 14.7 and 14.8): its
// kids are elements, and what is drawn for it.
type Element struct {
	role   string
	parent *Element
	kids   []kid

	alt, lang string
	says      string
	id        string
	attrs     string
	box       [4]float64 // of a figure, from the lower left corner
	ref       int        // its object, once written
}

// kid is an element, or marked content of a page.
type kid struct {
	elem       *Element
	page, mark int
}

// Add is a new element below; role is one of the standard's.
func (e *Element) Add(role string) *Element {
	n := &Element{role: role, parent: e}
	e.kids = append(e.kids, kid{elem: n})
	return n
}

// Role is what the element is.
func (e *Element) Role() string { return e.role }

// Last is the element below that was added last; nil: what was added last is none.
func (e *Element) Last() *Element {
	if n := len(e.kids); n > 0 {
		return e.kids[n-1].elem
	}
	return nil
}

// Alt is what is said in place of a picture.
func (e *Element) Alt(s string) *Element {
	e.alt = s
	return e
}

// Says is the text of an element in the order of reading, where what is drawn
// for it stands in another.
func (e *Element) Says(s string) *Element {
	e.says = s
	return e
}

// Lang is the language of all below.
func (e *Element) Lang(s string) *Element {
	e.lang = s
	return e
}

// Numbered is a list whose items carry numbers.
func (e *Element) Numbered() *Element {
	e.attrs = "/A <</O /List /ListNumbering /Decimal>>\n"
	return e
}

// Unnumbered is a list whose items carry a sign.
func (e *Element) Unnumbered() *Element {
	e.attrs = "/A <</O /List /ListNumbering /Circle>>\n"
	return e
}

// ColumnHead is the head of a table's column.
func (e *Element) ColumnHead() *Element {
	e.attrs = "/A <</O /Table /Scope /Column>>\n"
	return e
}

// prune takes out elements for which nothing was drawn; false: e is one.
func (e *Element) prune() bool {
	e.kids = slices.DeleteFunc(e.kids, func(k kid) bool { return k.elem != nil && !k.elem.prune() })
	return len(e.kids) > 0 || e.role == "TD" || e.role == "TH"
}

// all are e and those below it, each before its kids.
func (e *Element) all() []*Element {
	out := []*Element{e}
	for _, k := range e.kids {
		if k.elem != nil {
			out = append(out, k.elem.all()...)
		}
	}
	return out
}

// structure writes the tree and returns its root's object.
func (d *Document) structure(w *writer, pageRefs []int) int {
	d.root.prune()
	root, parents := w.ref(), w.ref()
	all := d.root.all()
	for _, e := range all {
		e.ref = w.ref()
	}
	notes := ""
	named := 0
	for _, e := range all {
		var b strings.Builder
		parent := root
		if e.parent != nil {
			parent = e.parent.ref
		}
		fmt.Fprintf(&b, "<</Type /StructElem\n/S /%s\n/P %d 0 R\n", e.role, parent)
		if e.role == "Note" {
			e.id = fmt.Sprintf("note-%04d", named)
			named++
			fmt.Fprintf(&b, "/ID (%s)\n", e.id)
			notes += fmt.Sprintf("(%s) %d 0 R ", e.id, e.ref)
		}
		if e.alt != "" {
			b.WriteString("/Alt " + textString(e.alt) + "\n")
		}
		if e.says != "" {
			b.WriteString("/ActualText " + textString(e.says) + "\n")
		}
		if e.lang != "" {
			b.WriteString("/Lang (" + e.lang + ")\n")
		}
		if e.role == "Figure" {
			place := "Block"
			if e.parent != nil && strings.HasPrefix(e.parent.role, "H") { // a heading holds no block
				place = "Inline"
			}
			fmt.Fprintf(&b, "/A <</O /Layout /Placement /%s /BBox [%s %s %s %s]>>\n", place, num(e.box[0]), num(e.box[1]), num(e.box[2]), num(e.box[3]))
		}
		b.WriteString(e.attrs + "/K [")
		for _, k := range e.kids {
			if k.elem != nil {
				fmt.Fprintf(&b, "%d 0 R ", k.elem.ref)
			} else {
				fmt.Fprintf(&b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pageRefs[k.page], k.mark)
			}
		}
		b.WriteString("]>>")
		w.object(e.ref, b.String())
	}
	var nums strings.Builder
	for i, p := range d.pages {
		fmt.Fprintf(&nums, "%d [", i)
		for _, e := range p.marked {
			fmt.Fprintf(&nums, "%d 0 R ", e.ref)
		}
		nums.WriteString("]\n")
	}
	w.object(parents, "<</Nums ["+nums.String()+"]>>")
	ids := ""
	if notes != "" {
		tree := w.ref()
		first, last := "note-0000", fmt.Sprintf("note-%04d", named-1)
		leaf := w.ref()
		w.object(leaf, fmt.Sprintf("<</Limits [(%s) (%s)]\n/Names [%s]>>", first, last, notes))
		w.object(tree, fmt.Sprintf("<</Kids [%d 0 R]>>", leaf))
		ids = fmt.Sprintf("/IDTree %d 0 R\n", tree)
	}
	w.object(root, fmt.Sprintf("<</Type /StructTreeRoot\n/K [%d 0 R]\n/ParentTree %d 0 R\n/ParentTreeNextKey %d\n%s>>", d.root.ref, parents, len(d.pages), ids))
	return root
}
