package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/server/console"
	"oso/internal/server/principal"
)

// names are the types' in TypeScript, where the Go one says too little there or
// is another's already; others lose "View" and "Request" and begin big.
var names = map[string]string{
	"console.listView": "CaseList", "console.recordView": "CaseRecord", "console.agreementView": "AgreementView",
	"console.locationView": "LocationView", "console.criticalView": "CriticalFinding", "console.auditView": "AuditEntry",
	"console.personView": "StaffPerson", "console.stepView": "SignInStep", "console.opinionRow": "OpinionRow",
	"console.searchRequest": "SearchRequest", "console.saveRequest": "SaveRequest", "console.signInRequest": "SignInRequest",
	"console.codeRequest": "CodeRequest", "console.passwordRequest": "PasswordRequest",
	"casefile.Document": "CaseDocument", "casefile.Patient": "DocumentPatient", "casefile.Name": "PersonName",
	"casefile.Service": "OrderedService", "casefile.Material": "DeclaredMaterial", "casefile.Payer": "DocumentPayer",
	"transcript.Recording": "Recording", "dicom.Wave": "Wave", "dicom.Channel": "WaveChannel", "dicom.Remark": "WaveRemark", "dicom.Slide": "Slide", "transcript.Tree": "TextTree", "transcript.Block": "TextBlock", "transcript.Fact": "TextFact", "transcript.Image": "TextImage", "transcript.Inner": "TextInner",
	"images.List": "ImageList", "images.Study": "ImageStudy", "images.Series": "ImageSeries", "images.Entry": "ImageEntry",
	"casefile.Encounter": "DatedEvent", "casefile.History": "PatientHistory",
}

// wholeLists are packages whose lists are never null: the console's answers and
// an opinion are made whole before they are sent.
var wholeLists = map[string]bool{"console": true, "deed": true, "opinion": true, "chart": true, "images": true, "transcript": true}

// oneLine is how long a type may be to stand in one line.
const oneLine = 140

// writer collects the types of the routes, in the order in which they are met.
type writer struct {
	done map[reflect.Type]string
	used map[string]reflect.Type
	out  []string
}

func answerTypes() string {
	w := &writer{done: map[reflect.Type]string{}, used: map[string]reflect.Type{}}
	for _, r := range console.Routes() {
		for _, t := range []reflect.Type{r.In, r.Out} {
			if t != nil {
				w.of(t, true)
			}
		}
	}
	return header + `
// Requests and answers of the console's routes (docs/CONSOLE.md). Times are RFC
// 3339; null where there is none yet, or where it is not this person's to see.

export type Role = ` + union(principal.StaffRoles()) + `

export type Turn = ` + union(console.Turns()) + `

/** After an act the case may be nobody's here any more. */
export type ActAnswer = Case | { id: string; gone: true }

` + strings.Join(w.out, "\n")
}

func union[S ~string](list []S) string {
	var out []string
	for _, s := range list {
		out = append(out, quoted(string(s)))
	}
	return strings.Join(out, " | ")
}

// of is a type as TypeScript writes it. A list is whole where nothing makes it
// null.
func (w *writer) of(t reflect.Type, whole bool) string {
	switch t {
	case reflect.TypeFor[time.Time]():
		return "string"
	case reflect.TypeFor[principal.Role]():
		return "Role"
	case reflect.TypeFor[casefile.KeyImage]():
		return w.object(t) // its marshaler keeps what it does not know
	}
	if t.PkgPath() != "" && t.Implements(reflect.TypeFor[json.Marshaler]()) {
		if t.Name() == "moment" {
			return "string | null"
		}
		return "string"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.of(t.Elem(), true) + " | null"
	case reflect.Struct:
		return w.object(t)
	case reflect.Slice:
		elem := w.of(t.Elem(), true)
		if strings.Contains(elem, " ") {
			elem = "(" + elem + ")"
		}
		if elem += "[]"; !whole {
			elem += " | null"
		}
		return elem
	case reflect.Array:
		return "[" + strings.TrimSuffix(strings.Repeat(w.of(t.Elem(), true)+", ", t.Len()), ", ") + "]"
	case reflect.Map:
		return "Partial<Record<string, " + w.of(t.Elem(), true) + ">>"
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Float64:
		return "number"
	}
	panic(fmt.Sprintf("no TypeScript for %s", t))
}

// object writes the struct once and gives its name.
func (w *writer) object(t reflect.Type) string {
	if name, ok := w.done[t]; ok {
		return name
	}
	name := nameOf(t)
	if other, taken := w.used[name]; taken {
		panic(fmt.Sprintf("%s and %s are both %s in TypeScript", t, other, name))
	}
	w.done[t], w.used[name] = name, t
	var fields []string
	for _, f := range reflect.VisibleFields(t) {
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || tag == "-" {
			continue
		}
		pkg := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
		is := f.Tag.Get("ts")
		if is == "" {
			is = w.of(f.Type, wholeLists[pkg])
		}
		if strings.Contains(options, "omitempty") {
			tag += "?"
			is = strings.TrimSuffix(is, " | null")
		}
		fields = append(fields, tag+": "+is)
	}
	text := fmt.Sprintf("export type %s = { %s }\n", name, strings.Join(fields, "; "))
	if len(text) > oneLine {
		text = fmt.Sprintf("export type %s = {\n  %s\n}\n", name, strings.Join(fields, "\n  "))
	}
	w.out = append(w.out, text)
	return name
}

func nameOf(t reflect.Type) string {
	if name, ok := names[t.String()]; ok {
		return name
	}
	name := strings.TrimSuffix(t.Name(), "View")
	return string(unicode.ToUpper(rune(name[0]))) + name[1:]
}

// routeTable is the routes as docs/CONSOLE.md prints them.
func routeTable() string {
	w := &writer{done: map[reflect.Type]string{}, used: map[string]reflect.Type{}}
	named := func(t reflect.Type) string {
		if t == nil {
			return ""
		}
		return w.of(t, true)
	}
	var b strings.Builder
	b.WriteString("| Route | Session | Takes | Answers | |\n|---|---|---|---|---|\n")
	for _, r := range console.Routes() {
		session := "yes"
		if r.Open() {
			session = "-"
		}
		fmt.Fprintf(&b, "| %s `%s` | %s | %s | %s | %s |\n", r.Method, r.Path, session, named(r.In), named(r.Out), r.Means)
	}
	return b.String()
}
