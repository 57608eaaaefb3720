package clinicapi

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"slices"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// held is the mark that a workstation told last; nil: none yet.
func held(d db.Device) *wire.Mark {
	h, err := hex.DecodeString(d.History)
	if err != nil || len(h) == 0 {
		return nil
	}
	return &wire.Mark{Sequence: d.Sequence, History: h}
}

func goodMark(m wire.Mark) bool { return m.Sequence > 0 && len(m.History) == sha256.Size }

// putBack tells whether a workstation that knows these marks is another than the one
// that spoke last: an older copy of the vault's folder, or a copy that somebody
// else goes on with. A number would not tell them apart; a history does.
func putBack(d db.Device, marks []wire.Mark) bool {
	last := held(d)
	return last != nil && !slices.ContainsFunc(marks, func(m wire.Mark) bool {
		return m.Sequence == last.Sequence && string(m.History) == string(last.History)
	})
}

// grown notes how far the workstation's vault has come by the end of an exchange, and
// gives the mark that is held then. The device has signed it: a mark of somebody
// else's would accuse every later state of the vault.
func (a *API) grown(ctx context.Context, dev principal.Principal, sequence int64, history, signature string) (*wire.Mark, error) {
	const op = "note history"
	d, err := a.db.Q().GetDevice(ctx, dev.Device)
	if err != nil {
		return nil, db.Err(err, op)
	}
	if sequence == 0 && history == "" {
		return held(d), nil
	}
	m := wire.Mark{Sequence: sequence}
	m.History, err = base64.RawURLEncoding.DecodeString(history)
	sig, serr := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || serr != nil || !goodMark(m) || seal.VerifyKey(d.PublicKey).Verify(deed.DomainSequence, wire.MarkBytes(m), sig) != nil {
		return nil, errs.E(errs.SignatureMismatch, op, "What came about this workstation's vault is not signed by the workstation. Nothing was noted. Exchange again; if it happens again, ask your OSO coordinator.")
	}
	if m.Sequence <= d.Sequence {
		return held(d), nil
	}
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.Err(db.New(tx).GrowDevice(ctx, db.GrowDeviceParams{Sequence: m.Sequence, History: hex.EncodeToString(m.History), ID: dev.Device}), op)
	})
	return &m, err
}
