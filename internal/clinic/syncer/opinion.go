package syncer

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// mergeOpinion fetches the package, still sealed, before the notice counts.
func (s *Syncer) mergeOpinion(ctx context.Context, c *client, ch wire.Change, r *Report) error {
	if ch.Opinion == nil {
		return s.advance(ctx, ch.Case, ch.Seq, nil)
	}
	n := *ch.Opinion
	var sealed []byte
	err := c.call(ctx, http.MethodGet, casePath(wire.PathOpinion, ch.Case, n.Version), nil, &sealed)
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Refused) || errs.Is(err, errs.Revoked) {
		return s.withheld(ctx, c, ch, err, r)
	}
	if err != nil {
		return err
	}
	if seal.SHA256(sealed) != n.SHA256 {
		return errs.E(errs.Unreachable, "fetch opinion", "The opinion arrived damaged. Nothing of it was kept, and OSO still has it. Exchange again.")
	}
	kept := true
	err = s.advance(ctx, ch.Case, ch.Seq, func(tx *vault.Tx) (err error) {
		kept, err = s.keepOpinion(tx, n, sealed)
		return err
	})
	switch {
	case err != nil:
		return err
	case kept:
		r.Received.Opinions++
	default:
		r.Waiting = append(r.Waiting, Waiting{ch.Case, errs.Conflict, "Another letter came in place of an opinion that was opened here. The one that was read is kept, and the other is not. Telephone OSO."})
	}
	return nil
}

// withheld passes over an opinion that the service does not hand over: the
// authorization was taken back, or the case erased. A desk that was revoked
// itself is told so by whatever it asks; then nothing is passed over.
func (s *Syncer) withheld(ctx context.Context, c *client, ch wire.Change, reason error, r *Report) error {
	var page wire.Changes
	if err := c.call(ctx, http.MethodGet, wire.PathChanges+"?limit=1&after="+strconv.FormatInt(ch.Seq, 10), nil, &page); err != nil {
		return err
	}
	r.Waiting = append(r.Waiting, Waiting{ch.Case, errs.KindOf(reason), errs.Message(reason)})
	return s.advance(ctx, ch.Case, ch.Seq, nil)
}

// keepOpinion stores an opinion with its notice, which nobody signed: what was
// opened, and so verified, gives way to nothing of its own number (false), and
// loses no key.
func (s *Syncer) keepOpinion(tx *vault.Tx, n wire.OpinionNotice, sealed []byte) (bool, error) {
	all, err := vault.List[vault.Opinion](tx, vault.KindOpinion)
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
	row := vault.Row[vault.Opinion]{ID: vault.VersionID(n.Version)}
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
			if _, err := vault.Put(tx, vault.KindOpinion, o); err != nil {
				return false, err
			}
		}
	}
	again := row.Version > 0
	row.Value.Notice, row.Value.Sealed = n, sealed
	if row.Value.Got.IsZero() {
		row.Value.Got = s.Now().UTC()
	}
	if _, err := vault.Put(tx, vault.KindOpinion, row); err != nil {
		return false, err
	}
	h := tx.Head()
	if !newest {
		return true, nil // what the list says is about a later version
	}
	switch {
	case n.Supersedes > 0 && row.Value.Acknowledged == nil:
		h.Opinion = vault.OpinionCorrected
	case row.Value.Accessed != nil:
		h.Opinion = vault.OpinionOpened
	default:
		h.Opinion = vault.OpinionArrived
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
