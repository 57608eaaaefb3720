package syncer

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/wire"
)

// askAgain is after how long an act that was answered, and of which no status
// has told since, is sent again.
const askAgain = 24 * time.Hour

// sendActs sends the physician's signed acts, in the order in which they were
// done. Nobody signs the answers to them: an act that was taken or refused
// stays until a sealed status names it (settle), and is sent again a day later
// if none does. Whatever the service does not take is told and holds up
// nothing. A line that fails keeps all.
func (s *Syncer) sendActs(ctx context.Context, c *client, r *Report) error {
	var rows []casebook.Row[casebook.Outgoing]
	err := s.Vault.View(ctx, "", func(tx *casebook.Tx) error {
		var err error
		rows, err = casebook.List[casebook.Outgoing](tx, casebook.KindOutbox)
		return err
	})
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	slices.SortStableFunc(rows, byTime)
	for _, row := range rows {
		if last := row.Value.Answered; last != nil && s.Now().Sub(*last).Abs() < askAgain {
			continue
		}
		err := c.call(ctx, http.MethodPost, row.Value.Path, row.Value.Body, nil)
		// A workstation that was revoked hears it again from what comes next.
		if ends(err) && !errs.Is(err, errs.Revoked) && !errs.Is(err, errs.Untrusted) {
			return err
		}
		if err != nil {
			r.Waiting = append(r.Waiting, Waiting{caseOf(row.Value.Path), errs.KindOf(err), errs.Message(err)})
		}
		if err == nil || errs.Is(err, errs.Conflict) || errs.Is(err, errs.Refused) {
			if err := s.answered(ctx, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// answered notes that there was an answer to an act. One that the last status
// names already was another workstation's, too, and is done with; so is one of a case
// that is not here any more, of which no status is read, or that the service has
// erased, of which no status names an act.
func (s *Syncer) answered(ctx context.Context, row casebook.Row[casebook.Outgoing]) error {
	id := caseOf(row.Value.Path)
	h, err := s.Vault.Head(id)
	if err == nil && h.ServerState == string(wire.Erased) {
		return s.Vault.Update(ctx, id, func(tx *casebook.Tx) error { return putAside(tx, id, all) })
	}
	done := errs.Is(err, errs.NotFound) || err == nil && names(h.Opened, h.Acknowledged, row.Value.Path)
	return s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		if done {
			err = tx.Delete(casebook.KindOutbox, row.ID, row.Version)
		} else {
			now := s.Now().UTC()
			row.Value.Answered = &now
			_, err = casebook.Put(tx, casebook.KindOutbox, row)
		}
		if errs.Is(err, errs.Conflict) {
			return nil // another exchange was faster
		}
		return err
	})
}

// settle takes out the acts of a case that a status, sealed under its key,
// names.
func settle(tx *casebook.Tx, id casefile.CaseID, st wire.Status) error {
	h := tx.Head()
	h.Opened, h.Acknowledged = st.Opened, st.Acknowledged
	return putAside(tx, id, func(path string) bool { return names(st.Opened, st.Acknowledged, path) })
}

// putAside takes acts of a case out of what is to be sent. They stay with the case:
// where a later status names them no more (the service went back to a backup) they
// are sent again.
func putAside(tx *casebook.Tx, id casefile.CaseID, done func(path string) bool) error {
	rows, err := casebook.List[casebook.Outgoing](tx, casebook.KindOutbox)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	for _, row := range rows {
		if caseOf(row.Value.Path) != id || !done(row.Value.Path) {
			continue
		}
		if err := putOnce(tx, casebook.KindDraft, actID(row.Value.Path), row.Value); err != nil {
			return err
		}
		if err := tx.Delete(casebook.KindOutbox, row.ID, row.Version); err != nil {
			return err
		}
	}
	return nil
}

// all acts of a case: the service has erased it, and they would be sent for ever.
func all(string) bool { return true }

// maxOpinions bounds the versions of one case whose acts are looked for.
const maxOpinions = 50

// actID is the id of an act that the service has (KindDraft).
func actID(path string) string { return fmt.Sprintf("act/%d/%d", rank(path), versionOf(path)) }

// unsettle puts those acts back on their way that the service had and that a
// status names no more.
func unsettle(tx *casebook.Tx, id casefile.CaseID, st wire.Status) error {
	for version := 1; version <= maxOpinions; version++ {
		for _, path := range []string{casePath(wire.PathAccess, id, version), casePath(wire.PathAck, id, version)} {
			if names(st.Opened, st.Acknowledged, path) {
				continue
			}
			row, err := casebook.Get[casebook.Outgoing](tx, casebook.KindDraft, actID(path))
			if errs.Is(err, errs.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			row.Value.Answered = nil
			if _, err := casebook.Put(tx, casebook.KindOutbox, casebook.Row[casebook.Outgoing]{ID: casefile.NewID(), Value: row.Value}); err != nil {
				return err
			}
			if err := tx.Delete(casebook.KindDraft, row.ID, row.Version); err != nil {
				return err
			}
		}
	}
	return nil
}

// names tells whether the act of a path is among those that the service has.
func names(opened, acknowledged []int, path string) bool {
	if rank(path) == 1 {
		return slices.Contains(acknowledged, versionOf(path))
	}
	return slices.Contains(opened, versionOf(path))
}

// byTime orders acts; of one second the opening comes before its acknowledgement.
func byTime(a, b casebook.Row[casebook.Outgoing]) int {
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

// versionOf reads the opinion's version out of a filled-in path, 0 if there is
// none.
func versionOf(path string) int {
	parts := strings.Split(path, "/")
	n, err := strconv.Atoi(parts[max(0, len(parts)-2)])
	if err != nil {
		return 0
	}
	return n
}
