package syncer

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/wire"
)

// keptWritten is for how long a message that OSO has told back could be sent again:
// longer than the service's backups go back.
const keptWritten = 180 * 24 * time.Hour

// sendWritten sends what people at this clinic wrote and OSO has not told back in
// this epoch of its database, oldest first. What the service does not take is told
// and holds up nothing; nobody signs its answer, so the message stays. A line that
// fails keeps all.
func (s *Syncer) sendWritten(ctx context.Context, c *client, r *Report) error {
	var rows []casebook.Row[casebook.Written]
	var epoch string
	err := s.Vault.View(ctx, "", func(tx *casebook.Tx) error {
		at, err := readCursor(tx)
		if err != nil {
			return err
		}
		epoch = at.Value.Epoch
		rows, err = casebook.ListBelow[casebook.Written](tx, casebook.KindSetting, casebook.WrittenPrefix)
		return err
	})
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	slices.SortStableFunc(rows, func(a, b casebook.Row[casebook.Written]) int { return a.Value.At.Compare(b.Value.At) })
	for _, row := range rows {
		w := row.Value
		if w.Epoch != "" && s.Now().Sub(w.At) > keptWritten {
			if err := s.dropWritten(ctx, row); err != nil {
				return err
			}
			continue
		}
		if w.Epoch != "" && w.Epoch == epoch {
			continue
		}
		id := strings.TrimPrefix(row.ID, casebook.WrittenPrefix)
		path := strings.NewReplacer("{case}", string(w.Case), "{message}", id).Replace(wire.PathMessage)
		err := c.call(ctx, http.MethodPost, path, wire.MessageRequest{Sealed: w.Sealed}, nil)
		// A workstation that was revoked hears it again from what comes next.
		if ends(err) && !errs.Is(err, errs.Revoked) && !errs.Is(err, errs.Untrusted) {
			return err
		}
		if err != nil {
			r.Waiting = append(r.Waiting, Waiting{w.Case, errs.KindOf(err), errs.Message(err)})
		}
	}
	return nil
}

func (s *Syncer) dropWritten(ctx context.Context, row casebook.Row[casebook.Written]) error {
	err := s.Vault.Update(ctx, "", func(tx *casebook.Tx) error { return tx.Delete(casebook.KindSetting, row.ID, row.Version) })
	if errs.Is(err, errs.Conflict) {
		return nil // another exchange was faster
	}
	return err
}

// toldBack notes that OSO has a message: it came in a signed page, sealed under the
// case's key.
func toldBack(tx *casebook.Tx, id string, epoch string) error {
	row, err := casebook.Get[casebook.Written](tx, casebook.KindSetting, casebook.WrittenID(id))
	if errs.Is(err, errs.NotFound) {
		return nil // another workstation's
	}
	if err != nil || row.Value.Epoch == epoch {
		return err
	}
	row.Value.Epoch = epoch
	_, err = casebook.Put(tx, casebook.KindSetting, row)
	return err
}

// forgetWritten: OSO has erased its copy of a case, and takes no messages about it.
func forgetWritten(tx *casebook.Tx, id casefile.CaseID) error {
	rows, err := casebook.ListBelow[casebook.Written](tx, casebook.KindSetting, casebook.WrittenPrefix)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	for _, row := range rows {
		if row.Value.Case != id {
			continue
		}
		if err := tx.Delete(casebook.KindSetting, row.ID, row.Version); err != nil {
			return err
		}
	}
	return nil
}
