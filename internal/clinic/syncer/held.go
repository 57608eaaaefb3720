package syncer

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/wire"
)

// held is a change inside a signed page that could not be read here, kept as it
// came: KindHeld, the id is its number. It is asked for again at each exchange,
// and holds up nothing that came after it.
type held struct {
	Case  casefile.CaseID `json:"case,omitempty"`
	Raw   []byte          `json:"raw"` // exactly as it came
	Why   errs.Kind       `json:"why"`
	Since time.Time       `json:"since"`
	// Passed: it is of a kind that this program does not know, and is asked for again
	// only by a later one that does.
	Passed bool `json:"passed,omitempty"`
}

// knownNow tells whether what was passed over is of a kind that this program knows.
func (h held) knownNow() bool {
	var ch wire.Change
	if json.Unmarshal(h.Raw, &ch) != nil {
		return false
	}
	_, known := tables[ch.Kind]
	return known
}

const heldText = "Something that OSO sent about this case could not be read here. What came is kept, and it is asked for again at each exchange. If it stays so, telephone OSO."

// mine tells whether an error is about this workstation or the line, so that what comes
// next would fare no better, and not about what was read.
func mine(err error) bool {
	switch errs.KindOf(err) {
	case errs.Unreachable, errs.Canceled, errs.TooMany, errs.VaultLocked, errs.VaultInUse, errs.DiskFull, errs.DiskFailed:
		return true
	}
	return false
}

// hold keeps a change that could not be read, and goes on behind it.
func (s *Syncer) hold(ctx context.Context, at cursor, ch wire.Change, raw []byte, why error) error {
	return s.advance(ctx, "", at, func(tx *casebook.Tx) error {
		return putOnce(tx, casebook.KindHeld, strconv.FormatInt(at.Seq, 10), held{Case: ch.Case, Raw: raw, Why: errs.KindOf(why), Since: s.Now().UTC()})
	})
}

// heldNumbers are the changes to ask for again, in their order.
func (s *Syncer) heldNumbers(ctx context.Context) ([]int64, error) {
	var out []int64
	err := s.eachHeld(ctx, func(seq int64, h held) { out = append(out, seq) })
	return out, err
}

func (s *Syncer) eachHeld(ctx context.Context, fn func(int64, held)) error {
	return s.Vault.View(ctx, "", func(tx *casebook.Tx) error {
		rows, err := casebook.List[held](tx, casebook.KindHeld)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		for _, r := range rows {
			if n, err := strconv.ParseInt(r.ID, 10, 64); err == nil && (!r.Value.Passed || r.Value.knownNow()) {
				fn(n, r.Value)
			}
		}
		return nil
	})
}

// tellHeld names what is still held.
func (s *Syncer) tellHeld(ctx context.Context, r *Report) error {
	return s.eachHeld(ctx, func(_ int64, h held) {
		r.Waiting = append(r.Waiting, Waiting{h.Case, h.Why, heldText})
	})
}

// release forgets what was held under a number: it was read by now, or the
// service has signed that there is nothing to tell any more.
func (s *Syncer) release(ctx context.Context, seq int64) error {
	err := s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		return tx.Delete(casebook.KindHeld, strconv.FormatInt(seq, 10), 0)
	})
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	return err
}
