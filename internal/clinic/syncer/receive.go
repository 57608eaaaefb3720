package syncer

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/seal"
	"oso/internal/wire"
)

const cursorID = "changes"

// receive merges what happened since the cursor. Each change and the cursor
// after it are one transaction: cut anywhere, it goes on where it was.
func (s *Syncer) receive(ctx context.Context, c *client, r *Report, touched map[casefile.CaseID]bool) error {
	server, err := s.server(ctx)
	if err != nil {
		return err
	}
	after, err := s.cursor(ctx)
	if err != nil {
		return err
	}
	for {
		var page wire.Changes
		sequence := s.Vault.Sequence()
		signature := base64.RawURLEncoding.EncodeToString(c.key.Sign(seal.DomainSequence, wire.SequenceBytes(sequence)))
		path := fmt.Sprintf("%s?after=%d&sequence=%d&signature=%s", wire.PathChanges, after, sequence, signature)
		if err := c.call(ctx, http.MethodGet, path, nil, &page); err != nil {
			return err
		}
		begun := after
		for _, ch := range page.Changes {
			if ch.Seq <= after {
				continue
			}
			if err := s.merge(ctx, c, server, ch, r, touched); err != nil {
				return err
			}
			after = ch.Seq
		}
		if page.Cursor > after {
			// Nothing between is ours to know.
			if err := s.advance(ctx, "", page.Cursor, nil); err != nil {
				return err
			}
			after = page.Cursor
		}
		if !page.More || after == begun { // more, and nothing new: not to be asked for ever
			return nil
		}
	}
}

func (s *Syncer) cursor(ctx context.Context) (int64, error) {
	var n int64
	err := s.Vault.View(ctx, "", func(tx *vault.Tx) error {
		row, err := vault.Get[int64](tx, vault.KindCursor, cursorID)
		n = row.Value
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		return err
	})
	return n, err
}

// advance stores what fn puts together with the cursor.
func (s *Syncer) advance(ctx context.Context, id casefile.CaseID, seq int64, fn func(*vault.Tx) error) error {
	return s.Vault.Update(ctx, id, func(tx *vault.Tx) error {
		if fn != nil {
			if err := fn(tx); err != nil {
				return err
			}
		}
		row, err := vault.Get[int64](tx, vault.KindCursor, cursorID)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if row.Value >= seq {
			return nil // another exchange has come further
		}
		_, err = vault.Put(tx, vault.KindCursor, vault.Row[int64]{ID: cursorID, Version: row.Version, Value: seq})
		return err
	})
}

// merge takes one change over. What does not open or verify is not believed:
// the exchange ends there, and nothing after it is lost.
func (s *Syncer) merge(ctx context.Context, c *client, server vault.Server, ch wire.Change, r *Report, touched map[casefile.CaseID]bool) error {
	if ch.Case == "" {
		return s.mergeTable(ctx, server, ch)
	}
	_, err := s.Vault.Head(ch.Case)
	switch {
	case errs.Is(err, errs.NotFound):
		return s.advance(ctx, "", ch.Seq, nil) // another desk's, or discarded here
	case errs.Is(err, errs.Damaged):
		// It does not hold up the others. The backup that brings the case back
		// brings the cursor back, too, so this comes again.
		r.Waiting = append(r.Waiting, Waiting{ch.Case, errs.Damaged, errs.Message(err)})
		return s.advance(ctx, "", ch.Seq, nil)
	case err != nil:
		return err
	}
	touched[ch.Case] = true
	switch ch.Kind {
	case wire.ChangeStatus:
		r.Received.Cases++
		return s.mergeStatus(ctx, ch)
	case wire.ChangeMessage:
		r.Received.Messages++
		return s.mergeMessage(ctx, ch)
	case wire.ChangeOpinion:
		return s.mergeOpinion(ctx, c, ch, r)
	}
	return s.advance(ctx, ch.Case, ch.Seq, func(tx *vault.Tx) error { // unknown: kept as it came
		return putOnce(tx, vault.KindDraft, "change/"+strconv.FormatInt(ch.Seq, 10), ch)
	})
}

// putOnce stores a row whose id says all; one that is there stays.
func putOnce[T any](tx *vault.Tx, kind vault.Kind, id string, value T) error {
	_, err := vault.Get[T](tx, kind, id)
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	_, err = vault.Put(tx, kind, vault.Row[T]{ID: id, Value: value})
	return err
}

// open unseals a change's content with the case's key.
func (s *Syncer) open(ch wire.Change, into any) error {
	key, err := s.Vault.CaseKey(ch.Case)
	if err != nil {
		return err
	}
	defer key.Wipe()
	b, err := seal.NewBox(&key, wire.PurposeChange).Open(nil, ch.Sealed, string(ch.Case), string(ch.Kind), strconv.FormatInt(ch.Seq, 10))
	if err != nil {
		return err
	}
	return errs.Wrap(json.Unmarshal(b, into), errs.Unsupported, "read change", "OSO sent something that this program does not know. Everything is kept. Update the program.")
}

func (s *Syncer) mergeStatus(ctx context.Context, ch wire.Change) error {
	if len(ch.Sealed) == 0 {
		// The service has erased the case and its key; what is here stays.
		return s.advance(ctx, ch.Case, ch.Seq, func(tx *vault.Tx) error {
			h, at := tx.Head(), ch.At.UTC()
			h.ServerState, h.WaitingSince, h.Request = string(wire.Erased), &at, ""
			stopClock(h, wire.Erased, at)
			e := vault.Event{At: at, Code: string(wire.Erased)}
			return putOnce(tx, vault.KindEvent, vault.EventID(e.At, fmt.Sprintf("s%d", ch.Seq)), e)
		})
	}
	var st wire.Status
	if err := s.open(ch, &st); err != nil {
		return err
	}
	return s.advance(ctx, ch.Case, ch.Seq, func(tx *vault.Tx) error {
		h := tx.Head()
		if h.ServerState != string(st.State) {
			since := st.Since.UTC()
			h.WaitingSince = &since
			h.Unread = h.Unread || st.Waiting == "clinic"
		}
		h.ServerState, h.Reference, h.ClockStart, h.Request = string(st.State), st.Reference, st.ClockStart, st.Note
		stopClock(h, st.State, st.Since.UTC())
		if err := settle(tx, ch.Case, st); err != nil {
			return err
		}
		e := vault.Event{At: ch.At.UTC(), Code: string(st.State), Text: st.Note}
		return putOnce(tx, vault.KindEvent, vault.EventID(e.At, fmt.Sprintf("s%d", ch.Seq)), e)
	})
}

// stopClock ends the two weeks where the state ends them.
func stopClock(h *vault.Head, state wire.CaseState, at time.Time) {
	if state.ClockStopped() && h.ClockEnd == nil && h.ClockStart != nil {
		h.ClockEnd = &at
	}
}

func (s *Syncer) mergeMessage(ctx context.Context, ch wire.Change) error {
	var m wire.Message
	if err := s.open(ch, &m); err != nil {
		return err
	}
	return s.advance(ctx, ch.Case, ch.Seq, func(tx *vault.Tx) error {
		tx.Head().Unread = true
		return putOnce(tx, vault.KindMessage, m.ID, m)
	})
}

// mergeTable keeps a table that the issuing key signed. Its row id is the
// kind's name.
func (s *Syncer) mergeTable(ctx context.Context, server vault.Server, ch wire.Change) error {
	if ch.Table == nil || (ch.Kind != wire.ChangePolicy && ch.Kind != wire.ChangePrices) {
		return s.advance(ctx, "", ch.Seq, nil)
	}
	domain, parse := seal.DomainPolicy, func(b []byte) error { _, err := policy.ParseTable(b); return err }
	if ch.Kind == wire.ChangePrices {
		domain, parse = seal.DomainPrices, func(b []byte) error { _, err := policy.ParsePrices(b); return err }
	}
	var raw json.RawMessage
	// A table has an expiry of its own, which decides what it still answers.
	if _, err := server.Trust.Open(*ch.Table, domain, &raw); err != nil {
		return err
	}
	if err := parse(ch.Table.Body); err != nil {
		return err
	}
	return s.advance(ctx, "", ch.Seq, func(tx *vault.Tx) error {
		row, err := vault.Get[seal.Signed](tx, vault.KindTable, string(ch.Kind))
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if issued(*ch.Table) < issued(row.Value) {
			return nil // one of before, played again: drafts could end by it
		}
		_, err = vault.Put(tx, vault.KindTable, vault.Row[seal.Signed]{ID: string(ch.Kind), Version: row.Version, Value: *ch.Table})
		return err
	})
}

// issued is the day on which a table was made, YYYY-MM-DD; empty where there
// is none.
func issued(s seal.Signed) string {
	var t struct {
		Issued string `json:"issued"`
	}
	if seal.ReadBody(s, &t) != nil {
		return ""
	}
	return t.Issued
}
