package console

import (
	"time"

	"oso/internal/casefile"
	"oso/internal/server/opinion"
	"oso/internal/server/rights"
)

// synopsis is what an offered specialist decides by: no name, no place, no
// numbers that identify.
type synopsis struct {
	Kind      string              `json:"kind"`
	AddOns    []casefile.AddOn    `json:"add_ons"`
	Diagnosis string              `json:"diagnosis"`
	ICD10     string              `json:"icd10"`
	Reason    string              `json:"reason"`
	Questions []casefile.Question `json:"questions"`
	Age       int                 `json:"age"` // whole years; -1: unknown
	Sex       casefile.Sex        `json:"sex"`
	Note      string              `json:"note"` // the coordinator's
	Items     int                 `json:"items"`
	// Things are what was declared and comes by mail or courier: nobody sees it here.
	Things int    `json:"things"`
	Due    moment `json:"due"`
}

func (k *Console) makeSynopsis(c *opinion.Working, items int, note string) synopsis {
	d, things := c.Doc, 0
	for _, m := range d.Materials {
		if m.Physical || m.Channel == casefile.ByMail {
			things++
		}
	}
	return synopsis{
		Kind: string(d.Service.Kind), AddOns: append([]casefile.AddOn{}, d.Service.AddOns...), Diagnosis: d.Diagnosis.Text, ICD10: d.Diagnosis.ICD10,
		Reason: d.Reason, Questions: c.Questions(), Age: ageOn(d.Patient.BirthDate, k.Now().In(k.Zone)), Sex: d.Patient.Sex, Note: note,
		Items: items, Things: things,
	}
}

func (k *Console) synopsisOf(c *opinion.Working, f *file) (*synopsis, error) {
	if f.Is(rights.Invited) {
		return synopsisOfPart(f, c)
	}
	var s synopsis
	if err := c.OpenSynopsis(f.offer, &s); err != nil {
		return nil, err
	}
	s.Due = moment(f.offer.DueAt)
	return &s, nil
}

func ageOn(birth string, now time.Time) int {
	b, err := time.Parse(time.DateOnly, birth)
	if err != nil {
		return -1
	}
	n := now.Year() - b.Year()
	if now.Month() < b.Month() || now.Month() == b.Month() && now.Day() < b.Day() {
		n--
	}
	return n
}
