package syncer

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// maxFull is how many cases are offered that the service has no room for: it may
// have some for one that is small, or begun before.
const maxFull = 5

// sendCases sends every sealed version that has no receipt, oldest first. One
// that cannot go now does not hold up the others; a line that fails does. Where
// the service had no room for one, the error says so (full), after the others.
func (s *Syncer) sendCases(ctx context.Context, c *client, r *Report, touched map[casefile.CaseID]bool) error {
	heads, err := s.Vault.Heads(ctx)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	var epoch string
	err = s.Vault.View(ctx, "", func(tx *casebook.Tx) error {
		at, err := readCursor(tx)
		epoch = at.Value.Epoch
		return err
	})
	if err != nil {
		return err
	}
	var noRoom error
	fulls := 0
	for i := len(heads) - 1; i >= 0 && fulls < maxFull; i-- {
		h := &heads[i]
		if h.SealedVersion <= h.ReceivedVersion && (epoch == "" || epoch == h.ReceivedEpoch || h.ServerState == string(wire.Erased)) || h.SealedVersion == 0 {
			continue // most cases: not one row of them is read
		}
		id := h.ID
		err := s.sendCase(ctx, c, id, r, touched)
		switch {
		case err == nil:
		case ends(err) && !full(err):
			return err
		default:
			r.Waiting = append(r.Waiting, Waiting{id, errs.KindOf(err), errs.Message(err)})
		}
		if full(err) {
			noRoom = cmp.Or(noRoom, err)
			fulls++
		}
	}
	return noRoom
}

// full tells whether the service takes no more of what is sent.
func full(err error) bool { return errs.Is(err, errs.TooMany) || errs.Is(err, errs.DiskFull) }

func (s *Syncer) sendCase(ctx context.Context, c *client, id casefile.CaseID, r *Report, touched map[casefile.CaseID]bool) error {
	var stays error
	after := 0
	for {
		v, server, err := s.next(ctx, id, after)
		if err != nil {
			return err
		}
		if v == nil {
			return stays
		}
		touched[id] = true
		out, err := s.pack(ctx, id, v, server)
		if err == nil {
			err = s.sendVersion(ctx, c, out, r)
		}
		switch {
		case err == nil:
			stays = nil
		case errs.Is(err, errs.Conflict), errs.Is(err, errs.NotEnrolled):
			// The service has another version of this number, since an older copy
			// of this vault was put back; or nobody vouches for its signature.
			// One that was sealed after it may go: it holds the whole case.
			stays = err
		default:
			return err
		}
		after = v.Version
	}
}

// ends tells whether an error ends the exchange: nothing after it would fare
// better.
func ends(err error) bool {
	switch errs.KindOf(err) {
	case errs.Unreachable, errs.Untrusted, errs.Canceled, errs.TooMany, errs.Unsupported, errs.VaultLocked, errs.Revoked, errs.Unauthenticated, errs.DiskFull, errs.DiskFailed:
		return true
	}
	return false
}

// sendVersion brings one version over. One that the service refuses is sealed
// as before; one whose line fails stays on its way.
func (s *Syncer) sendVersion(ctx context.Context, c *client, out *outbound, r *Report) error {
	if err := s.mark(ctx, out, casefile.Sending); err != nil {
		return err
	}
	err := s.bringOver(ctx, c, out, r)
	if err == nil || ends(err) {
		return err
	}
	if merr := s.mark(ctx, out, casefile.Sealed); merr != nil && !errs.Is(merr, errs.NotFound) {
		return merr
	}
	return err
}

// bringOver sends what is missing, then the envelope: over a line that is far
// all but its last byte before the last packs are there. A chunk that vanished
// in between begins it once more. That a case is refused counts only where its
// version is handed over: there the answer is signed.
func (s *Syncer) bringOver(ctx context.Context, c *client, out *outbound, r *Report) error {
	path := casePath(wire.PathVersions, out.id, 0)
	version, err := encode(wire.VersionRequest{Version: out.version, Envelope: out.envelope, Signer: out.signer})
	if err != nil {
		return err
	}
	if c.line.far() { // while it is asked what is missing
		c.line.ready(min(len(out.chunks), maxConnections))
	}
	for round := 1; ; round++ {
		var early *ahead
		missing, trip, err := c.missing(ctx, out)
		if err == nil {
			w := newCourse(out.chunks, missing, trip)
			if w.far {
				// It goes at its pace on one connection: in time is while the others
				// still have as much each, yet not so soon that the service gives it up.
				w.reserve = w.connections * min(len(version.bytes), packFar)
				w.low = func() { early = c.ahead(ctx, http.MethodPost, path, version) }
			}
			err = s.sendPacks(ctx, c, out, w, r)
		}
		var answer wire.ReceiptAnswer
		came := early.end(err == nil, &answer)
		if err != nil && !errs.Is(err, errs.Refused) {
			return err
		}
		if !came {
			_, err = c.repeat(ctx, http.MethodPost, path, version, &answer)
		}
		switch {
		case err == nil:
			return s.received(ctx, c, out, answer.Receipt)
		case errs.Is(err, errs.Refused):
			return s.refused(ctx, c, out, err)
		case errs.Is(err, errs.Revoked), errs.Is(err, errs.Untrusted):
			// It is about whoever sealed this version. A workstation that is revoked itself,
			// or led to somebody else, hears it again from the next request.
			return errs.Wrap(err, errs.NotEnrolled, "hand over version", errs.Message(err))
		case !errs.Is(err, errs.Incomplete) || round == 3:
			return err
		}
	}
}

func casePath(path string, id casefile.CaseID, version int) string {
	return strings.NewReplacer("{case}", string(id), "{version}", strconv.Itoa(version)).Replace(path)
}

// mark moves the workstation's state on, where nobody has amended the case since.
func (s *Syncer) mark(ctx context.Context, out *outbound, state casefile.State) error {
	return s.Vault.Update(ctx, out.id, func(tx *casebook.Tx) error {
		h := tx.Head()
		if h.State == casefile.Sealed || h.State == casefile.Sending {
			h.State, h.SentBytes, h.TotalBytes = state, 0, out.total
		}
		return nil
	})
}

// received checks and stores the receipt; only then the version counts as sent.
func (s *Syncer) received(ctx context.Context, c *client, out *outbound, signed seal.Signed) error {
	var r deed.Receipt
	server, err := c.trusted(ctx, signed, deed.DomainReceipt, &r)
	if err != nil {
		return err
	}
	if r.Case != out.id || r.Version != out.version || r.ManifestSHA256 != out.sha256 || r.Clinic != server.Clinic || len(r.Reference) != 10 {
		return errs.E(errs.Untrusted, "check receipt", "OSO's receipt is for something else than what was sent. The case is sealed and safe here. Telephone OSO.")
	}
	return s.Vault.Update(ctx, out.id, func(tx *casebook.Tx) error {
		// The id says which version it is: stored twice it stands once, and one of
		// another epoch takes the place of the one before, whatever the service's
		// clock says: the version was handed over since that one counts no more.
		id := casebook.VersionID(out.version)
		row, err := casebook.Get[casebook.ReceiptRow](tx, casebook.KindReceipt, id)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if row.Version == 0 || row.Value.Receipt.Epoch != r.Epoch {
			row.Value = casebook.ReceiptRow{Signed: signed, Receipt: r, Signer: &out.signer}
			if _, err := casebook.Put(tx, casebook.KindReceipt, row); err != nil {
				return err
			}
		}
		sealed, err := casebook.List[casebook.SealedVersion](tx, casebook.KindSealed)
		if err != nil {
			return err
		}
		h := tx.Head()
		h.Reference = r.Reference
		if h.State == casefile.Sending || h.State == casefile.Sealed {
			now := s.Now().UTC()
			h.State, h.SentBytes, h.TotalBytes, h.WaitingSince = casefile.Received, out.total, out.total, &now
			for _, v := range sealed {
				if v.Value.Version > out.version {
					h.State, h.SentBytes = casefile.Sealed, 0 // the amendment goes next
				}
			}
		}
		return putOnce(tx, casebook.KindEvent, casebook.EventID(r.ReceivedAt, "r"+id), casebook.Event{At: s.Now().UTC(), Code: "received"})
	})
}
