package vault

import (
	"bytes"
	"context"
	"crypto/sha256"

	"oso/internal/errs"
)

// Mark is a point of the vault's history: after how many writes, and a chained
// digest over all of them. Two vaults that were one once and went on apart
// have other digests from there on, however many writes each has seen.
type Mark struct {
	Sequence int64  `json:"sequence"`
	History  []byte `json:"history"` // 32 bytes
}

// Equal tells whether both are the same point of the same history.
func (m Mark) Equal(o Mark) bool {
	return m.Sequence == o.Sequence && bytes.Equal(m.History, o.History)
}

const labelHistory = "oso/history/v1"

// chain is H(n): over H(n-1) and the root row of n as it was sealed, whose
// nonce no other history has.
func chain(before digest, sealedRoot []byte) digest {
	row := sha256.Sum256(sealedRoot)
	b := append([]byte(labelHistory), before[:]...)
	return sha256.Sum256(append(b, row[:]...))
}

// History is where the vault stands now; the zero Mark while it is locked.
func (v *Vault) History() Mark {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.root == nil {
		return Mark{}
	}
	return v.root.mark()
}

func (r *rootState) mark() Mark { return Mark{r.seq, bytes.Clone(r.history[:])} }

// maxMarks bounds how many points wait for an answer; after that the last one
// is reported again.
const maxMarks = 500

// reportedRow is what this vault told the service of itself and the service
// may hold. kindHistory, id reportedID.
type reportedRow struct {
	Marks        []Mark `json:"marks"`                  // in their order
	Acknowledged bool   `json:"acknowledged,omitempty"` // the first of Marks was
	Written      int64  `json:"written"`                // the sequence that the vault reached by writing this row
}

const reportedID = "reported"

// Report gives the mark to tell the service in this exchange, and the earlier
// ones that the service may hold: the last that it acknowledged and those after
// it whose answer never came. The mark is on the disk among them before Report
// returns, so that whoever has this vault's list was this vault when it spoke
// last. The service compares the mark that it holds with earlier and now: one
// that is neither is another copy's.
//
// Where nothing was written since the last mark, that one is given again and
// nothing is written; so it is while the vault is locked, where nothing can be
// written, and sending goes on. Call Acknowledge once the service has answered.
// Kinds: VaultLocked (and nothing was reported before), Damaged.
func (v *Vault) Report(ctx context.Context) (now Mark, earlier []Mark, err error) {
	v.write.Lock()
	defer v.write.Unlock()
	var told []Mark
	err = v.update(ctx, "", func(tx *Tx) error {
		row, err := Get[reportedRow](tx, kindHistory, reportedID)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		row.ID = reportedID
		r := &row.Value
		now = tx.root.mark()
		if n := len(r.Marks); n > 0 && (r.Written == now.Sequence || n >= maxMarks) {
			told = r.Marks
			return nil
		}
		r.Marks = append(r.Marks[:len(r.Marks):len(r.Marks)], now)
		r.Written, told = now.Sequence+1, r.Marks
		_, err = put(tx, kindHistory, row)
		return err
	})
	switch {
	case err == nil:
		v.reported = told
	case errs.Is(err, errs.VaultLocked) && len(v.reported) > 0:
		told = v.reported
	default:
		return Mark{}, nil, err
	}
	last := len(told) - 1
	return told[last], told[:last:last], nil
}

// Acknowledge notes that the service holds the mark: those before it need not
// be told any more. One that is not among the reported does nothing.
func (v *Vault) Acknowledge(ctx context.Context, m Mark) error {
	v.write.Lock()
	defer v.write.Unlock()
	return v.update(ctx, "", func(tx *Tx) error {
		row, err := Get[reportedRow](tx, kindHistory, reportedID)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		r := &row.Value
		for i := range r.Marks {
			if !r.Marks[i].Equal(m) {
				continue
			}
			if i == 0 && r.Acknowledged {
				return nil
			}
			r.Marks, r.Acknowledged = r.Marks[i:], true
			if r.Written == tx.root.seq { // nothing came in between
				r.Written++
			}
			tx.onCommit(func() { tx.v.reported = r.Marks })
			_, err := put(tx, kindHistory, row)
			return err
		}
		return nil
	})
}
