package transcript

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// ofJSON reads FHIR resources in JSON: one, a bundle, a list, or one a line.
// Other JSON is shown as it is. nil where it is none.
func ofJSON(data []byte) *Tree {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var all []any
	for len(all) < mostBlocks {
		var v any
		if err := d.Decode(&v); err != nil {
			if errors.Is(err, io.EOF) && len(all) > 0 {
				break
			}
			return nil
		}
		if list, ok := v.([]any); ok {
			all = append(all, list...)
		} else {
			all = append(all, v)
		}
	}
	if len(all) == 1 {
		if r, ok := all[0].(map[string]any); ok && r["resourceType"] != nil {
			return ofFHIR(r)
		}
	}
	var entries []any
	for _, x := range all {
		if r, ok := x.(map[string]any); ok && r["resourceType"] != nil {
			entries = append(entries, map[string]any{"resource": r})
		}
	}
	if len(entries) > 0 {
		return ofFHIR(map[string]any{"resourceType": "Bundle", "entry": entries})
	}
	var out bytes.Buffer
	if json.Indent(&out, data, "", "  ") != nil {
		return nil
	}
	b := newBuilder(Plain)
	b.note("These are data of a kind that is not read here. They are shown as they stand in the file.")
	b.verbatim(out.String())
	return b.tree()
}

// jsonOf turns a resource in XML into the form that one in JSON has: lists have
// one entry where XML has one element, which at does not mind.
func jsonOf(x *node) any {
	out := map[string]any{}
	if v, ok := x.attr["value"]; ok && len(x.children("extension")) == len(elements(x)) {
		return v
	}
	for k, v := range x.attr {
		out[k] = v
	}
	for _, c := range elements(x) {
		var v any
		switch {
		case c.name == "div":
			v = c // XHTML stays what it is
		case len(elements(c)) == 1 && unicode.IsUpper(rune(elements(c)[0].name[0])):
			inner := elements(c)[0]
			r, _ := jsonOf(inner).(map[string]any)
			if r == nil {
				r = map[string]any{}
			}
			r["resourceType"] = inner.name
			v = r
		default:
			v = jsonOf(c)
		}
		switch old := out[c.name].(type) {
		case nil:
			out[c.name] = v
		case []any:
			out[c.name] = append(old, v)
		default:
			out[c.name] = []any{old, v}
		}
	}
	return out
}

func elements(x *node) []*node {
	var out []*node
	for _, c := range x.nodes {
		if c.name != "" {
			out = append(out, c)
		}
	}
	return out
}

// resource is a FHIR resource, or a part of one.
type resource map[string]any

// list gives the entries of an element, one or many.
func (r resource) list(name string) []any {
	switch v := r[name].(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// all are the parts at a path, of every entry on the way.
func (r resource) all(path ...string) []resource {
	now := []resource{r}
	for _, name := range path {
		var next []resource
		for _, x := range now {
			for _, v := range x.list(name) {
				if m, ok := v.(map[string]any); ok {
					next = append(next, m)
				}
			}
		}
		now = next
	}
	return now
}

// text is what an element says for people: a value, a concept, a quantity, a
// reference, a period.
func (r resource) text(name string) string {
	var out []string
	for _, v := range r.list(name) {
		if s := said(v); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

func said(v any) string {
	switch v := v.(type) {
	case string:
		return moment(v)
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case map[string]any:
		r := resource(v)
		switch {
		case r["value"] != nil && (r["unit"] != nil || r["code"] != nil || r["comparator"] != nil):
			return strings.TrimSpace(r.text("comparator") + " " + r.text("value") + " " + first(r.text("unit"), r.text("code")))
		case r["coding"] != nil || r["text"] != nil:
			return first(r.text("text"), concept(r))
		case r["display"] != nil:
			return r.text("display")
		case r["concept"] != nil:
			return r.text("concept")
		case r["start"] != nil || r["end"] != nil:
			return strings.TrimSpace(r.text("start") + " to " + r.text("end"))
		case r["low"] != nil || r["high"] != nil:
			return r.text("low") + " to " + r.text("high")
		case r["reference"] != nil:
			return ""
		case r["family"] != nil || r["given"] != nil:
			return fhirName(r)
		case r["value"] != nil:
			return r.text("value")
		}
	}
	return ""
}

func concept(r resource) string {
	for _, c := range r.all("coding") {
		if s := first(c.text("display"), c.text("code")); s != "" {
			return s
		}
	}
	return ""
}

// moment is an instant without its fractions and zone, where it is one.
func moment(s string) string {
	if len(s) > 16 && s[4] == '-' && s[10] == 'T' && s[13] == ':' {
		return s[:10] + " " + s[11:16]
	}
	return s
}

func fhirName(r resource) string {
	words := func(name string) string {
		var out []string
		for _, v := range r.list(name) {
			if s, ok := v.(string); ok {
				out = append(out, s)
			}
		}
		return strings.Join(out, " ")
	}
	return oneLine(first(strings.Join([]string{words("prefix"), words("given"), words("family"), words("suffix")}, " "), r.text("text")))
}

// groups is the order in which resources are read, and what they are called.
var groups = []struct{ kind, title string }{
	{"Patient", "Patient"}, {"Composition", ""}, {"Condition", "Conditions"}, {"AllergyIntolerance", "Allergies"},
	{"MedicationStatement", "Medication"}, {"MedicationRequest", "Medication ordered"}, {"MedicationUsage", "Medication"}, {"MedicationAdministration", "Medication given"},
	{"DiagnosticReport", "Reports"}, {"Observation", "Observations"}, {"Procedure", "Procedures"}, {"Immunization", "Immunizations"},
	{"ImagingStudy", "Imaging studies"}, {"DocumentReference", "Documents"}, {"Encounter", "Encounters"}, {"CarePlan", "Care plans"}, {"FamilyMemberHistory", "Family history"},
}

// unread are kinds that others refer to and nobody reads by themselves.
var unread = map[string]bool{
	"Practitioner": true, "PractitionerRole": true, "Organization": true, "Location": true, "Medication": true, "Device": true, "Provenance": true,
	"Binary": true, "Coverage": true, "Claim": true, "ExplanationOfBenefit": true, "OperationOutcome": true, "Bundle": true, "Specimen": true, "ServiceRequest": true, "CareTeam": true,
}

// ofFHIR reads a resource, or the entries of a bundle, by what they are.
func ofFHIR(r resource) *Tree {
	b := newBuilder(FHIR)
	byKind := map[string][]resource{}
	if r["resourceType"] == "Bundle" {
		for _, e := range r.all("entry", "resource") {
			k, _ := e["resourceType"].(string)
			byKind[k] = append(byKind[k], e)
		}
	} else {
		k, _ := r["resourceType"].(string)
		byKind[k] = append(byKind[k], r)
	}
	for _, g := range groups {
		all := byKind[g.kind]
		delete(byKind, g.kind)
		if len(all) > 0 {
			b.heading(2, g.title)
			b.resources(g.kind, all)
		}
	}
	rest := make([]string, 0, len(byKind))
	for k := range byKind {
		rest = append(rest, k)
	}
	sort.Strings(rest)
	for _, k := range rest {
		if unread[k] {
			continue
		}
		b.heading(2, k)
		for _, x := range byKind[k] {
			b.entry(0, first(x.text("code"), x.text("type"), x.text("description"), x.text("status"), k))
		}
	}
	if len(b.t.Blocks) == 0 {
		b.paragraph("Nothing in this resource is text that people read.")
	}
	return b.tree()
}

func (b *builder) resources(kind string, all []resource) {
	switch kind {
	case "Patient":
		for _, p := range all {
			for _, n := range p.all("name") {
				b.fact(Fact{Name: "Name", Value: fhirName(n)})
			}
			b.fact(Fact{Name: "Birth date", Value: p.text("birthDate")})
			b.fact(Fact{Name: "Sex", Value: p.text("gender")})
			for _, id := range p.all("identifier") {
				b.fact(Fact{Name: "Number", Value: id.text("value")})
			}
		}
	case "Composition":
		for _, c := range all {
			b.t.Title = first(b.t.Title, c.text("title"))
			b.heading(2, c.text("title"))
			b.fact(Fact{Name: "Written", Value: c.text("date")})
			b.fact(Fact{Name: "Author", Value: c.text("author")})
			b.fhirSections(c.all("section"), 3)
		}
	case "Observation":
		var rows [][]string
		for _, o := range all {
			rows = append(rows, observation(o, ""))
			for _, c := range o.all("component") {
				rows = append(rows, observation(c, "  "))
			}
		}
		b.table([]string{"What", "Value", "Normal", "Mark", "When", "Status"}, rows)
	case "DiagnosticReport":
		for _, d := range all {
			b.heading(3, first(d.text("code"), "Report"))
			b.fact(Fact{Name: "Date", Value: first(d.text("effectiveDateTime"), d.text("issued"))})
			b.fact(Fact{Name: "Status", Value: d.text("status")})
			b.fact(Fact{Name: "By", Value: d.text("performer")})
			b.fact(Fact{Name: "Result", Value: d.text("result")})
			b.paragraph(d.text("conclusion"))
			b.div(d, 4)
			for _, a := range d.all("presentedForm") {
				b.attachment(a)
			}
		}
	case "DocumentReference":
		for _, d := range all {
			b.heading(3, first(d.text("description"), d.text("type"), "Document"))
			b.fact(Fact{Name: "Date", Value: d.text("date")})
			b.fact(Fact{Name: "Author", Value: d.text("author")})
			for _, a := range d.all("content", "attachment") {
				b.attachment(a)
			}
		}
	default:
		for _, x := range all {
			b.entry(0, summary(kind, x))
		}
	}
}

func observation(o resource, in string) []string {
	value := ""
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		if strings.HasPrefix(k, "value") {
			value = o.text(k)
		}
	}
	normal := ""
	for _, x := range o.all("referenceRange") {
		normal = first(x.text("text"), said(map[string]any(x)))
	}
	return []string{in + o.text("code"), first(value, o.text("dataAbsentReason")), normal, o.text("interpretation"), first(o.text("effectiveDateTime"), o.text("effectivePeriod"), o.text("issued")), o.text("status")}
}

// summary is one resource in a line: what it is, then what matters of it.
func summary(kind string, x resource) string {
	head := first(x.text("code"), x.text("medicationCodeableConcept"), x.text("medication"), x.text("medicationReference"), x.text("vaccineCode"), x.text("type"), x.text("class"), x.text("description"), x.text("title"), x.text("relationship"), kind)
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	for _, d := range append(x.all("dosage"), x.all("dosageInstruction")...) {
		add(first(d.text("text"), strings.TrimSpace(d.text("route")+" "+dose(d))))
	}
	for _, r := range x.all("reaction") {
		add(r.text("manifestation"))
	}
	for _, c := range x.all("condition") {
		add(c.text("code"))
	}
	for _, name := range []string{"onsetDateTime", "onsetString", "recordedDate", "performedDateTime", "performedPeriod", "occurrenceDateTime", "effectiveDateTime", "effectivePeriod", "authoredOn", "started", "period", "clinicalStatus", "verificationStatus", "status", "criticality", "bodySite", "outcome"} {
		add(x.text(name))
	}
	for _, n := range x.all("note") {
		add(n.text("text"))
	}
	if len(parts) == 0 {
		return head
	}
	return head + ": " + strings.Join(parts, ", ")
}

func dose(d resource) string {
	for _, r := range d.all("doseAndRate") {
		return r.text("doseQuantity")
	}
	return d.text("doseQuantity")
}

func (b *builder) fhirSections(all []resource, level int) {
	if level > deepest {
		return
	}
	for _, s := range all {
		b.heading(level, first(s.text("title"), s.text("code")))
		b.div(s, level+1)
		b.fhirSections(s.all("section"), level+1)
	}
}

// div adds the narrative of a resource.
func (b *builder) div(r resource, level int) {
	for _, t := range r.all("text") {
		switch d := t["div"].(type) {
		case string:
			if x := parse([]byte(d)); x != nil {
				b.narrative(x, level)
			}
		case *node:
			b.narrative(d, level)
		}
	}
}

func (b *builder) attachment(a resource) {
	name := first(a.text("title"), "Document "+strconv.Itoa(len(b.t.Inner)+1))
	if data, ok := a["data"].(string); ok {
		media := a.text("contentType")
		raw := base64Of(data)
		if strings.HasPrefix(media, "text/plain") && sniff(raw) == "" {
			b.paragraph(string(raw))
			return
		}
		b.enclose(name, media, raw)
		return
	}
	if a["url"] != nil {
		b.paragraph(name + ": the document is in another place that the record names.")
	}
}
