package draft

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/seal"
)

// A case ends in two steps: its state says so, in the transaction that found
// the reason, and from then on nobody changes or seals it; then its data is
// destroyed. A crash in between is made good by Recheck.

// refuse ends a case whose location the rules refuse, in tx. One that was
// sealed is kept as it was: then the error's kind is Refused.
func (d *Workstation) refuse(tx *casebook.Tx, decision policy.Decision) error {
	sealed, err := sealedBefore(tx)
	if err != nil {
		return err
	}
	if sealed {
		return errs.E(errs.Refused, "save section", decision.Reason+" The case was sealed before with another location, so it is kept as it was. Telephone your OSO coordinator.")
	}
	tx.Head().State = casefile.Discarded
	return nil
}

// destroy is the second step. An import that runs in this moment holds it up:
// then the case goes on as it was, and the error's kind is Conflict.
func (d *Workstation) destroy(ctx context.Context, id casefile.CaseID, was casefile.State, reason string) error {
	err := d.Vault.Discard(ctx, id, casebook.Tombstone{By: d.Vault.User().ID, Reason: reason})
	if !errs.Is(err, errs.Conflict) || was == casefile.Discarded {
		return err
	}
	back := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		if tx.Head().State == casefile.Discarded {
			tx.Head().State = was
		}
		return nil
	})
	if back != nil {
		return back
	}
	return err
}

func refusedBy(decision policy.Decision) string { return "refused, rules " + decision.TableVersion }

// asked is what the location of every unsealed case was last asked with, so that
// an exchange that brought no other table asks nobody again. KindSetting, id
// askedID. A case that begins or changes meanwhile asks by itself.
type asked struct {
	Table string `json:"table"` // hash of the rule table as stored; empty: the shipped one
	Day   string `json:"day"`   // rules begin and end on days
	By    string `json:"by"`    // whose drafts are named after the user
	// Text is the version of the agreement that is signed today: drafts that were signed
	// under another are told.
	Text string `json:"text,omitempty"`
}

const askedID = "location-asked"

func (d *Workstation) asking(tx *casebook.Tx) (now asked, row casebook.Row[asked], err error) {
	now = asked{Day: d.Now().Format(time.DateOnly), By: d.physician()}
	table, err := casebook.Get[json.RawMessage](tx, casebook.KindTable, TablePolicy)
	switch {
	case err == nil:
		now.Table = seal.SHA256(table.Value)
	case !errs.Is(err, errs.NotFound):
		return now, row, err
	}
	text, err := present(tx)
	if err != nil {
		return now, row, err
	}
	now.Text = text.Version
	row, err = casebook.Get[asked](tx, casebook.KindSetting, askedID)
	if errs.Is(err, errs.NotFound) {
		row, err = casebook.Row[asked]{ID: askedID}, nil
	}
	return now, row, err
}

// Recheck asks every unsealed case's location again, after a new rule table
// came or a day began. It gives what was refused and destroyed, by the message
// for people, which stands among the Notices, too. A case that was sealed before
// is kept: the check tells of it. Where nothing changed since the last time only
// discards that did not end are ended.
func (d *Workstation) Recheck(ctx context.Context) ([]string, error) {
	var now asked
	var row casebook.Row[asked]
	err := d.Vault.View(ctx, "", func(tx *casebook.Tx) (err error) {
		now, row, err = d.asking(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	heads, err := d.Vault.Heads(ctx)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	var gone []string
	whole, older := true, 0
	for _, h := range heads {
		if h.State == casefile.Discarded {
			if err := d.destroy(ctx, h.ID, h.State, "discarded"); err != nil && !errs.Is(err, errs.Conflict) {
				return gone, err
			}
			continue
		}
		if !editable(h.State) || row.Value == now {
			continue
		}
		message, under, err := d.recheck(ctx, h.ID)
		if under {
			older++
		}
		switch {
		case errs.Is(err, errs.Damaged), errs.Is(err, errs.Conflict), errs.Is(err, errs.NotFound):
			whole = false // verify's to report; or asked again next time
		case err != nil:
			return gone, err
		case message != "":
			gone = append(gone, message)
			if err := d.notify(ctx, "OSO’s rules changed, and a draft ended by it. "+message); err != nil {
				return gone, err
			}
		}
	}
	if row.Value == now || !whole {
		return gone, nil
	}
	if older > 0 && row.Value.Text != now.Text {
		if err := d.tellText(ctx, older); err != nil {
			return gone, err
		}
	}
	return gone, d.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		row.Value = now
		_, err := casebook.Put(tx, casebook.KindSetting, row)
		if errs.Is(err, errs.Conflict) {
			return nil // another exchange was faster
		}
		return err
	})
}

// tellText tells that another text of the agreement is signed from now on.
func (d *Workstation) tellText(ctx context.Context, older int) error {
	drafts := "One draft was"
	if older != 1 {
		drafts = strconv.Itoa(older) + " drafts were"
	}
	return d.notify(ctx, "OSO’s text of the agreement changed. "+drafts+" signed under the earlier one. What is to be done stands with each under Agreement.")
}

// recheck gives the refusal where the case was destroyed; older tells that its
// agreement was signed under an earlier text.
func (d *Workstation) recheck(ctx context.Context, id casefile.CaseID) (message string, older bool, err error) {
	var refused policy.Decision
	var was casefile.State
	same := false
	err = d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		decision, err := d.decideIn(tx, &c.Document)
		if err != nil {
			return err
		}
		text, err := newer(tx, c)
		older = text != nil
		same = decision.Outcome != policy.Refused && c.Head.Physician == cmp.Or(d.physician(), c.Head.Physician) && !older
		return err
	})
	if err != nil || same {
		return "", older, err // most cases: nothing is written, and their records are not read
	}
	err = d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		was = tx.Head().State
		if !editable(was) {
			return nil
		}
		c, err := load(tx)
		if err != nil {
			return err
		}
		decision, err := d.decideIn(tx, &c.Document)
		if err != nil {
			return err
		}
		sealed, err := sealedBefore(tx)
		if err != nil {
			return err
		}
		if decision.Outcome != policy.Refused || sealed {
			return d.refresh(tx)
		}
		refused = decision
		return d.refuse(tx, decision)
	})
	if err != nil || refused.Outcome != policy.Refused {
		return "", older, err
	}
	return refused.Refusal(), false, d.destroy(ctx, id, was, refusedBy(refused))
}

// Discard destroys a case that was never sealed. Reason is a code without
// patient data.
func (d *Workstation) Discard(ctx context.Context, id casefile.CaseID, reason string) error {
	var was casefile.State
	err := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		sealed, err := sealedBefore(tx)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		if sealed || err != nil {
			return errs.E(errs.Refused, "discard case", "This case was sealed for OSO, so it cannot be discarded here. Nothing was changed. Ask your OSO coordinator to withdraw it.")
		}
		was, tx.Head().State = tx.Head().State, casefile.Discarded
		return nil
	})
	if err != nil {
		return err
	}
	return d.destroy(ctx, id, was, reason)
}

func sealedBefore(tx *casebook.Tx) (bool, error) {
	rows, err := casebook.List[casebook.SealedVersion](tx, casebook.KindSealed)
	return len(rows) > 0, err
}
