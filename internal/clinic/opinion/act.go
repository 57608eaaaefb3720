package opinion

import (
	"context"
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// access signs and stores the act of the first opening, together with what
// follows; with delegate also the opinion's key under the case's, so that staff
// may read it.
func (d *Workstation) access(ctx context.Context, id casefile.CaseID, row casebook.Row[casebook.Opinion], signing *seal.SigningKey, key seal.Key, delegate bool) (casebook.Row[casebook.Opinion], error) {
	first := row.Value.Accessed == nil
	if !first && !delegate {
		return row, nil
	}
	now := d.Now().UTC().Truncate(time.Second)
	e, err := d.endorse(signing, deed.DomainAccess, id, row.Value, now)
	if err != nil {
		return row, err
	}
	err = d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		fresh, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, row.ID)
		if err != nil {
			return err
		}
		if fresh.Value.Notice.SHA256 != row.Value.Notice.SHA256 {
			return errs.E(errs.Conflict, "open opinion", "The opinion was replaced in this moment. Nothing was opened. Open it again.")
		}
		row = fresh
		if delegate {
			row.Value.Key = key[:]
		}
		first = row.Value.Accessed == nil // else opened in another window meanwhile
		if first {
			row.Value.Accessed, row.Value.By = &now, d.Vault.User().Signature()
		}
		if row.Version, err = casebook.Put(tx, casebook.KindOpinion, row); err != nil || !first {
			return err
		}
		h := tx.Head()
		h.Unread = false
		if h.Opinion == casebook.OpinionArrived {
			h.Opinion = casebook.OpinionOpened
		}
		return d.post(tx, wire.PathAccess, id, row.Value, e, now, "opened")
	})
	return row, err
}

// post puts a signed act into the outbox and the case's history.
func (d *Workstation) post(tx *casebook.Tx, path string, id casefile.CaseID, o casebook.Opinion, e deed.Endorsement, now time.Time, code string) error {
	path = strings.NewReplacer("{case}", string(id), "{version}", strconv.Itoa(o.Notice.Version)).Replace(path)
	out := casebook.Outgoing{Path: path, Body: wire.AccessRequest{Access: e}, At: now}
	if _, err := casebook.Put(tx, casebook.KindOutbox, casebook.Row[casebook.Outgoing]{ID: casefile.NewID(), Value: out}); err != nil {
		return err
	}
	event := casebook.Event{At: now, Code: code, By: d.Vault.User().Signature()}
	_, err := casebook.Put(tx, casebook.KindEvent, casebook.Row[casebook.Event]{ID: casebook.EventID(now, casefile.NewID()[:8]), Value: event})
	return err
}

func (d *Workstation) endorse(signing *seal.SigningKey, domain seal.Domain, id casefile.CaseID, o casebook.Opinion, now time.Time) (deed.Endorsement, error) {
	u := d.Vault.User()
	if u.Certificate == nil {
		return deed.Endorsement{}, errs.E(errs.NotEnrolled, "sign", "OSO has not confirmed this physician's keys yet. Nothing was opened. Enroll with a code from your OSO coordinator.")
	}
	signed, err := seal.SignJSON(signing, domain, deed.AccessStatement{Case: id, Version: o.Notice.Version, PackageSHA256: o.Notice.SHA256, OpenedAt: now})
	return deed.Endorsement{Signed: signed, Certificate: *u.Certificate}, err
}

// Acknowledge is the physician's word that a correction was read; it is signed
// and stored for the service. Acknowledging again changes nothing. Kinds:
// Forbidden (staff, a physician it is not addressed to), Refused (not opened
// yet).
func (d *Workstation) Acknowledge(ctx context.Context, id casefile.CaseID, passphrase string) error {
	row, err := d.newest(ctx, id)
	if err != nil {
		return err
	}
	if d.Vault.User().Role != casebook.Physician {
		return errs.E(errs.Forbidden, "acknowledge", "Only the physician acknowledges a correction. Nothing was changed. Ask the physician.")
	}
	if row.Value.Accessed == nil {
		return errs.E(errs.Refused, "acknowledge", "The correction was not opened yet. Nothing was changed. Open and read it first.")
	}
	if row.Value.Acknowledged != nil || row.Value.Notice.Supersedes == 0 {
		return nil
	}
	return d.Vault.WithUserKeys(ctx, passphrase, func(signing *seal.SigningKey, opening *seal.OpeningKey) error {
		if _, ok := addressed(row.Value, opening); !ok {
			return notAddressed("acknowledge")
		}
		now := d.Now().UTC().Truncate(time.Second)
		e, err := d.endorse(signing, deed.DomainAck, id, row.Value, now)
		if err != nil {
			return err
		}
		return d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
			fresh, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, row.ID)
			if err != nil || fresh.Value.Acknowledged != nil {
				return err
			}
			fresh.Value.Acknowledged = &now
			if _, err := casebook.Put(tx, casebook.KindOpinion, fresh); err != nil {
				return err
			}
			if h := tx.Head(); h.Opinion == casebook.OpinionCorrected {
				h.Opinion = casebook.OpinionOpened
			}
			return d.post(tx, wire.PathAck, id, fresh.Value, e, now, "acknowledged")
		})
	})
}
