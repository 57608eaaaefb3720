package syncer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
	"oso/internal/seal"
	"oso/internal/wire"
)

// receive merges what happened since the cursor. Each change and the cursor
// after it are one transaction: cut anywhere, it goes on where it was. What does
// not open is held (held.go) and holds up nobody else's. It tells whether the
// service was found in another epoch, in which older receipts count no more.
func (s *Syncer) receive(ctx context.Context, c *client, r *Report, touched map[casefile.CaseID]bool) (restarted bool, err error) {
	at, err := s.cursor(ctx)
	if err != nil {
		return false, err
	}
	again, err := s.heldNumbers(ctx)
	if err != nil {
		return false, err
	}
	for {
		n := min(len(again), wire.MaxAgain)
		page, body, err := s.page(ctx, c, at, again[:n])
		if err != nil {
			return restarted, err
		}
		if page.Epoch != at.Epoch {
			restarted = restarted || at.Epoch != ""
			if at, err = s.begin(ctx, at, page.Epoch); err != nil {
				return restarted, err
			}
			again, n = nil, 0
			if page.After != 0 {
				continue
			}
		}
		m := &merging{c: c, page: page, r: r, touched: touched}
		if err := s.mergeAgain(ctx, m, body.Again); err != nil {
			return restarted, err
		}
		again = again[n:]
		begun := at.Seq
		if at, err = s.mergePage(ctx, m, at, body.Changes); err != nil {
			return restarted, err
		}
		// More, and nothing new: not to be asked for ever.
		if (!page.More || at.Seq == begun) && len(again) == 0 {
			return restarted, s.tellHeld(ctx, r)
		}
	}
}

// merging is what the changes of one page are merged with.
type merging struct {
	c       *client
	page    wire.Page
	r       *Report
	touched map[casefile.CaseID]bool
}

// mergePage merges the changes of a page in their order, and leaves the cursor
// where the page ends.
func (s *Syncer) mergePage(ctx context.Context, m *merging, at cursor, changes []json.RawMessage) (cursor, error) {
	for _, raw := range changes {
		ch, err := readChange(raw)
		if ch.Seq <= at.Seq || ch.Seq > m.page.Cursor {
			continue
		}
		next := cursor{at.Epoch, ch.Seq}
		if err == nil {
			err = s.merge(ctx, m, next, ch, raw)
		}
		if err != nil {
			if mine(err) {
				return at, err
			}
			if err := s.hold(ctx, next, ch, raw, err); err != nil {
				return at, err
			}
		}
		at = next
	}
	if m.page.Cursor > at.Seq {
		// Nothing between is ours to know.
		at.Seq = m.page.Cursor
		if err := s.advance(ctx, "", at, nil); err != nil {
			return at, err
		}
	}
	return at, nil
}

// mergeAgain merges what was asked for again. What the service has looked up
// and tells no more is forgotten.
func (s *Syncer) mergeAgain(ctx context.Context, m *merging, changes []json.RawMessage) error {
	still := map[int64]bool{}
	for _, raw := range changes {
		ch, err := readChange(raw)
		if err == nil {
			err = s.merge(ctx, m, cursor{m.page.Epoch, ch.Seq}, ch, raw)
		}
		if err != nil && mine(err) {
			return err
		}
		still[ch.Seq] = err != nil
	}
	for _, seq := range m.page.Again {
		if still[seq] {
			continue
		}
		if err := s.release(ctx, seq); err != nil {
			return err
		}
	}
	return nil
}

// readChange reads a change; its number also where the rest is not of the form
// that this program knows.
func readChange(raw json.RawMessage) (wire.Change, error) {
	var ch wire.Change
	if err := json.Unmarshal(raw, &ch); err == nil {
		if ch.Unreadable {
			return ch, errs.E(errs.Damaged, "read change", heldText)
		}
		return ch, nil
	}
	var least struct {
		Seq  int64           `json:"seq"`
		Case casefile.CaseID `json:"case"`
	}
	err := json.Unmarshal(raw, &least)
	return wire.Change{Seq: least.Seq, Case: least.Case}, errors.Join(newer("read change"), err)
}

// merge takes one change over, together with the cursor behind it. What does
// not open or verify is not believed, and is an error.
func (s *Syncer) merge(ctx context.Context, m *merging, at cursor, ch wire.Change, raw json.RawMessage) error {
	if ch.Case == "" {
		return s.mergeTable(ctx, m, at, ch, raw)
	}
	_, err := s.Vault.Head(ch.Case)
	switch {
	case errs.Is(err, errs.NotFound):
		return s.advance(ctx, "", at, nil) // another workstation's, or discarded here
	case err != nil:
		return err
	}
	m.touched[ch.Case] = true
	switch ch.Kind {
	case wire.ChangeStatus:
		err = s.mergeStatus(ctx, at, ch)
		if err == nil {
			m.r.Received.Cases++
		}
		return err
	case wire.ChangeMessage:
		return s.mergeMessage(ctx, m, at, ch)
	case wire.ChangeOpinion:
		return s.mergeNotice(ctx, at, ch)
	}
	return s.advance(ctx, ch.Case, at, func(tx *casebook.Tx) error { // unknown: kept as it came
		return putOnce(tx, casebook.KindDraft, fmt.Sprintf("change/%s/%d", at.Epoch, ch.Seq), []byte(raw))
	})
}

// putOnce stores a row whose id says all; one that is there stays.
func putOnce[T any](tx *casebook.Tx, kind casebook.Kind, id string, value T) error {
	_, err := casebook.Get[T](tx, kind, id)
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	_, err = casebook.Put(tx, kind, casebook.Row[T]{ID: id, Value: value})
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

func (s *Syncer) mergeStatus(ctx context.Context, at cursor, ch wire.Change) error {
	if len(ch.Sealed) == 0 {
		// The service has erased the case and its key; what is here stays.
		return s.advance(ctx, ch.Case, at, func(tx *casebook.Tx) error {
			h, when := tx.Head(), ch.At.UTC()
			h.ServerState, h.WaitingSince, h.Request = string(wire.Erased), &when, ""
			stopClock(h, wire.Erased, when)
			if err := s.unwant(tx, ch.Case, func(int) bool { return true }); err != nil {
				return err
			}
			if err := forgetWritten(tx, ch.Case); err != nil {
				return err
			}
			if err := putAside(tx, ch.Case, all); err != nil {
				return err
			}
			e := casebook.Event{At: when, Code: string(wire.Erased)}
			return putOnce(tx, casebook.KindEvent, casebook.EventID(e.At, fmt.Sprintf("s%d", ch.Seq)), e)
		})
	}
	var st wire.Status
	if err := s.open(ch, &st); err != nil {
		return err
	}
	if st.Epoch != at.Epoch {
		return errs.E(errs.Untrusted, "read status", heldText)
	}
	return s.advance(ctx, ch.Case, at, func(tx *casebook.Tx) error {
		h := tx.Head()
		if h.ServerState != string(st.State) {
			since := st.Since.UTC()
			h.WaitingSince = &since
			h.Unread = h.Unread || st.Waiting == "clinic"
		}
		h.ServerState, h.Reference, h.ClockStart, h.ClockDue, h.Request = string(st.State), st.Reference, st.ClockStart, st.ClockDue, st.Note
		afterRelease(h, st)
		stopClock(h, st.State, st.Since.UTC())
		if err := settle(tx, ch.Case, st); err != nil {
			return err
		}
		if err := unsettle(tx, ch.Case, st); err != nil {
			return err
		}
		if err := s.unwant(tx, ch.Case, func(v int) bool { return slices.Contains(st.Withheld, v) }); err != nil {
			return err
		}
		e := casebook.Event{At: ch.At.UTC(), Code: string(st.State), Text: st.Note}
		return putOnce(tx, casebook.KindEvent, casebook.EventID(e.At, fmt.Sprintf("s%d", ch.Seq)), e)
	})
}

// afterRelease takes over what OSO does and asks once the opinion is out. A question
// that was not there before is news.
func afterRelease(h *casebook.Head, st wire.Status) {
	h.Unread = h.Unread || st.OutcomeAsked != nil && h.OutcomeAsked == nil
	h.Revising, h.OutcomeAsked, h.Delivered = st.Revising, st.OutcomeAsked, nil
	for _, d := range st.Delivered {
		h.Delivered = append(h.Delivered, d.Version)
	}
}

// stopClock ends the two weeks where the state ends them.
func stopClock(h *casebook.Head, state wire.CaseState, at time.Time) {
	if state.ClockStopped() && h.ClockEnd == nil && h.ClockStart != nil {
		h.ClockEnd = &at
	}
}

// mergeMessage keeps a message of the service's; one that was written at this
// clinic says that the service has it.
func (s *Syncer) mergeMessage(ctx context.Context, with *merging, at cursor, ch wire.Change) error {
	var m wire.Message
	if err := s.open(ch, &m); err != nil {
		return err
	}
	err := s.advance(ctx, ch.Case, at, func(tx *casebook.Tx) error {
		if !m.Own {
			tx.Head().Unread = true
			return putOnce(tx, casebook.KindMessage, m.ID, m)
		}
		if err := toldBack(tx, m.ID, at.Epoch); err != nil {
			return err
		}
		row, err := casebook.Get[wire.Message](tx, casebook.KindMessage, m.ID)
		switch {
		case errs.Is(err, errs.NotFound): // another workstation's
			row = casebook.Row[wire.Message]{ID: m.ID, Value: m}
		case err != nil || row.Value.At.Equal(m.At):
			return err
		default: // one clock for all that was said: the service's
			row.Value.At = m.At
		}
		_, err = casebook.Put(tx, casebook.KindMessage, row)
		return err
	})
	if err == nil && !m.Own {
		with.r.Received.Messages++
	}
	return err
}

// tables are the kinds of changes that bring one for every case: under which domain
// it is signed, how it is read, and how it stands to another of its kind, of which the
// later counts.
var tables = map[wire.ChangeKind]struct {
	domain seal.Domain
	parse  func([]byte) error
	older  func(a, b seal.Signed) bool
}{
	wire.ChangePolicy:    {deed.DomainPolicy, parses(policy.ParseTable), issuedBefore},
	wire.ChangePrices:    {deed.DomainPrices, parses(policy.ParsePrices), issuedBefore},
	wire.ChangeAgreement: {deed.DomainAgreement, parses(intake.ParseText), textBefore},
	wire.ChangeGuide:     {deed.DomainGuide, parses(intake.ParseGuide), guideBefore},
}

func parses[T any](parse func([]byte) (T, error)) func([]byte) error {
	return func(b []byte) error { _, err := parse(b); return err }
}

// mergeTable keeps a table that the issuing key signed. Its row id is the
// kind's name. A kind that is not known is kept as it came.
func (s *Syncer) mergeTable(ctx context.Context, m *merging, at cursor, ch wire.Change, raw json.RawMessage) error {
	kind, known := tables[ch.Kind]
	if !known {
		return s.advance(ctx, "", at, func(tx *casebook.Tx) error {
			return putOnce(tx, casebook.KindHeld, strconv.FormatInt(ch.Seq, 10), held{Raw: raw, Why: errs.Unsupported, Since: s.Now().UTC(), Passed: true})
		})
	}
	if ch.Table == nil {
		return errs.E(errs.Invalid, "read table", heldText)
	}
	server, err := s.server(ctx)
	if err != nil {
		return err
	}
	var body json.RawMessage
	// A table has an expiry of its own, which decides what it still answers.
	if _, err := server.Trust.OpenAt(*ch.Table, kind.domain, &body, m.page.Time); err != nil {
		return err
	}
	if err := kind.parse(ch.Table.Body); err != nil {
		return err
	}
	return s.advance(ctx, "", at, func(tx *casebook.Tx) error {
		row, err := casebook.Get[seal.Signed](tx, casebook.KindTable, string(ch.Kind))
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if kind.older(*ch.Table, row.Value) {
			return nil // one of before, played again: drafts could end by it
		}
		if ch.Kind == wire.ChangeAgreement && row.Value.Body != nil { // before the first, the program's own
			if err := keepText(tx, row.Value); err != nil {
				return err
			}
		}
		_, err = casebook.Put(tx, casebook.KindTable, casebook.Row[seal.Signed]{ID: string(ch.Kind), Version: row.Version, Value: *ch.Table})
		return err
	})
}

// keepText keeps a text that another replaces: a paper of it may come yet.
func keepText(tx *casebook.Tx, old seal.Signed) error {
	t, err := intake.ParseText(old.Body)
	if err != nil {
		return nil // nobody could have signed it here
	}
	return putOnce(tx, casebook.KindTable, casebook.EarlierText(t.Version), old)
}

func issuedBefore(a, b seal.Signed) bool { return issued(a) < issued(b) }

// textBefore compares by number: two texts may be of one day.
func textBefore(a, b seal.Signed) bool {
	return numberOf(a, intake.ParseText, intake.Text.Number) < numberOf(b, intake.ParseText, intake.Text.Number)
}

func guideBefore(a, b seal.Signed) bool {
	number := func(g intake.Guide) int64 { return g.Number }
	return numberOf(a, intake.ParseGuide, number) < numberOf(b, intake.ParseGuide, number)
}

// numberOf is the number of what was signed; 0 where there is none.
func numberOf[T any](s seal.Signed, parse func([]byte) (T, error), number func(T) int64) int64 {
	v, err := parse(s.Body)
	if err != nil {
		return 0
	}
	return number(v)
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
