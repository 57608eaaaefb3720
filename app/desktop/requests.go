package desktop

import (
	"oso/internal/casefile"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/inquiry"
	"oso/internal/policy"
)

// RequestLetter is what a place that made records is asked for: text that a
// person may change.
type RequestLetter struct {
	ID    string `json:"id"`    // of the place, the same each time
	Place string `json:"place"` // as the records name it; "" where they do not
	Text  string `json:"text"`
	Paper string `json:"paper"` // a4 or letter: what was chosen at this desk, else what is usual where the patient lives
}

// RequestPDF is a letter as it was changed, and on which paper.
type RequestPDF struct {
	Text  string `json:"text"`
	Paper string `json:"paper"` // a4 or letter
}

// Requests are the letters that the case as it stands gives reason for.
func (r *Records) Requests(id string) ([]RequestLetter, error) {
	d, err := r.a.workstation()
	if err != nil {
		return nil, err
	}
	x, err := d.Get(r.a.ctx, casefile.CaseID(id))
	if err != nil {
		return nil, err
	}
	paper, err := r.a.paper(policy.PaperIn(x.Document.Residence))
	if err != nil {
		return nil, err
	}
	all, err := inquiry.Letters(r.a.ctx, d, casefile.CaseID(id))
	out := []RequestLetter{}
	for _, l := range all {
		out = append(out, RequestLetter{l.ID, l.Place, l.Text, paper})
	}
	return out, err
}

// SaveRequest writes a letter as PDF where the person says; the file's name
// says nothing of the patient. "" where the dialog was closed.
func (r *Records) SaveRequest(x RequestPDF) (string, error) {
	if _, err := r.a.open(); err != nil {
		return "", err
	}
	pdf, err := inquiry.PDF(inquiry.Title, x.Text, policy.Paper(x.Paper), r.a.cfg.Now())
	if err != nil {
		return "", err
	}
	path, err := r.a.cfg.Shell.SaveFile("Save the letter", "Request for records.pdf")
	if err != nil || path == "" {
		return "", err
	}
	return path, draft.WriteFile(path, pdf)
}
