package auth

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
)

// Why a clinic's workstation is revoked.
const (
	DeskLost     = "lost"
	DeskStolen   = "stolen"
	DeskReplaced = "replaced"
	DeskLeft     = "left" // the clinic takes part no more
	DeskOther    = "other"
)

// DeskReasons are the codes, in the order in which they are shown.
func DeskReasons() []string {
	return []string{DeskLost, DeskStolen, DeskReplaced, DeskLeft, DeskOther}
}

// purposeDesk is of the words beside why a workstation was revoked, at (its id).
const purposeDesk = "oso/server/desk-note/v1"

// RevokeDesk ends a clinic's workstation: it exchanges nothing from then on, and its
// certificates hold no more. The note may name somebody and is kept sealed.
// NotFound where none in use has the id.
func RevokeDesk(ctx context.Context, tx *sql.Tx, k *keys.Ring, id, reason, note string, by principal.Actor, now time.Time) error {
	const op = "revoke workstation"
	q, sealed := db.New(tx), []byte{}
	if note = strings.TrimSpace(note); note != "" {
		sealed = k.Seal(purposeDesk, []byte(note), id)
	}
	n, err := q.RevokeDevice(ctx, db.RevokeDeviceParams{RevokedAt: now.UnixMilli(), RevokedBy: by.Subject(), RevokedWhy: reason, RevokedNoteSealed: sealed, ID: id})
	if err != nil {
		return db.Err(err, op)
	}
	if n != 1 {
		return errs.E(errs.NotFound, op, "No workstation in use has this number. Nothing was changed. Look at the list again.")
	}
	if err := q.RevokeCertificatesByDevice(ctx, db.RevokeCertificatesByDeviceParams{RevokedAt: now.UnixMilli(), DeviceID: id}); err != nil {
		return db.Err(err, op)
	}
	row := db.Entry(db.SystemChain, "device-revoked", by, now)
	row.DeviceID, row.Reason = id, reason
	_, err = db.AppendAudit(ctx, tx, row)
	return err
}

// DeskNote is what was said beside why a workstation was revoked; empty: nothing.
func DeskNote(k *keys.Ring, d db.Device) (string, error) {
	if len(d.RevokedNoteSealed) == 0 {
		return "", nil
	}
	b, err := k.Open(purposeDesk, d.RevokedNoteSealed, d.ID)
	return string(b), errs.Op(err, "read workstation")
}
