package casebook

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// Written is a message of this clinic's that OSO is to have: KindSetting, id
// WrittenID. Once OSO has told it back it stays for a while, for the case that OSO
// goes back to a backup of its own. Nothing in it opens data.
type Written struct {
	Case   casefile.CaseID `json:"case"`
	Sealed []byte          `json:"sealed"`
	At     time.Time       `json:"at"`
	Epoch  string          `json:"epoch,omitempty"` // of the service's database that has told it back
}

// WrittenPrefix begins the ids of those rows.
const WrittenPrefix = "written "

// WrittenID is the id of the row of a message.
func WrittenID(message string) string { return WrittenPrefix + message }

// Message is one of what went to and fro between the clinic and OSO's coordinators
// about a case.
type Message struct {
	wire.Message
	Waits bool // written here, and OSO has not told it back
}

// Messages are those of a case, oldest first. Where some are damaged it gives the
// others and an error of kind Damaged.
func (v *Vault) Messages(ctx context.Context, id casefile.CaseID) ([]Message, error) {
	out := []Message{}
	err := v.View(ctx, id, func(tx *Tx) error {
		rows, damaged := List[wire.Message](tx, KindMessage)
		if damaged != nil && !errs.Is(damaged, errs.Damaged) {
			return damaged
		}
		for _, r := range rows {
			m := Message{Message: r.Value}
			if m.Own {
				w, err := Get[Written](tx, KindSetting, WrittenID(m.ID))
				if err != nil && !errs.Is(err, errs.NotFound) {
					return err
				}
				m.Waits = err == nil && w.Value.Epoch == ""
			}
			out = append(out, m)
		}
		return damaged
	})
	slices.SortStableFunc(out, func(a, b Message) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return out, err
}

// Say keeps what the user who has the vault open writes to OSO about a case, to be
// sent with the next exchange; re is the message that it answers, or empty. Kinds:
// Refused where OSO does not have the case, Incomplete, TooLarge.
func (v *Vault) Say(ctx context.Context, id casefile.CaseID, re, text string, now time.Time) error {
	const op = "write message"
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return errs.E(errs.Incomplete, op, "The message has no words. Nothing was sent. Write it first.")
	case utf8.RuneCountInString(text) > wire.MaxText:
		return errs.E(errs.TooLarge, op, "The message is longer than 20,000 characters. Nothing was sent, and what you wrote is kept. Shorten it; what is longer goes into the case as a document.")
	}
	key, err := v.CaseKey(id)
	if err != nil {
		return err
	}
	defer key.Wipe()
	u, now := v.User(), now.UTC().Truncate(time.Millisecond)
	m := wire.Message{ID: casefile.NewID(), From: u.Signature() + ", " + string(u.Role), At: now, Text: text, Own: true, Re: re}
	b, err := json.Marshal(wire.Written{From: m.From, At: now, Text: text, Re: re})
	if err != nil {
		return errs.Op(err, op)
	}
	w := Written{Case: id, At: now, Sealed: seal.NewBox(&key, wire.PurposeWritten).Seal(nil, b, string(id), m.ID)}
	return v.Update(ctx, id, func(tx *Tx) error {
		switch h := tx.Head(); {
		case h.Reference == "":
			return errs.E(errs.Refused, op, "OSO does not have this case yet. Nothing was sent. Seal it first; what is urgent is told by telephone.")
		case h.ServerState == string(wire.Erased):
			return errs.E(errs.Refused, op, "OSO has erased its copy of this case, and takes no messages about it. Nothing was sent. Telephone OSO.")
		}
		if re != "" {
			if _, err := Get[wire.Message](tx, KindMessage, re); err != nil {
				return errs.E(errs.NotFound, op, "The message that this answers is not here any more. Nothing was sent. Write it as a message of its own.")
			}
		}
		rows, err := List[wire.Message](tx, KindMessage)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		// Whatever the two clocks say, it is written after what stands here.
		for _, r := range rows {
			if !m.At.After(r.Value.At) {
				m.At = r.Value.At.Add(time.Millisecond)
			}
		}
		if _, err := Put(tx, KindMessage, Row[wire.Message]{ID: m.ID, Value: m}); err != nil {
			return err
		}
		_, err = Put(tx, KindSetting, Row[Written]{ID: WrittenID(m.ID), Value: w})
		return err
	})
}
