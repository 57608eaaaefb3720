package acts

import (
	"fmt"
	"reflect"
	"strings"

	"oso/internal/server/principal"
)

// Field is one thing that an act brings. It is read off the request's type:
//
//	Note Note `json:"note" label:"Note" hint:"…" need:"Say how it was told."`
//
// What omitempty marks is optional; "of" names the roles of whom it is required
// nevertheless, with commas between.
type Field struct {
	Name     string // in JSON
	Kind     Kind
	Label    string
	Hint     string // beside the label, where it is needed to answer
	Need     string // a sentence: what to do where it is missing
	Required bool
	Of       []principal.Role // required of these, optional for others
	Max      int              // runes; 0: no text
	Choices  []Choice
	Fields   []Field // of one entry of a list

	index []int
	typ   reflect.Type
}

// RequiredOf tells whether somebody of the role has to give it.
func (f Field) RequiredOf(role principal.Role) bool {
	for _, r := range f.Of {
		if r == role {
			return true
		}
	}
	return f.Required
}

func fieldsOf(t reflect.Type) []Field {
	if t == nil {
		return nil
	}
	var out []Field
	for _, sf := range reflect.VisibleFields(t) {
		if sf.Anonymous {
			continue // its fields stand beside the others
		}
		f, ok := fieldOf(sf)
		if !ok {
			panic(fmt.Sprintf("acts: the field %s of %s has a type without a kind", sf.Name, t))
		}
		out = append(out, f)
	}
	return out
}

func fieldOf(sf reflect.StructField) (Field, bool) {
	name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
	f := Field{
		Name: name, Label: sf.Tag.Get("label"), Hint: sf.Tag.Get("hint"), Need: sf.Tag.Get("need"),
		Required: !strings.Contains(options, "omitempty"), index: sf.Index, typ: sf.Type,
	}
	if of := sf.Tag.Get("of"); of != "" {
		for _, r := range strings.Split(of, ",") {
			f.Of = append(f.Of, principal.Role(r))
		}
	}
	if sf.Type.Kind() == reflect.Slice {
		f.Kind, f.Fields = KindList, fieldsOf(sf.Type.Elem())
		return f, true
	}
	k, ok := kinds[sf.Type]
	f.Kind, f.Max, f.Choices = k.Kind, k.max, k.of
	if f.Label == "" {
		f.Label = k.label
	}
	if f.Need == "" {
		f.Need = k.need
	}
	return f, ok
}
