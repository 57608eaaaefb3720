package transcript

import "strings"

// ofXML reads CDA documents, FHIR resources, pages in XHTML, and of anything
// else its words. nil where it is no XML.
func ofXML(data []byte) *Tree {
	x := parse(data)
	switch {
	case x == nil:
		return nil
	case x.name == "ClinicalDocument":
		return ofCDA(x)
	case x.space == "http://hl7.org/fhir":
		if r, ok := jsonOf(x).(map[string]any); ok {
			r["resourceType"] = x.name
			return ofFHIR(r)
		}
	case strings.EqualFold(x.name, "html"):
		b := newBuilder(Page)
		b.t.Title = oneLine(x.child("head", "title").lines())
		b.narrative(x, 1)
		return b.tree()
	}
	b := newBuilder(Markup)
	b.note("This is XML of a kind that is not read here. Its words are shown in their order.")
	if b.verbatim(squeezed(x.words())); len(b.t.Blocks) == 0 {
		b.paragraph("(Nothing in it is text.)")
	}
	return b.tree()
}

// squeezed leaves no line that is empty.
func squeezed(s string) string {
	var out []string
	for line := range strings.SplitSeq(tidy(s), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// ofCDA reads a document of HL7's Clinical Document Architecture: its head, and
// the narrative of its sections, which is what its author vouches for (CDA R2
// 1.2.3). What is coded beside it is for machines.
func ofCDA(x *node) *Tree {
	b := newBuilder(CDA)
	b.t.Title = oneLine(x.child("title").lines())
	if b.t.Title == "" {
		b.t.Title = oneLine(x.child("code").get("displayName"))
	}
	for _, role := range x.children("recordTarget") {
		p := role.child("patientRole")
		b.fact(Fact{Name: "Patient", Value: cdaName(p.child("patient", "name"))})
		b.fact(Fact{Name: "Birth date", Value: day(p.child("patient", "birthTime").get("value"))})
		b.fact(Fact{Name: "Sex", Value: first(p.child("patient", "administrativeGenderCode").get("displayName"), p.child("patient", "administrativeGenderCode").get("code"))})
		for _, id := range p.children("id") {
			b.fact(Fact{Name: "Number", Value: id.get("extension")})
		}
	}
	b.fact(Fact{Name: "Written", Value: day(x.child("effectiveTime").get("value"))})
	for _, a := range x.children("author") {
		who := a.child("assignedAuthor")
		b.fact(Fact{Name: "Author", Value: first(cdaName(who.child("assignedPerson", "name")), who.child("representedOrganization", "name").lines(), who.child("assignedAuthoringDevice", "softwareName").lines())})
	}
	b.fact(Fact{Name: "Kept by", Value: x.child("custodian", "assignedCustodian", "representedCustodianOrganization", "name").lines()})
	if who := x.child("legalAuthenticator"); who != nil {
		b.fact(Fact{Name: "Signed by", Value: cdaName(who.child("assignedEntity", "assignedPerson", "name"))})
	}
	for _, c := range x.children("component") {
		if text := c.child("nonXMLBody", "text"); text != nil {
			media := text.get("mediaType")
			if strings.EqualFold(text.get("representation"), "B64") {
				b.enclose(b.t.Title, media, base64Of(text.words()))
			} else if text.child("reference") != nil {
				b.note("The document's pages are in another file that it names.")
			} else {
				b.paragraph(text.words())
			}
		}
		for _, s := range c.child("structuredBody").children("component") {
			b.section(s.child("section"), 1)
		}
	}
	return b.tree()
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

func cdaName(x *node) string {
	if x == nil {
		return ""
	}
	var parts []string
	for _, name := range []string{"prefix", "given", "family", "suffix"} {
		for _, c := range x.children(name) {
			parts = append(parts, c.lines())
		}
	}
	if len(parts) == 0 {
		return oneLine(x.lines())
	}
	return oneLine(strings.Join(parts, " "))
}

func (b *builder) section(x *node, level int) {
	if x == nil || level > deepest {
		return
	}
	b.heading(level+1, first(oneLine(x.child("title").lines()), x.child("code").get("displayName")))
	before := len(b.t.Blocks)
	b.narrative(x.child("text"), level+1)
	for _, e := range x.children("entry") {
		if media := e.child("observationMedia", "value"); media != nil && strings.EqualFold(media.get("representation"), "B64") {
			b.enclose("", media.get("mediaType"), base64Of(media.words()))
		}
	}
	parts := x.children("component")
	if len(b.t.Blocks) == before && len(parts) == 0 && len(x.children("entry")) > 0 {
		b.paragraph("(This section has no text, only values for machines.)")
	}
	for _, c := range parts {
		b.section(c.child("section"), level+1)
	}
}
