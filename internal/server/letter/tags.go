package letter

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-pdf/fpdf"

	"oso/internal/errs"
)

// tags records the document's structure while it is drawn, so that the letter
// can be read aloud in order with its headings, lists and notes (ISO 32000-1,
// 14.7 and 14.8). The PDF writer knows no structure; it is added behind what
// the writer wrote, as an incremental update.
type tags struct {
	elems    []element
	pages    [][]int // for each page, the element of each marked content
	document int
	title    int // the wordmark
	contact  int // telephone and e-mail beside it
}

// element is a structure element: its kids are elements and marked contents.
type element struct {
	role   string
	alt    string // what is said in place of a picture
	parent int
	kids   []kid
}

// kid is an element (page < 0), or marked content n of a page.
type kid struct{ page, n int }

func newTags() *tags {
	t := &tags{elems: []element{{role: "Document", parent: -1}}}
	t.title, t.contact = t.add("H1", t.document), t.add("P", t.document)
	return t
}

// add begins an element under a parent. Items that follow each other share one
// list; what is drawn for an item is its body.
func (t *tags) add(role string, parent int) int {
	if role != "LI" {
		return t.child(role, parent)
	}
	list := -1
	if kids := t.elems[parent].kids; len(kids) > 0 {
		if last := kids[len(kids)-1].n; t.elems[last].role == "L" {
			list = last
		}
	}
	if list < 0 {
		list = t.child("L", parent)
	}
	return t.child("LBody", t.child("LI", list))
}

func (t *tags) child(role string, parent int) int {
	t.elems = append(t.elems, element{role: role, parent: parent})
	n := len(t.elems) - 1
	t.elems[parent].kids = append(t.elems[parent].kids, kid{-1, n})
	return n
}

// figure begins a picture's element, with what is said in its place.
func (t *tags) figure(alt string) int {
	n := t.child("Figure", t.document)
	t.elems[n].alt = alt
	return n
}

func (t *tags) page() { t.pages = append(t.pages, nil) }

// begin opens marked content of an element on the present page.
func (t *tags) begin(pdf *fpdf.Fpdf, elem int) {
	p := len(t.pages) - 1
	n := len(t.pages[p])
	t.pages[p] = append(t.pages[p], elem)
	t.elems[elem].kids = append(t.elems[elem].kids, kid{p, n})
	pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", t.elems[elem].role, n))
}

// artifact opens what is repeated or carries no meaning: rules, head and foot.
func (t *tags) artifact(pdf *fpdf.Fpdf) { pdf.RawWriteStr("/Artifact BMC") }

// backwards opens text that is drawn from left to right and read from right to
// left.
func (t *tags) backwards(pdf *fpdf.Fpdf) { pdf.RawWriteStr("/ReversedChars BMC") }

func (t *tags) end(pdf *fpdf.Fpdf) { pdf.RawWriteStr("EMC") }

var (
	trailerOf = regexp.MustCompile(`trailer\n<<\n/Size (\d+)\n/Root (\d+) 0 R\n/Info (\d+) 0 R\n>>\nstartxref\n(\d+)\n%%EOF\n?$`)
	pageObj   = regexp.MustCompile(`(?m)^(\d+) 0 obj\n<</Type /Page\n`)
)

// into adds the structure to the PDF that the writer made.
func (t *tags) into(pdf []byte, p *pictures) ([]byte, error) {
	fail := func(what string) ([]byte, error) {
		return nil, errs.Wrap(fmt.Errorf("the PDF writer's output has no %s where it is expected", what), errs.Internal, "tag letter", "")
	}
	tail := trailerOf.FindSubmatch(pdf)
	if tail == nil {
		return fail("trailer")
	}
	num := func(b []byte) int { n, _ := strconv.Atoi(string(b)); return n }
	size, root, info, prev := num(tail[1]), num(tail[2]), num(tail[3]), num(tail[4])
	pages := pageObj.FindAllSubmatch(pdf, -1)
	if len(pages) != len(t.pages) {
		return fail("page")
	}
	u := update{out: bytes.NewBuffer(bytes.Replace(pdf, []byte("%PDF-1.3\n"), []byte("%PDF-1.7\n"), 1)), at: map[int]int{}}
	catalog, ok := object(pdf, root)
	if !ok {
		return fail("catalog")
	}
	structRoot, parents := size, size+1
	elem := func(i int) int { return size + 2 + i } // the object of an element
	u.add(root, strings.TrimSuffix(catalog, ">>")+fmt.Sprintf("/MarkInfo <</Marked true>>\n/StructTreeRoot %d 0 R\n/ViewerPreferences <</DisplayDocTitle true>>\n>>", structRoot))
	pageNums := make([]int, len(pages))
	for i, m := range pages {
		pageNums[i] = num(m[1])
		body, ok := object(pdf, pageNums[i])
		if !ok {
			return fail("page")
		}
		u.add(pageNums[i], strings.TrimSuffix(body, ">>")+fmt.Sprintf("\n/StructParents %d\n/Tabs /S>>", i))
	}
	u.add(structRoot, fmt.Sprintf("<</Type /StructTreeRoot\n/K %d 0 R\n/ParentTree %d 0 R\n/ParentTreeNextKey %d>>", elem(t.document), parents, len(t.pages)))
	var nums strings.Builder
	for i, p := range t.pages {
		fmt.Fprintf(&nums, "%d [", i)
		for _, e := range p {
			fmt.Fprintf(&nums, "%d 0 R ", elem(e))
		}
		nums.WriteString("]\n")
	}
	u.add(parents, "<</Nums ["+nums.String()+"]>>")
	for i, e := range t.elems {
		var kids strings.Builder
		for _, k := range e.kids {
			if k.page < 0 {
				fmt.Fprintf(&kids, "%d 0 R ", elem(k.n))
			} else {
				fmt.Fprintf(&kids, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pageNums[k.page], k.n)
			}
		}
		parent := structRoot
		if e.parent >= 0 {
			parent = elem(e.parent)
		}
		id := ""
		if e.role == "Note" {
			id = fmt.Sprintf("/ID (note-%d)\n", i)
		}
		if e.alt != "" {
			id = "/Alt " + textString(e.alt) + "\n"
		}
		u.add(elem(i), fmt.Sprintf("<</Type /StructElem\n/S /%s\n/P %d 0 R\n%s/K [%s]>>", e.role, parent, id, kids.String()))
	}
	const shared = 2 // what all pages of the writer draw with
	resources, ok := object(pdf, shared)
	if !ok {
		return fail("resources")
	}
	resources, next, err := p.into(&u, resources, elem(len(t.elems)))
	if err != nil {
		return nil, err
	}
	if len(p.drawn) > 0 {
		u.add(shared, resources)
	}
	return u.finish(next, root, info, prev), nil
}

// object is the dictionary of an object that holds no stream.
func object(pdf []byte, n int) (string, bool) {
	head := fmt.Appendf(nil, "\n%d 0 obj\n", n)
	i := bytes.Index(pdf, head)
	if i < 0 {
		return "", false
	}
	body := pdf[i+len(head):]
	end := bytes.Index(body, []byte("\nendobj"))
	if end < 0 {
		return "", false
	}
	s := strings.TrimSpace(string(body[:end]))
	return s, strings.HasPrefix(s, "<<") && strings.HasSuffix(s, ">>")
}

// update is an incremental update (ISO 32000-1, 7.5.6).
type update struct {
	out   *bytes.Buffer
	at    map[int]int
	order []int
}

func (u *update) add(n int, body string) {
	u.at[n] = u.out.Len()
	u.order = append(u.order, n)
	fmt.Fprintf(u.out, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (u *update) finish(size, root, info, prev int) []byte {
	start := u.out.Len()
	u.out.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for _, n := range u.order {
		fmt.Fprintf(u.out, "%d 1\n%010d 00000 n \n", n, u.at[n])
	}
	fmt.Fprintf(u.out, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n", size, root, info, prev, start)
	return u.out.Bytes()
}
