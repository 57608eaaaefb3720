package clinical

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// node is an element as far as it is kept: of a recordTarget or a Patient.
type node struct {
	name  string
	attr  map[string]string
	text  string
	nodes []*node
}

const deepest, mostNodes = 60, 20000

// readXML reads the people of a CDA document or of FHIR in XML. A page, or
// other data, is Other: its words are not known to be about anybody.
func readXML(data []byte) (Kind, []identity.Person) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if l := strings.ToLower(label); strings.HasPrefix(l, "utf-16") || strings.HasPrefix(l, "ucs-2") || strings.HasPrefix(l, "iso-10646") {
			return in, nil // what reads so far is UTF-8 by now, whatever it was
		}
		e, err := htmlindex.Get(label)
		if err != nil {
			return nil, fmt.Errorf("unknown letters: %w", err)
		}
		return e.NewDecoder().Reader(in), nil
	}
	kind := Other
	var people []identity.Person
	for depth := 0; len(people) < most; {
		t, err := d.Token()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			name := t.Name.Local
			if kind == Other {
				switch {
				case name == "ClinicalDocument":
					kind = CDA
				case t.Name.Space == "http://hl7.org/fhir":
					kind = FHIR
				case depth > 0:
					return Other, nil
				}
			}
			depth++
			switch {
			case kind == CDA && name == "recordTarget":
				people = append(people, cdaPerson(keep(d, t)))
				depth--
			case kind == FHIR && name == "Patient":
				people = append(people, fhirPerson(keep(d, t)))
				depth--
			}
		}
	}
	return kind, people
}

// keep reads an element whole, or as much of it as there is.
func keep(d *xml.Decoder, start xml.StartElement) *node {
	root := element(start)
	open := []*node{root}
	for n := 0; len(open) > 0; n++ {
		t, err := d.Token()
		if err != nil || n > mostNodes || len(open) > deepest {
			return root
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			x := element(t)
			top.nodes = append(top.nodes, x)
			open = append(open, x)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(t)
		}
	}
	return root
}

func element(t xml.StartElement) *node {
	n := &node{name: t.Name.Local, attr: map[string]string{}}
	for _, a := range t.Attr {
		n.attr[a.Name.Local] = strings.TrimSpace(a.Value)
	}
	return n
}

// all are the children of the name, or of each name on a path.
func (n *node) all(path ...string) []*node {
	in := []*node{n}
	for _, name := range path {
		var next []*node
		for _, x := range in {
			for _, c := range x.nodes {
				if c.name == name {
					next = append(next, c)
				}
			}
		}
		in = next
	}
	return in
}

// said is the text of the children of the name, with spaces between.
func (n *node) said(name string) []string {
	var out []string
	for _, c := range n.all(name) {
		if s := strings.Join(strings.Fields(c.text), " "); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// value is the attribute of the first child on the path that has one.
func (n *node) value(attr string, path ...string) string {
	for _, c := range n.all(path...) {
		if v := c.attr[attr]; v != "" {
			return v
		}
	}
	return ""
}

// cdaPerson reads a recordTarget (CDA R2, 4.2.2.12).
func cdaPerson(n *node) identity.Person {
	p := identity.Person{
		Born: n.value("value", "patientRole", "patient", "birthTime"),
		Sex:  n.value("code", "patientRole", "patient", "administrativeGenderCode"),
	}
	for _, id := range n.all("patientRole", "id") {
		giver, value := id.attr["assigningAuthorityName"], id.attr["extension"]
		if giver == "" {
			giver = id.attr["root"]
		}
		number(&p, giver, value)
	}
	for _, name := range n.all("patientRole", "patient", "name") {
		family, given := strings.Join(name.said("family"), " "), name.said("given")
		whole := strings.Join(append([]string{family}, given...), " ")
		if strings.TrimSpace(whole) == "" {
			whole = strings.Join(strings.Fields(name.text), " ")
		}
		switch use := name.attr["use"]; {
		case strings.Contains(use, "IDE"):
			p.Name.Ideographic = strings.TrimSpace(whole)
		case strings.Contains(use, "SYL"):
			p.Name.Phonetic = strings.TrimSpace(whole)
		case p.Name.Family+p.Name.Given == "":
			p.Name = nameOf(p.Name, family, given, name.said("prefix"), name.said("suffix"), whole)
		}
	}
	return p
}

// fhirPerson reads a Patient in XML: every value is an attribute.
func fhirPerson(n *node) identity.Person {
	p := identity.Person{Born: n.value("value", "birthDate"), Sex: n.value("value", "gender")}
	for _, id := range n.all("identifier") {
		if id.value("value", "use") == "old" {
			continue
		}
		giver := id.value("value", "assigner", "display")
		if giver == "" {
			giver = id.value("value", "system")
		}
		number(&p, giver, id.value("value", "value"))
	}
	values := func(n *node, name string) (out []string) {
		for _, c := range n.all(name) {
			if v := c.attr["value"]; v != "" {
				out = append(out, v)
			}
		}
		return out
	}
	best := -1
	for _, name := range n.all("name") {
		if r := rankUse(name.value("value", "use")); r > best {
			best = r
			p.Name = nameOf(p.Name, strings.Join(values(name, "family"), " "), values(name, "given"), values(name, "prefix"), values(name, "suffix"), name.value("value", "text"))
		}
	}
	return p
}

// nameOf puts the parts of a name in their places; whole where it has none.
func nameOf(n casefile.Name, family string, given, prefix, suffix []string, whole string) casefile.Name {
	n.Family, n.Given, n.Middle = family, "", ""
	n.Prefix, n.Suffix = strings.Join(prefix, " "), strings.Join(suffix, " ")
	if len(given) > 0 {
		n.Given, n.Middle = given[0], strings.Join(given[1:], " ")
	}
	if n.Family == "" && n.Given == "" {
		n.Family = whole
	}
	return n
}
