package desktop

import (
	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/subject"
	"oso/internal/errs"
	"oso/internal/identity"
)

// Decide answers discrepancies with one reason, or decides again on records that
// were decided on.
func (r *Records) Decide(x RecordDecision) error {
	d, err := r.a.workstation()
	if err != nil {
		return err
	}
	var choices []draft.Choice
	for _, c := range x.Choices {
		if len(c.Records) == 0 {
			choices = nil
			break
		}
		choices = append(choices, draft.Choice{Code: c.Code, Records: recordIDs(c.Records)})
	}
	if len(choices) == 0 {
		return errs.E(errs.Invalid, "decide records", "A decision names its records. Nothing was decided. Look at the records again.")
	}
	if _, err := d.DecideSeveral(r.a.ctx, casefile.CaseID(x.Case), x.Accept, x.Reason, choices); err != nil {
		return err
	}
	r.a.changed(casefile.CaseID(x.Case))
	return nil
}

// TakeBack takes back what was decided about records: it waits again.
func (r *Records) TakeBack(id, code string, records []string) error {
	d, err := r.a.workstation()
	if err != nil {
		return err
	}
	if _, err := d.TakeBack(r.a.ctx, casefile.CaseID(id), code, recordIDs(records)); err != nil {
		return err
	}
	r.a.changed(casefile.CaseID(id))
	return nil
}

// TakeImport takes back that an import was set aside.
func (r *Records) TakeImport(id, ended string) error {
	d, err := r.a.workstation()
	if err != nil {
		return err
	}
	if err := d.TakeImport(r.a.ctx, casefile.CaseID(id), ended); err != nil {
		return err
	}
	r.a.changed(casefile.CaseID(id))
	return nil
}

// Correct takes over into the case what records say of the patient.
func (r *Records) Correct(x CaseCorrection) error {
	d, err := r.a.workstation()
	if err != nil {
		return err
	}
	if err := d.CorrectCase(r.a.ctx, casefile.CaseID(x.Case), x.Discrepancy, x.Field, x.Reason); err != nil {
		return err
	}
	r.a.changed(casefile.CaseID(x.Case))
	return nil
}

func recordIDs(in []string) []casefile.RecordID {
	out := make([]casefile.RecordID, len(in))
	for i, rec := range in {
		out[i] = casefile.RecordID(rec)
	}
	return out
}

func discrepancyDTO(f *draft.Discrepancy) Discrepancy {
	out := Discrepancy{
		ID: f.ID, Code: f.Code, Rank: f.Rank.String(), Severity: string(f.Severity), Blocks: f.Blocks(), ByName: f.ByName(),
		Title: f.Title(), Message: f.Message, Person: f.Patient,
		Subjects: []Named{}, Compare: []Comparison{}, Correct: []Correction{}, Records: stringsOf(f.Records), Series: append([]string{}, f.Series...),
	}
	for i := range f.Subjects {
		out.Subjects = append(out.Subjects, namedDTO(&f.Subjects[i]))
	}
	for _, c := range f.Compare {
		out.Compare = append(out.Compare, Comparison{c.What, c.Case, c.Found, answerOf(c)})
	}
	for _, c := range f.Correct {
		out.Correct = append(out.Correct, Correction{c.Field, c.From, c.To, c.Agreement})
	}
	if f.Decision != nil {
		out.Accepted, out.Reason, out.By, out.At = f.Decision.Accept, f.Decision.Reason, f.Decision.By, stamp(f.Decision.At)
	}
	return out
}

func namedDTO(s *subject.Subject) Named {
	return Named{
		Record: string(s.Record), Records: stringsOf(s.Records), Name: s.Name(), Which: s.Which(), Short: s.Short(), Part: s.Part(), Missing: subject.Say(s.Missing),
		Files: append([]string{}, s.Files...), Modality: s.Modality, Type: s.Media, Bytes: s.Bytes, Institution: s.Institution,
	}
}

func stringsOf(records []casefile.RecordID) []string {
	out := make([]string, len(records))
	for i, rec := range records {
		out[i] = string(rec)
	}
	return out
}

func (r *Records) history(d *draft.Workstation, id casefile.CaseID) ([]Judgment, error) {
	all, err := d.Judgments(r.a.ctx, id)
	out := []Judgment{}
	for _, j := range all {
		out = append(out, Judgment{stamp(j.At), j.By, j.What, j.Title, append([]string{}, j.Names...), j.Count, j.Reason})
	}
	return out, err
}

// aside are the imports whose rest a person said is not needed.
func (r *Records) aside(d *draft.Workstation, id casefile.CaseID) ([]Aside, error) {
	all, err := d.Imports(r.a.ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	out := []Aside{}
	for _, x := range all {
		if s := x.SetAside; s != nil {
			out = append(out, Aside{x.ID, append([]string{}, x.Sources...), s.Reason, s.By, stamp(s.At)})
		}
	}
	return out, nil
}

// restated says a decision as the physician reads it before the seal: what was
// decided about which records, by whom and why.
func restated(f *draft.Discrepancy) string {
	did := "Left out"
	if f.Decision.Accept {
		did = "Kept"
	}
	s := did + ", " + lower(f.Title())
	for i := range f.Subjects {
		if i == mostRestated {
			s += " and more"
			break
		}
		s += map[bool]string{true: ": ", false: "; "}[i == 0]
		s += f.Subjects[i].Full()
	}
	s += ". "
	if f.Decision.Reason != "" {
		s += "Reason: " + f.Decision.Reason + " "
	}
	return s + "(" + f.Decision.By + ")"
}

const mostRestated = 4

// lower begins a title inside a sentence.
func lower(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}

// answerOf is what comparing gave, as far as whoever wrote it down said so.
func answerOf(c casebook.Comparison) string {
	if c.Answer == "" && c.Differs {
		return string(identity.Otherwise)
	}
	return c.Answer
}
