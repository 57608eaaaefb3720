package intake

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/characters"
)

// Normalize brings a document into the one form in which it is stored, shown
// and hashed: the characters that both programs share (characters.Map), no white
// space at the ends, no control characters, one line where a field takes one line, lists never nil, codes of
// places in upper case. It changes nothing that a reader could see, and a
// second call changes nothing at all.
func Normalize(doc *casefile.Document) {
	normalize(reflect.ValueOf(doc).Elem(), "")
	place(&doc.Residence)
	place(&doc.Specimen)
	doc.Patient.Address.Country = strings.ToUpper(doc.Patient.Address.Country)
	if r := doc.Patient.Representative; r != nil && *r == (casefile.Representative{}) {
		doc.Patient.Representative = nil
	}
}

func normalize(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			normalize(v.Elem(), path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			normalize(v.Field(i), join(path, name))
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			normalize(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.String:
		v.SetString(Clean(v.String(), isMultiline(path)))
	}
}

// place strips the country from a region written whole: US-NM is NM in US.
func place(p *casefile.Place) {
	p.Country = strings.ToUpper(p.Country)
	if p.Country != "" && len(p.Region) > 3 && strings.EqualFold(p.Region[:3], p.Country+"-") {
		p.Region = strings.ToUpper(p.Region[3:])
	}
	if len(p.Region) <= 3 {
		p.Region = strings.ToUpper(p.Region)
	}
}

// Clean is a text as Normalize leaves it; lines tells whether it may have
// several.
func Clean(s string, lines bool) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(characters.Map(s))
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			if lines {
				return r
			}
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	if !lines {
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
	}
	return strings.TrimSpace(s)
}
