package syncer

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/wire"
)

// sendActs sends the physician's signed acts, in the order in which they were
// done. One that is past (the case moved on without it) is taken out of the
// way: the status that follows tells how the case stands. One that the service
// does not take for another reason stays and is told; it holds up nothing. A
// line that fails keeps all.
func (s *Syncer) sendActs(ctx context.Context, c *client, r *Report) error {
	var rows []vault.Row[vault.Outgoing]
	err := s.Vault.View(ctx, "", func(tx *vault.Tx) error {
		var err error
		rows, err = vault.List[vault.Outgoing](tx, vault.KindOutbox)
		return err
	})
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	slices.SortStableFunc(rows, byTime)
	for _, row := range rows {
		err := c.call(ctx, http.MethodPost, row.Value.Path, row.Value.Body, nil)
		switch {
		case err == nil, errs.Is(err, errs.Conflict), errs.Is(err, errs.Refused):
		case ends(err) && !errs.Is(err, errs.Revoked) && !errs.Is(err, errs.Untrusted):
			return err
		default:
			// A desk that was revoked hears it again from what comes next.
			r.Waiting = append(r.Waiting, Waiting{caseOf(row.Value.Path), errs.KindOf(err), errs.Message(err)})
			continue
		}
		err = s.Vault.Update(ctx, "", func(tx *vault.Tx) error {
			err := tx.Delete(vault.KindOutbox, row.ID, row.Version)
			if errs.Is(err, errs.Conflict) {
				return nil // another exchange was faster
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// byTime orders acts; of one second the opening comes before its acknowledgement.
func byTime(a, b vault.Row[vault.Outgoing]) int {
	return cmp.Or(a.Value.At.Compare(b.Value.At), cmp.Compare(rank(a.Value.Path), rank(b.Value.Path)))
}

func rank(path string) int {
	if strings.HasSuffix(path, lastPart(wire.PathAck)) {
		return 1
	}
	return 0
}

// lastPart is the last part of a path of the contract.
func lastPart(path string) string { return path[strings.LastIndexByte(path, '/'):] }

// caseOf reads the case out of a filled-in path.
func caseOf(path string) casefile.CaseID {
	prefix, _, _ := strings.Cut(wire.PathAccess, "{case}")
	id, _, _ := strings.Cut(strings.TrimPrefix(path, prefix), "/")
	return casefile.CaseID(id)
}
