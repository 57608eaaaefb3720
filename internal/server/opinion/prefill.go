package opinion

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Begin makes the first draft from the case: what the service knows is there,
// what only the author can say is empty (R32, R39, R49).
func (w *Working) Begin(author Author, head deed.Letterhead, today string, readings []Reading, items []deed.Item) deed.Content {
	doc := w.Doc
	c := deed.Content{
		Date:      today,
		Complaint: doc.History.ChiefComplaint,
		History:   history(doc),
		Thanks:    "Thank you for asking for a second opinion about your patient " + characters.Set(w.Person.Name) + ". I have read what you sent; it is listed below.",
		Reviewed:  w.reviewed(items),
		Limits: []string{
			"I have not seen or examined the patient; this opinion rests on the records listed above.",
			"It is limited and provisional, and does not replace a full evaluation. The treating physician decides.",
		},
	}
	w.own(&c, 1, author, head, readings)
	return c
}

// own sets what a page may not: whatever it sent, questions, addressee,
// patient, signers and the over-reads' reports are the case's own.
func (w *Working) own(c *deed.Content, version int64, author Author, head deed.Letterhead, readings []Reading) {
	c.Format = deed.FormatContent
	c.Case, c.Reference, c.Version = casefile.CaseID(w.Row.ID), casefile.Reference(w.Row.Reference), int(version)
	c.Service = head
	if c.Kind != deed.KindAddendum && c.Kind != deed.KindCorrection {
		c.Kind = kindOf(w.Doc.Service.Kind)
	}
	c.Addressee = deed.Addressee{Name: w.Physician.Name, Clinic: w.Clinic.Name, Lines: []string{}}
	c.Patient = deed.OpinionPatient{Name: characters.Set(w.Person.Name), Native: w.Person.Native, Sex: w.Person.Sex, BirthDate: w.Person.BirthDate}
	c.Answers = restate(w.Questions(), c.Answers)
	c.Signers = []deed.SignerLine{SignerOf(author)}
	c.Findings = joinReadings(c.Findings, readings, w.zone)
	whole(c)
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
			a.Text, a.Reason = answers[i].Text, answers[i].Reason
		}
		for j, p := range q.Parts {
			a.Parts[j].Question = p
			if i < len(answers) && j < len(answers[i].Parts) {
				a.Parts[j].Text, a.Parts[j].Reason = answers[i].Parts[j].Text, answers[i].Parts[j].Reason
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
	if list := Specialties(p.Person); len(list) > 0 {
		s.Specialty = strings.Join(list, ", ")
		if p.BoardCertified {
			s.Certification = "Board-certified, " + list[0]
		}
	}
	return s
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

// maxDocuments are named one by one; what is more is counted.
const maxDocuments = 40

// reviewed lists what the clinic sealed and somebody can review, one line each:
// studies with their series and images, then documents, then what came by
// another way. What only came along on a disc is not there.
func (w *Working) reviewed(items []deed.Item) []string {
	type study struct {
		line   string
		date   string
		series map[string]bool
		images int
		others int // reports, marks and the like: no images
	}
	studies := map[string]*study{}
	var order []string
	var documents []string
	companions := deed.Companions(deed.Each(items))
	for i := range items {
		it := &items[i]
		if it.Kind != deed.ItemRecord || companions[it.Record] {
			continue
		}
		d := it.DICOM
		if d == nil || d.StudyUID == "" {
			documents = append(documents, it.Name())
			continue
		}
		s := studies[d.StudyUID]
		if s == nil {
			name := strings.TrimSpace(d.Study)
			if name == "" {
				name = strings.TrimSpace(d.Modality + " study")
			} else if d.Modality != "" && !strings.Contains(strings.ToUpper(name), d.Modality) {
				name = d.Modality + " " + name
			}
			s = &study{line: name, date: d.StudyDate, series: map[string]bool{}}
			studies[d.StudyUID] = s
			order = append(order, d.StudyUID)
		}
		s.series[d.SeriesUID] = true
		if d.Image() {
			s.images++
		} else {
			s.others++
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return studies[order[i]].date < studies[order[j]].date })
	out := []string{}
	for _, uid := range order {
		s := studies[uid]
		line := s.line
		if s.date != "" {
			line += ", " + sayPartial(s.date)
		}
		var holds []string
		if s.images > 0 {
			holds = append(holds, count(s.images, "image", "images"))
		}
		if s.others > 0 {
			holds = append(holds, count(s.others, "report or mark", "reports or marks"))
		}
		out = append(out, fmt.Sprintf("%s: %s in %s", line, strings.Join(holds, " and "), count(len(s.series), "series", "series")))
	}
	sort.Strings(documents)
	for i, name := range documents {
		if i == maxDocuments {
			out = append(out, count(len(documents)-i, "further document", "further documents"))
			break
		}
		out = append(out, name)
	}
	for _, m := range w.Doc.Materials {
		if m.Channel != casefile.ByUpload && strings.TrimSpace(m.Description) != "" {
			out = append(out, m.Description+", by "+string(m.Channel))
		}
	}
	for i := range out { // files and studies have names in any script
		out[i] = characters.Set(out[i])
	}
	return out
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
