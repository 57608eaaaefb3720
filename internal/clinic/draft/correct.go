package draft

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/clinic/subject"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/intake"
)

// Correction is what the case could take over from records that say it
// otherwise, where it is the case that is wrong.
type Correction struct {
	Field     string // name, birth_date, sex, number
	From, To  string
	Agreement bool // the agreement must be signed again then
	patient   casefile.Patient
}

// corrections are those that the person whom records name allows.
func (h *holding) corrections(c *Case, f *Discrepancy) []Correction {
	if !AboutIdentity(f.Code) || len(f.Records) == 0 || len(f.Compare) == 0 || f.Decision != nil {
		return nil
	}
	i := slices.IndexFunc(h.records, func(r casebook.Record) bool { return r.Record == f.Records[0] })
	if i < 0 {
		return nil
	}
	claims := people.ClaimsOf(&h.records[i])
	met := claims.Declared
	if claims.Person != nil {
		met = append([]identity.Person{*claims.Person}, met...)
	}
	at := slices.IndexFunc(met, func(p identity.Person) bool { return p.Shown() == f.Patient })
	if at < 0 {
		return nil
	}
	p := met[at]
	if !nearly(f.Compare) {
		return nil
	}
	var out []Correction
	for _, line := range f.Compare {
		if !line.Differs {
			continue
		}
		next := c.Document.Patient
		x := Correction{Field: line.What, From: line.Case}
		switch line.What {
		case identity.ByBirth:
			next.BirthDate = p.Birth()
			x.To = next.BirthDate
			if len(next.BirthDate) != len("2006-01-02") {
				continue
			}
		case identity.BySex:
			sex, ok := identity.ReadSex(p.Sex)
			if !ok || sex == "" {
				continue
			}
			next.Sex, x.To = sex, string(sex)
		case identity.ByName:
			name := written(p.Name)
			if strings.TrimSpace(name.Family+name.Given) == "" {
				continue
			}
			if name.Ideographic == "" {
				name.Ideographic, name.Phonetic = next.Name.Ideographic, next.Name.Phonetic
			}
			next.Name, x.To = name, name.Display()
		case identity.ByNumber:
			next.Identifiers = slices.Clone(next.Identifiers)
			for i := range next.Identifiers {
				for _, n := range p.Numbers {
					if n.System != "" && strings.EqualFold(n.System, next.Identifiers[i].System) {
						next.Identifiers[i].Value, x.To = n.Value, n.Value
					}
				}
			}
			if x.To == "" {
				continue
			}
		}
		part := casefile.Document{Patient: next}
		intake.Normalize(&part)
		x.patient = part.Patient
		doc := c.Document
		doc.Patient = x.patient
		x.Agreement = c.Agreement != nil && c.Agreement.Signed.For(&c.Document) && !c.Agreement.Signed.For(&doc)
		out = append(out, x)
	}
	return out
}

// nearly tells whether one thing alone differs and another that people are known
// by was compared and agrees: only then may it be the case that is wrong. Nobody
// makes a patient into somebody else by pressing a button.
func nearly(lines []casebook.Comparison) bool {
	differs, agrees := 0, 0
	for _, l := range lines {
		switch {
		case l.Differs:
			differs++
		case l.What != identity.BySex && l.Answer == string(identity.Agrees):
			agrees++
		}
	}
	return differs == 1 && agrees > 0
}

// written is a name as people write it, where a device knows capitals alone.
func written(n casefile.Name) casefile.Name {
	for _, part := range []*string{&n.Family, &n.Given, &n.Middle} {
		if *part == strings.ToUpper(*part) && len(*part) > 1 {
			*part = capitals(strings.ToLower(*part))
		}
	}
	return n
}

func capitals(s string) string {
	first := true
	return strings.Map(func(r rune) rune {
		if first {
			r = unicode.ToTitle(r)
		}
		first = !unicode.IsLetter(r) && !unicode.IsMark(r)
		return r
	}, s)
}

// CorrectCase takes over into the case what records say otherwise: the case had
// it wrong. Everything is compared again in the same act, and what was accepted
// for the patient as the case had it waits again.
func (d *Workstation) CorrectCase(ctx context.Context, id casefile.CaseID, discrepancy, field, reason string) error {
	const op = "correct case"
	return d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		if reason = intake.Clean(reason, true); reason == "" {
			return errs.E(errs.Incomplete, op, "Correcting the case needs a reason, in a few words. Nothing was changed. Write how you know.")
		}
		h, err := holdings(tx, c)
		if err != nil {
			return err
		}
		open, _ := h.listed()
		i := slices.IndexFunc(open, func(f Discrepancy) bool { return f.ID == discrepancy })
		if i < 0 {
			return errs.E(errs.NotFound, op, "This does not wait for a decision any more. Nothing was changed. Look at the records again.")
		}
		all := h.corrections(c, &open[i])
		k := slices.IndexFunc(all, func(x Correction) bool { return x.Field == field })
		if k < 0 {
			return errs.E(errs.Refused, op, "What the records say there cannot be taken over. Nothing was changed. Correct it on the patient's page.")
		}
		x, before := all[k], c.Document
		c.Document.Patient = x.patient
		if err := typed(tx, c, &before); err != nil {
			return err
		}
		if err := d.forgetIdentity(tx); err != nil {
			return err
		}
		part := casefile.Document{Patient: x.patient}
		if _, err := casebook.Put(tx, casebook.KindSection, casebook.Row[casefile.Document]{ID: string(SectionPatient), Version: c.Versions[SectionPatient], Value: part}); err != nil {
			return err
		}
		j := Judgment{What: Corrected, Code: open[i].Code, Title: open[i].Title(), Reason: reason}
		if err := d.judged(tx, subject.Read(h.records), j, open[i].Records); err != nil {
			return err
		}
		return d.refresh(tx)
	})
}
