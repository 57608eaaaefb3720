package opinion

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/prose"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Begin makes the first draft from the case: what the service knows is there,
// what only the author can say is empty (R32, R39, R49).
func (w *Working) Begin(author Author, head deed.Letterhead, today string, readings []Reading) deed.Content {
	doc := w.Doc
	c := deed.Content{
		Date:      today,
		Complaint: doc.History.ChiefComplaint,
		History:   history(doc),
		Thanks:    salutation(w.Physician) + "Thank you for asking for a second opinion about your patient " + characters.Set(w.Person.Name) + ". What I reviewed is listed below.",
		Limits: []string{
			"I have not seen or examined the patient; this opinion rests on the records listed above.",
			"It is limited and provisional, and does not replace a full evaluation. The treating physician decides.",
		},
	}
	form(&c)
	w.own(&c, 1, author, head, readings)
	return c
}

// form gives a content whose texts are plain the form in which texts are written:
// they say the same. What is formed stays as it is. Reports of readings are the
// service's to set, see own.
func form(c *deed.Content) {
	if c.Formed() {
		return
	}
	c.TextForm = prose.Form
	c.Texts(func(_ string, text *string) { *text = prose.Escape(*text) })
	for i := range c.References {
		c.References[i] = prose.Escape(c.References[i])
	}
}

// own sets what a page may not: whatever it sent, questions, addressee,
// patient, signers and the over-reads' reports are the case's own.
func (w *Working) own(c *deed.Content, version int64, author Author, head deed.Letterhead, readings []Reading) {
	*c = ownAlone(*c)
	c.Format = deed.FormatContent
	c.Case, c.Reference, c.Version = casefile.CaseID(w.Row.ID), casefile.Reference(w.Row.Reference), int(version)
	c.Service = head
	if c.Kind != deed.KindAddendum && c.Kind != deed.KindCorrection {
		c.Kind = kindOf(w.Doc.Service.Kind)
	}
	c.Addressee = deed.Addressee{Name: w.Physician.Name, Clinic: w.Clinic.Name, Lines: lines(w.Clinic.Address)}
	c.Patient = deed.OpinionPatient{Name: characters.Set(w.Person.Name), Native: w.Person.Native, Sex: w.Person.Sex, BirthDate: w.Person.BirthDate}
	c.Answers = restate(w.Asked(c), c.Answers)
	c.Signers = []deed.SignerLine{SignerOf(author)}
	c.SaysOutcome = true
	if c.Kind != deed.KindAddendum { // they stand in the version that it adds to: none is ordered after a release
		joinReadings(c, readings, w.zone)
	}
	whole(c)
}

// salutation begins the letter as its addressee asked to be addressed; where that
// is not on record the letter does, by the whole name.
func salutation(p db.Person) string {
	if s := strings.TrimSpace(p.Salutation); s != "" {
		return "Dear " + characters.Set(s) + ",\n\n"
	}
	return ""
}

// lines are an address's.
func lines(address string) []string {
	out := []string{}
	for line := range strings.SplitSeq(address, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, characters.Set(line))
		}
	}
	return out
}

// Asked are the questions that a content answers, in their order: an addendum
// what the physician asked further, all else what the case asks.
func (w *Working) Asked(c *deed.Content) []casefile.Question {
	if len(c.FurtherEach) > 0 {
		var out []casefile.Question
		for _, q := range c.FurtherEach {
			out = append(out, casefile.Question{Text: q, Parts: []string{}})
		}
		return out
	}
	if c.Further != "" {
		return []casefile.Question{{Text: c.Further, Parts: []string{}}}
	}
	return w.Questions()
}

func kindOf(k casefile.ServiceKind) deed.OpinionKind {
	switch k {
	case casefile.Imaging:
		return deed.KindImaging
	case casefile.Pathology:
		return deed.KindPathology
	}
	return deed.KindOpinion
}

// restate puts the questions word for word, each with what was answered at
// its place.
func restate(questions []casefile.Question, answers []deed.Answer) []deed.Answer {
	out := make([]deed.Answer, len(questions))
	for i, q := range questions {
		a := deed.Answer{Question: q.Text, Parts: make([]deed.PartAnswer, len(q.Parts))}
		if i < len(answers) {
			a.SetReply(answers[i].Reply())
		}
		for j, p := range q.Parts {
			a.Parts[j].Question = p
			if i < len(answers) && j < len(answers[i].Parts) {
				a.Parts[j].SetReply(answers[i].Parts[j].Reply())
			}
		}
		out[i] = a
	}
	return out
}

// Author is who writes or signs, and under which role.
type Author struct {
	db.Person
	Role principal.Role
}

// SignerOf is a person's line in the signature block, from the credentials on
// record. Titles are kept as "degrees; position".
func SignerOf(p Author) deed.SignerLine {
	degrees, position, _ := strings.Cut(p.Titles, ";")
	name := p.Name
	if d := strings.TrimSpace(degrees); d != "" && !strings.HasSuffix(name, d) {
		name += ", " + d
	}
	s := deed.SignerLine{Name: name, Position: strings.TrimSpace(position), Role: deed.CertRole(p.Role)}
	s.Specialty = specialty(Specialties(p.Person))
	if p.BoardCertified {
		s.Certification = "Board-certified"
	}
	return s
}

// specialty is what a person is trained in, as a letter says it: "Hematology and
// oncology".
func specialty(list []string) string {
	var said []string
	for i, s := range list {
		if s = strings.TrimSpace(s); s == "" || slices.ContainsFunc(list[:i], func(before string) bool { return strings.EqualFold(strings.TrimSpace(before), s) }) {
			continue // entries of before there was a list may say one twice
		}
		first, n := utf8.DecodeRuneInString(s)
		switch rest := s[n:]; {
		case len(said) == 0:
			s = string(unicode.ToUpper(first)) + rest
		case rest == strings.ToLower(rest): // no abbreviation
			s = string(unicode.ToLower(first)) + rest
		}
		said = append(said, s)
	}
	if n := len(said) - 1; n > 0 {
		return strings.Join(said[:n], ", ") + " and " + said[n]
	}
	return strings.Join(said, "")
}

// whole makes every list present: canonical bytes say [], not null.
func whole(c *deed.Content) {
	list := func(s *[]string) {
		if *s == nil {
			*s = []string{}
		}
	}
	sections := func(s *[]deed.Section) {
		if *s == nil {
			*s = []deed.Section{}
		}
	}
	list(&c.Addressee.Lines)
	list(&c.Reviewed)
	list(&c.Limits)
	list(&c.Notes)
	list(&c.References)
	sections(&c.Findings)
	sections(&c.Sections)
	sections(&c.Scenarios)
	if c.Answers == nil {
		c.Answers = []deed.Answer{}
	}
}

// history joins what the physician wrote, one paragraph a heading.
func history(doc *casefile.Document) string {
	h := doc.History
	var out []string
	add := func(lead, text string) {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, lead+text)
		}
	}
	add("", h.PresentIllness)
	add("Present diagnosis: ", diagnosis(doc.Diagnosis))
	add("Present plan: ", doc.Plan)
	add("Past history: ", h.Past)
	add("Medication: ", h.Medication)
	add("Allergies: ", h.Allergies)
	add("Family: ", h.Family)
	add("Social: ", h.Social)
	var events []string
	for _, e := range h.Encounters {
		if t := strings.TrimSpace(e.Text); t != "" {
			events = append(events, "- "+sayPartial(e.Date)+": "+t)
		}
	}
	if len(events) > 0 {
		out = append(out, strings.Join(events, "\n"))
	}
	return strings.Join(out, "\n\n")
}

func diagnosis(d casefile.Diagnosis) string {
	if d.ICD10 == "" || d.Text == "" {
		return d.Text + d.ICD10
	}
	return d.Text + " (ICD-10 " + d.ICD10 + ")"
}

// sayPartial gives a date that may lack day and month as people read it.
func sayPartial(s string) string {
	for _, f := range []struct{ in, out string }{{time.DateOnly, "2 Jan 2006"}, {"2006-01", "Jan 2006"}} {
		if t, err := time.Parse(f.in, s); err == nil {
			return t.Format(f.out)
		}
	}
	return s
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
