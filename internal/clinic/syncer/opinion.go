package syncer

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// wanted is an opinion that the service has and that is not here yet:
// KindWanted, id wantedID. It is fetched at every exchange until it is here, or
// until a status, sealed and in a signed page, says that it is not handed over
// any more. No other answer takes it out.
type wanted struct {
	Case   casefile.CaseID    `json:"case"`
	Notice wire.OpinionNotice `json:"notice"`
	At     time.Time          `json:"at"`
}

func wantedID(id casefile.CaseID, version int) string {
	return string(id) + "/" + strconv.Itoa(version)
}

// mergeNotice remembers that an opinion is to be fetched. One that is here takes
// the keys that the notice brings for a physician who was added.
func (s *Syncer) mergeNotice(ctx context.Context, at cursor, ch wire.Change) error {
	if ch.Opinion == nil {
		return errs.E(errs.Invalid, "read notice", heldText)
	}
	n := *ch.Opinion
	return s.advance(ctx, ch.Case, at, func(tx *casebook.Tx) error {
		have, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, casebook.VersionID(n.Version))
		if err == nil && have.Value.Notice.SHA256 == n.SHA256 && len(have.Value.Sealed) > 0 {
			if _, err := s.keepOpinion(tx, n, have.Value.Sealed); err != nil {
				return err
			}
			return s.unwant(tx, ch.Case, func(v int) bool { return v == n.Version })
		}
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		row, err := casebook.Get[wanted](tx, casebook.KindWanted, wantedID(ch.Case, n.Version))
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		row.Value = wanted{ch.Case, n, s.Now().UTC()}
		_, err = casebook.Put(tx, casebook.KindWanted, row)
		return err
	})
}

// unwant forgets the versions of a case that are not handed over any more.
func (s *Syncer) unwant(tx *casebook.Tx, id casefile.CaseID, gone func(version int) bool) error {
	rows, err := casebook.List[wanted](tx, casebook.KindWanted)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	for _, row := range rows {
		if row.Value.Case != id || !gone(row.Value.Notice.Version) {
			continue
		}
		if err := tx.Delete(casebook.KindWanted, row.ID, row.Version); err != nil {
			return err
		}
	}
	return nil
}

// fetchOpinions fetches every opinion that is wanted, still sealed.
func (s *Syncer) fetchOpinions(ctx context.Context, c *client, r *Report, touched map[casefile.CaseID]bool) error {
	var rows []casebook.Row[wanted]
	err := s.Vault.View(ctx, "", func(tx *casebook.Tx) error {
		var err error
		rows, err = casebook.List[wanted](tx, casebook.KindWanted)
		return err
	})
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	slices.SortStableFunc(rows, func(a, b casebook.Row[wanted]) int {
		return cmp.Or(a.Value.At.Compare(b.Value.At), cmp.Compare(a.Value.Notice.Version, b.Value.Notice.Version))
	})
	for _, row := range rows {
		touched[row.Value.Case] = true
		err := s.fetchOpinion(ctx, c, row, r)
		if err != nil && (mine(err) || errs.Is(err, errs.Unsupported)) {
			return err
		}
		if err != nil {
			r.Waiting = append(r.Waiting, Waiting{row.Value.Case, errs.KindOf(err), errs.Message(err)})
		}
	}
	return nil
}

// fetchOpinion fetches one package and keeps it, and with it forgets that it is
// wanted. Whatever else is answered leaves it wanted: nobody has signed it.
func (s *Syncer) fetchOpinion(ctx context.Context, c *client, row casebook.Row[wanted], r *Report) error {
	id, n := row.Value.Case, row.Value.Notice
	done := func(tx *casebook.Tx) error {
		err := tx.Delete(casebook.KindWanted, row.ID, row.Version)
		if errs.Is(err, errs.Conflict) {
			return nil // another exchange was faster, or a newer notice came
		}
		return err
	}
	if _, err := s.Vault.Head(id); errs.Is(err, errs.NotFound) {
		return s.Vault.Update(ctx, "", done) // discarded here meanwhile
	} else if err != nil {
		return err
	}
	var sealed []byte
	if err := c.call(ctx, http.MethodGet, casePath(wire.PathOpinion, id, n.Version), nil, &sealed); err != nil {
		return err
	}
	if seal.SHA256(sealed) != n.SHA256 {
		return errs.E(errs.Damaged, "fetch opinion", "The opinion arrived damaged. Nothing of it was kept, and OSO still has it. It is fetched again at the next exchange.")
	}
	kept := true
	err := s.Vault.Update(ctx, id, func(tx *casebook.Tx) (err error) {
		if kept, err = s.keepOpinion(tx, n, sealed); err != nil {
			return err
		}
		return done(tx)
	})
	switch {
	case err != nil:
		return err
	case !kept:
		return errs.E(errs.Conflict, "keep opinion", "Another letter came in place of an opinion that was opened here. The one that was read is kept, and the other is not. Telephone OSO.")
	}
	r.Received.Opinions++
	return nil
}

// keepOpinion stores an opinion with its notice, which nobody signed: what was
// opened, and so verified, gives way to nothing of its own number (false), and
// loses no key.
func (s *Syncer) keepOpinion(tx *casebook.Tx, n wire.OpinionNotice, sealed []byte) (bool, error) {
	all, err := casebook.List[casebook.Opinion](tx, casebook.KindOpinion)
	if err != nil {
		return false, err
	}
	for _, o := range all {
		if o.Value.Notice.Version != n.Version || o.Value.Accessed == nil {
			continue
		}
		if o.Value.Notice.SHA256 != n.SHA256 {
			return false, nil
		}
		keys := n.Keys
		n = o.Value.Notice
		n.Keys = addKeys(n.Keys, keys)
	}
	row := casebook.Row[casebook.Opinion]{ID: casebook.VersionID(n.Version)}
	newest := true
	for _, o := range all {
		switch {
		case o.Value.Notice.Version == n.Version:
			row = o // the same again brings keys for a physician who was added
		case o.Value.Notice.Version > n.Version:
			newest = false
			if o.Value.Notice.Supersedes >= n.Version && row.Value.SupersededBy == 0 {
				row.Value.SupersededBy = o.Value.Notice.Version
			}
		case n.Supersedes >= o.Value.Notice.Version && o.Value.SupersededBy == 0:
			o.Value.SupersededBy = n.Version
			if _, err := casebook.Put(tx, casebook.KindOpinion, o); err != nil {
				return false, err
			}
		}
	}
	again := row.Version > 0
	row.Value.Notice, row.Value.Sealed = n, sealed
	if row.Value.Got.IsZero() {
		row.Value.Got = s.Now().UTC()
	}
	if _, err := casebook.Put(tx, casebook.KindOpinion, row); err != nil {
		return false, err
	}
	h := tx.Head()
	if !newest {
		return true, nil // what the list says is about a later version
	}
	switch {
	case n.Supersedes > 0 && row.Value.Acknowledged == nil:
		h.Opinion = casebook.OpinionCorrected
	case row.Value.Accessed != nil:
		h.Opinion = casebook.OpinionOpened
	default:
		h.Opinion = casebook.OpinionArrived
	}
	h.Unread = h.Unread || !again || row.Value.Accessed == nil
	return true, nil
}

// addKeys gives the keys that are there, and of the others those for further
// opening keys.
func addKeys(have, more []wire.OpinionKey) []wire.OpinionKey {
	out := slices.Clone(have)
	for _, k := range more {
		if !slices.ContainsFunc(out, func(x wire.OpinionKey) bool { return x.Opening == k.Opening }) {
			out = append(out, k)
		}
	}
	return out
}
