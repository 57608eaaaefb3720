package transcript

import (
	"sort"
	"strconv"
	"strings"
)

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
