package draft

import (
	"context"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/subject"
)

// What a person did about a discrepancy.
const (
	Kept      = "kept"
	LeftOut   = "left-out"
	TakenBack = "taken-back"
	Corrected = "corrected" // what the case says of the patient
)

// Judgment is one act of one person about what import met: the history of the
// decisions, which tells also of those that do not stand any more. It stays at
// the workstation; what is sealed are the decisions that stand.
type Judgment struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	What   string    `json:"what"`
	Code   string    `json:"code"`
	Title  string    `json:"title"`
	Names  []string  `json:"names,omitempty"` // of the series and files, the first of them
	Count  int       `json:"count"`           // of records
	Reason string    `json:"reason,omitempty"`
}

// judgmentPrefix is how the rows of KindDraft are named.
const judgmentPrefix = "judgment/"

// mostNames are the series and files that a judgment names.
const mostNames = 6

// judged adds to the history; x names the records.
func (d *Workstation) judged(tx *casebook.Tx, x *subject.Index, j Judgment, records []casefile.RecordID) error {
	j.At, j.By, j.Count = d.Now().UTC(), d.Vault.User().Signature(), len(records)
	if x != nil {
		for _, s := range x.Of(records) {
			if len(j.Names) == mostNames {
				break
			}
			j.Names = append(j.Names, s.Full())
		}
	}
	_, err := casebook.Put(tx, casebook.KindDraft, casebook.Row[Judgment]{ID: judgmentPrefix + casebook.EventID(j.At, casefile.NewID()[:8]), Value: j})
	return err
}

// Judgments is the history of the case's decisions, the newest first.
func (d *Workstation) Judgments(ctx context.Context, id casefile.CaseID) ([]Judgment, error) {
	out := []Judgment{}
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		rows, err := casebook.ListBelow[Judgment](tx, casebook.KindDraft, judgmentPrefix)
		for _, r := range rows {
			out = append(out, r.Value)
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b Judgment) int { return b.At.Compare(a.At) })
	return out, err
}
