package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"oso/internal/errs"
	"oso/internal/server/principal"
)

// SystemChain is the audit chain of acts that belong to no case: users, codes,
// devices, keys, tables. Every case has a chain of its own under its id, since
// one global chain would put all writes in a row.
const SystemChain = "system"

// Entry is an audit row that names who acted, under which role and from which
// desk, and nothing else yet.
func Entry(chain, event string, by principal.Actor, at time.Time) Audit {
	return Audit{Chain: chain, Event: event, ServerTime: at.UnixMilli(), ActorID: by.Subject(), Role: string(by.Role), DeviceID: by.Device}
}

// AppendAudit adds one row to its chain: it fills Seq, PrevSHA256 and SHA256
// and gives the row back as written. Callers fill everything else; nothing in
// it may name a patient (words go, sealed, into NoteSealed).
func AppendAudit(ctx context.Context, tx *sql.Tx, row Audit) (Audit, error) {
	q := New(tx)
	last, err := q.LastAudit(ctx, row.Chain)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Audit{}, wrap(err, "append audit")
	}
	row.Seq, row.PrevSHA256 = last.Seq+1, last.SHA256
	if row.NoteSealed == nil {
		row.NoteSealed = []byte{}
	}
	row.SHA256 = auditHash(row)
	if err := q.InsertAudit(ctx, InsertAuditParams(row)); err != nil {
		return Audit{}, wrap(err, "append audit")
	}
	return row, nil
}

// VerifyChain checks one whole chain, rows in order: numbers without a gap,
// each row naming the one before, each hash right. Kind Damaged names the
// first row that is wrong.
func VerifyChain(rows []Audit) error {
	last := Audit{}
	for i, r := range rows {
		if !Follows(last, r) {
			return errs.Wrap(fmt.Errorf("row %d of chain %s", i+1, r.Chain), errs.Damaged, "verify audit",
				fmt.Sprintf("The audit was changed from outside: entry %d does not fit the one before it. Nothing was altered by this check; tell the system administrator.", i+1))
		}
		last = r
	}
	return nil
}

// Follows tells whether a row is whole and the next one of its chain after last,
// of which Seq and SHA256 count; the zero row is before the first.
func Follows(last, r Audit) bool {
	return r.Seq == last.Seq+1 && r.PrevSHA256 == last.SHA256 && r.SHA256 == auditHash(r)
}

// auditHash binds every column but the hash itself, each with its length.
func auditHash(r Audit) string {
	h := sha256.New()
	field := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	number := func(v int64) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	field([]byte("oso/audit/v1"))
	field([]byte(r.Chain))
	number(r.Seq)
	number(r.ServerTime)
	number(r.DeviceTime)
	for _, s := range []string{r.ActorID, r.Role, r.DeviceID, r.Event, r.FromState, r.ToState, r.Reason} {
		field([]byte(s))
	}
	field(r.NoteSealed)
	field([]byte(r.ObjectSHA256))
	field([]byte(r.PrevSHA256))
	return hex.EncodeToString(h.Sum(nil))
}
