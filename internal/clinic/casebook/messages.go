package casebook

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
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
	return v.write(ctx, id, wire.Written{Re: re, Text: strings.TrimSpace(text)}, now, nil)
}

// AskFurther keeps what the physician asks further of a released opinion (R58), to
// be sent as a message. Kinds as Say, and Forbidden for staff.
func (v *Vault) AskFurther(ctx context.Context, id casefile.CaseID, version int, questions []string, now time.Time) error {
	const op = "ask further"
	if v.User().Role != Physician {
		return errs.E(errs.Forbidden, op, "Only the physician asks further questions of an opinion. Nothing was sent. Write a message to OSO instead.")
	}
	var asked []string
	for _, q := range questions {
		if q = strings.TrimSpace(q); q != "" {
			asked = append(asked, q)
		}
	}
	switch {
	case len(asked) == 0:
		return errs.E(errs.Incomplete, op, "There is no question. Nothing was sent. Write one first.")
	case len(asked) > wire.MaxFurther:
		return errs.E(errs.TooLarge, op, fmt.Sprintf("There are more than %d questions. Nothing was sent, and what you wrote is kept. Put some together.", wire.MaxFurther))
	}
	return v.write(ctx, id, wire.Written{Text: numbered(asked), Asks: wire.Asks{Version: version, Further: asked}}, now, func(h *Head) error {
		if !slices.Contains(h.Opened, version) && h.Opinion != OpinionOpened && h.Opinion != OpinionCorrected {
			return errs.E(errs.Refused, op, "Further questions are about an opinion that was opened. Nothing was sent. Open the opinion first.")
		}
		return nil
	})
}

// TellOutcome keeps what became of a case, for OSO's question afterwards.
func (v *Vault) TellOutcome(ctx context.Context, id casefile.CaseID, o wire.Outcome, now time.Time) error {
	const op = "tell outcome"
	o.Words = strings.TrimSpace(o.Words)
	diagnosis, known := outcomeWords["diagnosis/"+o.Diagnosis]
	treatment, also := outcomeWords["treatment/"+o.Treatment]
	if !known || !also {
		return errs.E(errs.Incomplete, op, "What became of diagnosis and treatment is not said. Nothing was sent. Choose one of each, “not known yet” too.")
	}
	text := strings.TrimSpace(diagnosis + " " + treatment + "\n\n" + o.Words)
	return v.write(ctx, id, wire.Written{Text: text, Asks: wire.Asks{Outcome: &o}}, now, func(h *Head) error {
		h.OutcomeAsked = nil
		return nil
	})
}

// outcomeWords are what an outcome says as a message.
var outcomeWords = map[string]string{
	"diagnosis/confirmed": "Outcome: the diagnosis was confirmed.", "diagnosis/refined": "Outcome: the diagnosis was refined.",
	"diagnosis/changed": "Outcome: the diagnosis was changed.", "diagnosis/unknown": "Outcome: what becomes of the diagnosis is not known yet.",
	"treatment/as-planned": "The treatment went on as it was planned.", "treatment/partly": "The opinion changed part of the treatment.",
	"treatment/changed": "The opinion changed the treatment.", "treatment/unknown": "The treatment is not settled yet.",
}

// numbered are questions as one text.
func numbered(questions []string) string {
	var lines []string
	for i, q := range questions {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, q))
	}
	return strings.Join(lines, "\n")
}

// write keeps a message; also looks at the case, and changes what it says, in the
// same transaction.
func (v *Vault) write(ctx context.Context, id casefile.CaseID, w wire.Written, now time.Time, also func(*Head) error) error {
	const op = "write message"
	switch {
	case w.Text == "":
		return errs.E(errs.Incomplete, op, "The message has no words. Nothing was sent. Write it first.")
	case utf8.RuneCountInString(w.Text) > wire.MaxText:
		return errs.E(errs.TooLarge, op, "The message is longer than 20,000 characters. Nothing was sent, and what you wrote is kept. Shorten it; what is longer goes into the case as a document.")
	}
	key, err := v.CaseKey(id)
	if err != nil {
		return err
	}
	defer key.Wipe()
	u := v.User()
	w.From, w.At = u.Signature()+", "+string(u.Role), now.UTC().Truncate(time.Millisecond)
	m := wire.Message{ID: casefile.NewID(), From: w.From, At: w.At, Text: w.Text, Own: true, Re: w.Re, Asks: w.Asks}
	b, err := json.Marshal(w)
	if err != nil {
		return errs.Op(err, op)
	}
	row := Written{Case: id, At: w.At, Sealed: seal.NewBox(&key, wire.PurposeWritten).Seal(nil, b, string(id), m.ID)}
	return v.Update(ctx, id, func(tx *Tx) error {
		switch h := tx.Head(); {
		case h.Reference == "":
			return errs.E(errs.Refused, op, "OSO does not have this case yet. Nothing was sent. Seal it first; what is urgent is told by telephone.")
		case h.ServerState == string(wire.Erased):
			return errs.E(errs.Refused, op, "OSO has erased its copy of this case, and takes no messages about it. Nothing was sent. Telephone OSO.")
		}
		if also != nil {
			if err := also(tx.Head()); err != nil {
				return err
			}
		}
		if w.Re != "" {
			if _, err := Get[wire.Message](tx, KindMessage, w.Re); err != nil {
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
		_, err = Put(tx, KindSetting, Row[Written]{ID: WrittenID(m.ID), Value: row})
		return err
	})
}
