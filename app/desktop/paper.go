package desktop

import (
	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/consent"
	"oso/internal/clinic/draft"
	"oso/internal/errs"
	"oso/internal/policy"
)

// paperID is the row (KindSetting) with the paper that somebody chose here.
const paperID = "paper"

// KeepPaper keeps the paper that a person chose at this desk: it is what is offered
// from now on, for whatever country.
func (s *Support) KeepPaper(paper string) error {
	p := policy.Paper(paper)
	if p != policy.A4 && p != policy.USLetter {
		return errs.E(errs.Invalid, "choose paper", "The paper is A4 or Letter. Nothing was changed.")
	}
	v, err := s.a.open()
	if err != nil {
		return err
	}
	return v.Update(s.a.ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[policy.Paper](tx, casebook.KindSetting, paperID)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if row.Value == p {
			return nil
		}
		row.ID, row.Value = paperID, p
		_, err = casebook.Put(tx, casebook.KindSetting, row)
		return err
	})
}

// paper is the one that was chosen at this desk, else what is usual.
func (a *App) paper(usual policy.Paper) (string, error) {
	v, err := a.open()
	if err != nil {
		return "", err
	}
	err = v.View(a.ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[policy.Paper](tx, casebook.KindSetting, paperID)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		usual = row.Value
		return err
	})
	return string(usual), err
}

// SaveSheet writes the agreement with blanks for who signs, as PDF on that paper, where
// the person says; the file's name says nothing of the patient. "" where the dialog
// was closed.
func (g *Agreement) SaveSheet(id, paper string) (string, error) {
	d, err := g.a.workstation()
	if err != nil {
		return "", err
	}
	_, text, err := d.AgreementText(g.a.ctx, casefile.CaseID(id), "", "")
	if err != nil {
		return "", err
	}
	pdf, err := consent.PDF(string(text), policy.Paper(paper), g.a.cfg.Now())
	if err != nil {
		return "", err
	}
	path, err := g.a.cfg.Shell.SaveFile("Save the agreement", "Agreement to sign.pdf")
	if err != nil || path == "" {
		return "", err
	}
	return path, draft.WriteFile(path, pdf)
}
