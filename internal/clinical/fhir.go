package clinical

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// resource is what is read of a FHIR resource (R4, as R3 and R5 have it too).
type resource struct {
	ResourceType string      `json:"resourceType"`
	Name         []humanName `json:"name"`
	BirthDate    string      `json:"birthDate"`
	Gender       string      `json:"gender"`
	Identifier   []struct {
		Use      string `json:"use"`
		System   string `json:"system"`
		Value    string `json:"value"`
		Assigner struct {
			Display string `json:"display"`
		} `json:"assigner"`
	} `json:"identifier"`
	Entry []struct {
		Resource json.RawMessage `json:"resource"`
	} `json:"entry"`
	Contained []json.RawMessage `json:"contained"`
	Subject   reference         `json:"subject"`
	Patient   reference         `json:"patient"`
}

type reference struct {
	Display string `json:"display"`
}

type humanName struct {
	Use       string   `json:"use"`
	Text      string   `json:"text"`
	Family    any      `json:"family"` // a list before R3
	Given     []string `json:"given"`
	Prefix    []string `json:"prefix"`
	Suffix    []string `json:"suffix"`
	Extension []struct {
		ValueCode string `json:"valueCode"`
	} `json:"extension"`
}

// readFHIRJSON reads the patients of a resource, a bundle, or one resource a
// line. ok is false where it is no FHIR.
func readFHIRJSON(data []byte) (people []identity.Person, ok bool) {
	d := json.NewDecoder(bytes.NewReader(data))
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("[")) {
		if _, err := d.Token(); err != nil {
			return nil, false
		}
	}
	for len(people) < most {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return people, ok && (errors.Is(err, io.EOF) || len(people) > 0)
		}
		named, is := resourcePeople(raw, 0)
		ok, people = ok || is, append(people, named...)
		if !d.More() {
			break
		}
	}
	return people, ok
}

func resourcePeople(raw json.RawMessage, depth int) (people []identity.Person, ok bool) {
	if depth > 4 {
		return nil, false
	}
	// What does not fit the type of its field is passed over; the rest counts.
	var r resource
	var wrong *json.UnmarshalTypeError
	if err := json.Unmarshal(raw, &r); err != nil && !errors.As(err, &wrong) || r.ResourceType == "" {
		var of struct {
			ResourceType string `json:"resourceType"`
		}
		if json.Unmarshal(raw, &of) != nil || of.ResourceType == "" {
			return nil, false
		}
	}
	if r.ResourceType == "Patient" {
		people = append(people, r.person())
	}
	for _, inner := range r.Contained {
		named, _ := resourcePeople(inner, depth+1)
		people = append(people, named...)
	}
	for _, e := range r.Entry {
		if len(people) < most {
			named, _ := resourcePeople(e.Resource, depth+1)
			people = append(people, named...)
		}
	}
	if len(people) == 0 {
		for _, said := range []string{r.Subject.Display, r.Patient.Display} {
			if said != "" {
				people = append(people, identity.Person{Name: casefile.Name{Family: said}})
				break
			}
		}
	}
	return people, true
}

func (r *resource) person() identity.Person {
	p := identity.Person{Born: strings.TrimSpace(r.BirthDate), Sex: strings.TrimSpace(r.Gender)}
	for _, id := range r.Identifier {
		if id.Use == "old" {
			continue
		}
		giver := id.Assigner.Display
		if giver == "" {
			giver = id.System
		}
		number(&p, giver, id.Value)
	}
	best := -1
	for i, n := range r.Name {
		form := ""
		for _, e := range n.Extension {
			if e.ValueCode == "IDE" || e.ValueCode == "SYL" {
				form = e.ValueCode
			}
		}
		switch {
		case form == "IDE":
			p.Name.Ideographic = n.whole()
		case form == "SYL":
			p.Name.Phonetic = n.whole()
		case best < 0 || rankUse(n.Use) > rankUse(r.Name[best].Use):
			best = i
		}
	}
	if best >= 0 {
		n := r.Name[best]
		p.Name.Family, p.Name.Prefix, p.Name.Suffix = n.family(), strings.Join(n.Prefix, " "), strings.Join(n.Suffix, " ")
		if len(n.Given) > 0 {
			p.Name.Given, p.Name.Middle = n.Given[0], strings.Join(n.Given[1:], " ")
		}
		if p.Name.Family == "" && p.Name.Given == "" {
			p.Name.Family = n.Text
		}
	}
	return p
}

func rankUse(use string) int {
	switch use {
	case "official":
		return 3
	case "usual", "":
		return 2
	case "old", "maiden", "nickname", "anonymous":
		return 0
	}
	return 1
}

func (n *humanName) family() string {
	switch f := n.Family.(type) {
	case string:
		return f
	case []any:
		var all []string
		for _, x := range f {
			if s, ok := x.(string); ok {
				all = append(all, s)
			}
		}
		return strings.Join(all, " ")
	}
	return ""
}

func (n *humanName) whole() string {
	if s := strings.TrimSpace(n.family() + " " + strings.Join(n.Given, " ")); s != "" {
		return s
	}
	return n.Text
}
