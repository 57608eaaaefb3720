package chart

import (
	"oso/internal/server/db"
	"oso/internal/server/letter"
)

// What is written on the case: its forms are the opinion's own, but for the
// signed content.

// SealReading seals a signed over-read of a kind.
func (c *Columns) SealReading(kind string, v any) ([]byte, error) {
	return c.sealJSON(overread, kind, v)
}

// OpenReading opens one.
func (c *Columns) OpenReading(o db.Overread, v any) error {
	return c.openJSON(overread, o.Kind, o.ReportSealed, v)
}

// SealContribution seals what somebody is asked for, by the part's id.
func (c *Columns) SealContribution(id string, v any) ([]byte, error) {
	return c.sealJSON(contribution, id, v)
}

// OpenContribution opens it.
func (c *Columns) OpenContribution(p db.Contribution, v any) error {
	return c.openJSON(contribution, p.ID, p.AboutSealed, v)
}

// SealPart seals what is being written of a part.
func (c *Columns) SealPart(id, text string) []byte { return c.seal(partDraft, id, []byte(text)) }

// Part opens it.
func (c *Columns) Part(p db.Contribution) (string, error) {
	return c.text(partDraft, p.ID, p.DraftSealed)
}

// SealSignedPart seals a part with its author's signature.
func (c *Columns) SealSignedPart(id string, v any) ([]byte, error) {
	return c.sealJSON(partSigned, id, v)
}

// OpenSignedPart opens it.
func (c *Columns) OpenSignedPart(p db.Contribution, v any) error {
	return c.openJSON(partSigned, p.ID, p.SignedSealed, v)
}

// SealSigned seals one of everything that readers signed, by its id.
func (c *Columns) SealSigned(id string, v any) ([]byte, error) { return c.sealJSON(reading, id, v) }

// OpenSigned opens one.
func (c *Columns) OpenSigned(r db.SignedReading, v any) error {
	return c.openJSON(reading, r.ID, r.BodySealed, v)
}

// SealLoanPlace seals where a thing lies that a reader has, by the loan's id.
func (c *Columns) SealLoanPlace(id, text string) []byte { return c.seal(loanPlace, id, []byte(text)) }

// LoanPlace opens it.
func (c *Columns) LoanPlace(l db.MaterialLoan) (string, error) {
	return c.text(loanPlace, l.ID, l.PlaceSealed)
}

// SealDraft seals the working text of a version.
func (c *Columns) SealDraft(at int64, v any) ([]byte, error) {
	return c.sealJSON(draft, version(at), v)
}

// OpenDraft opens one.
func (c *Columns) OpenDraft(o db.Opinion, v any) error {
	return c.openJSON(draft, version(o.Version), o.DraftSealed, v)
}

func stateRow(at, saved int64) string { return version(at) + "/" + version(saved) }

// SealStateHead seals what a list says of a kept state of a version's draft.
func (c *Columns) SealStateHead(at, saved int64, v any) ([]byte, error) {
	return c.sealJSON(stateHead, stateRow(at, saved), v)
}

// OpenStateHead opens one.
func (c *Columns) OpenStateHead(s db.ListDraftStatesRow, v any) error {
	return c.openJSON(stateHead, stateRow(s.Version, s.SavedAt), s.HeadSealed, v)
}

// SealState seals a kept state of a version's draft.
func (c *Columns) SealState(at, saved int64, body []byte) []byte {
	return c.seal(stateBody, stateRow(at, saved), body)
}

// OpenState opens one.
func (c *Columns) OpenState(s db.DraftState) ([]byte, error) {
	return c.open(stateBody, stateRow(s.Version, s.SavedAt), s.BodySealed)
}

// OpenComments opens what was asked of a version's author before remarks had
// places and rows of their own.
func (c *Columns) OpenComments(o db.Opinion, v any) error {
	return c.openJSON(comments, version(o.Version), o.CommentsSealed, v)
}

// SealRemark seals what is asked of a version's author, by its id.
func (c *Columns) SealRemark(id string, v any) ([]byte, error) { return c.sealJSON(remark, id, v) }

// OpenRemark opens one.
func (c *Columns) OpenRemark(r db.Remark, v any) error {
	return c.openJSON(remark, r.ID, r.BodySealed, v)
}

// SealAnswer seals what the author says to a remark.
func (c *Columns) SealAnswer(id, text string) []byte { return c.seal(answer, id, []byte(text)) }

// Answer opens it.
func (c *Columns) Answer(r db.Remark) (string, error) { return c.text(answer, r.ID, r.AnswerSealed) }

// SealContent seals the canonical bytes that were signed.
func (c *Columns) SealContent(at int64, body []byte) []byte {
	return c.seal(content, version(at), body)
}

// Content opens them.
func (c *Columns) Content(o db.Opinion) ([]byte, error) {
	return c.open(content, version(o.Version), o.ContentSealed)
}

// SealOwnNote seals what a person keeps for the own work, by its name.
func (c *Columns) SealOwnNote(person, name string, v any) ([]byte, error) {
	return c.sealJSON(ownNote, person+"/"+name, v)
}

// OpenOwnNote opens one.
func (c *Columns) OpenOwnNote(n db.OwnNote, v any) error {
	return c.openJSON(ownNote, n.PersonID+"/"+n.Name, n.BodySealed, v)
}

func letterColumn(paper letter.Paper) column {
	if paper == letter.US {
		return letterUS
	}
	return letterA4
}

// SealLetter seals a released letter, for a blob.
func (c *Columns) SealLetter(at int64, paper letter.Paper, pdf []byte) []byte {
	return c.seal(letterColumn(paper), version(at), pdf)
}

// OpenLetter opens one.
func (c *Columns) OpenLetter(at int64, paper letter.Paper, sealed []byte) ([]byte, error) {
	return c.open(letterColumn(paper), version(at), sealed)
}
