// Package trail reads the audit: who did what and when, whether its chains are
// whole, and a copy of them for whoever checks them elsewhere.
//
// It promises that nothing clinical is read from it: of a case's rows it gives
// who, what, when and the reason's code, never the words beside them, which are
// sealed under the case's own key; that a search goes on where it stopped, also
// while rows are added; and that a check reads every row.
//
// It leaves to others: what is written (db.AppendAudit and who calls it), who may
// read it (the doors), and what an event is called (acts, the pages).
package trail

import (
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// purposeNote is of why something was done about a person or a rule of the
// service, at (what the row is about). Words beside a case's rows are the case's.
const purposeNote = "oso/server/audit-note/v1"

// SealNote puts why something was done into a row of the system's chain. The row
// says what it is about already.
func SealNote(k *keys.Ring, row *db.Audit, note string) {
	if note != "" {
		row.NoteSealed = k.Seal(purposeNote, []byte(note), row.ObjectSHA256)
	}
}

// Note is why something was done, of a row of the system's chain; empty where
// nothing was said.
func Note(k *keys.Ring, row db.Audit) (string, error) {
	if row.Chain != db.SystemChain || len(row.NoteSealed) == 0 {
		return "", nil
	}
	b, err := k.Open(purposeNote, row.NoteSealed, row.ObjectSHA256)
	return string(b), err
}
