package transcript

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"oso/internal/clinical"
)

// node is an element, or a text where it has no name.
type node struct {
	name, space string
	attr        map[string]string
	text        string
	nodes       []*node
}

const mostNodes = 300_000

// parse reads XML as far as it goes. Entities of its own, styles and scripts
// have no part in it; nothing is fetched.
func parse(data []byte) *node {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.AutoClose = xml.HTMLAutoClose
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if l := strings.ToLower(label); strings.HasPrefix(l, "utf-16") || strings.HasPrefix(l, "ucs-2") {
			return in, nil // read into UTF-8 before
		}
		e, err := htmlindex.Get(label)
		if err != nil {
			return nil, errors.New("unknown letters")
		}
		return e.NewDecoder().Reader(in), nil
	}
	root := &node{}
	open := []*node{root}
	for n := 0; n < mostNodes; n++ {
		t, err := d.Token()
		if err != nil {
			break
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			x := &node{name: t.Name.Local, space: t.Name.Space}
			for _, a := range t.Attr {
				if x.attr == nil {
					x.attr = map[string]string{}
				}
				x.attr[a.Name.Local] = a.Value
			}
			if len(open) < 200 {
				top.nodes = append(top.nodes, x)
			}
			open = append(open, x)
		case xml.EndElement:
			if len(open) > 1 {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			if len(open) < 200 {
				top.nodes = append(top.nodes, &node{text: string(t)})
			}
		}
	}
	for _, x := range root.nodes {
		if x.name != "" {
			return x
		}
	}
	return nil
}

// child is the first element of a path of names; nil is no element, and has none.
func (x *node) child(path ...string) *node {
	for _, name := range path {
		if x == nil {
			return nil
		}
		var found *node
		for _, c := range x.nodes {
			if c.name == name {
				found = c
				break
			}
		}
		x = found
	}
	return x
}

func (x *node) children(name string) []*node {
	var out []*node
	if x == nil {
		return nil
	}
	for _, c := range x.nodes {
		if c.name == name {
			out = append(out, c)
		}
	}
	return out
}

func (x *node) get(attr string) string {
	if x == nil {
		return ""
	}
	return x.attr[attr]
}

// silent are elements whose text nobody reads.
var silent = map[string]bool{"script": true, "style": true, "head": true, "template": true, "noscript": true, "object": true, "svg": true, "iframe": true}

// words is all text of an element, blanks as they are.
func (x *node) words() string {
	var b strings.Builder
	x.write(&b)
	return b.String()
}

func (x *node) write(b *strings.Builder) {
	if x == nil || silent[strings.ToLower(x.name)] {
		return
	}
	b.WriteString(x.text)
	for _, c := range x.nodes {
		if strings.EqualFold(c.name, "br") {
			b.WriteByte('\n')
			continue
		}
		if s, ok := c.offLine(); ok {
			b.WriteString(s)
			continue
		}
		c.write(b)
		switch strings.ToLower(c.name) {
		case "p", "paragraph", "div", "li", "item", "tr":
			b.WriteByte('\n')
		}
	}
}

// offLine is what an element sets above or below the line, or strikes out: its words
// alone would say something else. ok is false of any other.
func (x *node) offLine() (s string, ok bool) {
	switch name := strings.ToLower(x.name); {
	case name == "sup", name == "sub":
		return clinical.Raised(x.words(), name == "sub"), true
	case name == "del", name == "strike", name == "content" && x.attr["revised"] == "delete":
		if s = strings.Join(strings.Fields((&node{nodes: x.nodes}).words()), " "); s != "" {
			s = "[struck out: " + s + "]"
		}
		return s, true
	}
	return "", false
}

// lines is a text of XML as it is shown: blanks are one, breaks stay, and what
// stands by itself has its own line: two paragraphs are no word of one piece.
func (x *node) lines() string {
	var b strings.Builder
	ends := func() {
		if s := strings.TrimRight(b.String(), " "); s != "" && !strings.HasSuffix(s, "\n") {
			b.WriteByte('\n')
		}
	}
	var walk func(*node)
	walk = func(x *node) {
		if x == nil || silent[strings.ToLower(x.name)] {
			return
		}
		if x.text != "" {
			words := strings.Join(strings.Fields(x.text), " ")
			if first := x.text[0]; (first == ' ' || first == '\n' || first == '\t' || first == '\r') && words != "" {
				b.WriteByte(' ')
			}
			b.WriteString(words)
			if last := x.text[len(x.text)-1]; last == ' ' || last == '\n' || last == '\t' || last == '\r' {
				b.WriteByte(' ')
			}
		}
		for _, c := range x.nodes {
			if strings.EqualFold(c.name, "br") {
				b.WriteByte('\n')
				continue
			}
			if s, ok := c.offLine(); ok {
				b.WriteString(s)
				continue
			}
			switch strings.ToLower(c.name) {
			case "p", "paragraph", "div", "pre", "blockquote", "caption", "table", "tr", "list", "ul", "ol", "dl", "item", "li", "dt", "dd":
				ends()
				walk(c)
				ends()
			case "td", "th":
				walk(c)
				b.WriteByte(' ')
			default:
				walk(c)
			}
		}
	}
	walk(x)
	out := strings.Split(b.String(), "\n")
	for i := range out {
		out[i] = strings.Join(strings.Fields(out[i]), " ")
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}
