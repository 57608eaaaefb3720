package syncer

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/wire"
)

// takesMessages has the service note what it is sent, and answer so.
func (s *service) takesMessages(say func() answer) *[]wire.MessageRequest {
	got := &[]wire.MessageRequest{}
	s.before = func(r *http.Request) (answer, bool) {
		if !strings.Contains(r.URL.Path, "/messages/") {
			return answer{}, false
		}
		b, err := io.ReadAll(r.Body)
		var in wire.MessageRequest
		if err != nil || json.Unmarshal(b, &in) != nil {
			s.t.Errorf("what was sent cannot be read: %v", err)
		}
		*got = append(*got, in)
		return say(), true
	}
	return got
}

func done() answer { return answer{200, "application/json", wire.Done{}} }

// says writes one, and gives its id.
func (d *desk) says(text string) string {
	d.t.Helper()
	if err := d.Vault.Say(d.t.Context(), d.id, "", text, day); err != nil {
		d.t.Fatal(err)
	}
	for _, m := range d.letters() {
		if m.Text == text {
			return m.ID
		}
	}
	d.t.Fatal("what was written is not kept")
	return ""
}

func (d *desk) letters() []casebook.Message {
	d.t.Helper()
	list, err := d.Vault.Messages(d.t.Context(), d.id)
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

func (d *desk) received() {
	d.t.Helper()
	d.update(d.id, func(tx *casebook.Tx) error { tx.Head().Reference = "4417203958"; return nil })
}

// What is written waits until the service has told it back in a signed page: its
// unsigned answer is believed no more than silence. Whatever is answered, nothing
// is lost and nothing else is held up.
func TestWhatIsWrittenWaitsToBeToldBack(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]func() answer{
		"taken":                 done,
		"a service of before":   func() answer { return problemAnswer(404, errs.NotFound) },
		"refused by a stranger": func() answer { return problemAnswer(409, errs.Refused) },
		"too many":              func() answer { return problemAnswer(400, errs.Invalid) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.received()
			got := d.service.takesMessages(says)
			id := d.says("The slides went out today.")
			r := d.mustExchange()
			if len(*got) != 1 || (len(r.Waiting) == 0) != (name == "taken") {
				t.Fatalf("sent %d times, %+v", len(*got), r.Waiting)
			}
			key, err := d.Vault.CaseKey(d.id)
			if err != nil {
				t.Fatal(err)
			}
			b, err := key.Open(wire.PurposeWritten, (*got)[0].Sealed, string(d.id), id)
			var w wire.Written
			if err != nil || json.Unmarshal(b, &w) != nil || w.Text != "The slides went out today." || !strings.HasSuffix(w.From, ", physician") {
				t.Errorf("%+v, %v", w, err)
			}
			if m := d.letters(); !m[0].Waits || !m[0].Own {
				t.Errorf("nobody has confirmed it: %+v", m)
			}
			d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{d.change(2, wire.ChangeMessage, wire.Message{ID: id, From: w.From, At: day, Text: w.Text, Own: true})}}}
			r = d.mustExchange()
			if m := d.letters(); len(m) != 1 || m[0].Waits || r.Received.Messages != 0 {
				t.Errorf("told back: %+v, %+v", m, r.Received)
			}
			d.view(d.id, func(tx *casebook.Tx) error {
				if tx.Head().Unread {
					t.Error("the own words are news")
				}
				return nil
			})
			before := len(*got)
			d.mustExchange()
			if len(*got) != before {
				t.Error("it is sent again")
			}
		})
	}
}

// A service that went back to a backup is sent again what it has lost; one that
// erased the case is sent nothing more.
func TestWhatIsWrittenIsSentToAnotherEpoch(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.received()
	got := d.service.takesMessages(done)
	id := d.says("The slides went out today.")
	told := func(seq int64) wire.Change {
		return d.change(seq, wire.ChangeMessage, wire.Message{ID: id, From: "Dr. A", At: day, Text: "The slides went out today.", Own: true})
	}
	d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{told(2)}}}
	d.mustExchange()
	d.service.epoch = casefile.NewID()
	sent := len(*got)
	d.mustExchange() // meets the new epoch, and sends anew
	if len(*got) == sent {
		d.mustExchange()
	}
	if len(*got) != sent+1 {
		t.Fatalf("sent %d times in the new epoch", len(*got)-sent)
	}
	d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{told(2)}}}
	d.mustExchange()
	sent = len(*got)
	d.mustExchange()
	if len(*got) != sent {
		t.Error("told back, and sent again")
	}
	d.says("One more.")
	d.service.pages = []feed{{Cursor: 3, Changes: []wire.Change{{Seq: 3, Kind: wire.ChangeStatus, At: day, Case: d.id}}}}
	d.mustExchange()
	sent = len(*got)
	d.mustExchange()
	if len(*got) != sent {
		t.Error("an erased case's message is sent on")
	}
	if err := d.Vault.Say(t.Context(), d.id, "", "And one.", day); !errs.Is(err, errs.Refused) {
		t.Errorf("written about an erased case: %v", err)
	}
}

// Confirmed long ago it goes; not confirmed it stays, however long.
func TestWhatIsWrittenGoes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.received()
	d.service.takesMessages(done)
	confirmed, open := d.says("Old, and told back."), d.says("Old, and not.")
	d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{d.change(2, wire.ChangeMessage, wire.Message{ID: confirmed, From: "Dr. A", At: day, Text: "Old, and told back.", Own: true})}}}
	d.mustExchange()
	d.Now = func() time.Time { return day.Add(keptWritten + time.Hour) }
	if _, err := d.exchange(); err != nil {
		t.Fatal(err)
	}
	d.view("", func(tx *casebook.Tx) error {
		rows, err := casebook.ListBelow[casebook.Written](tx, casebook.KindSetting, casebook.WrittenPrefix)
		if len(rows) != 1 || rows[0].ID != casebook.WrittenID(open) {
			t.Errorf("kept: %+v", rows)
		}
		return err
	})
	if m := d.letters(); len(m) != 2 {
		t.Errorf("the messages themselves stay: %+v", m)
	}
}

// What cannot be written is refused before anything is kept.
func TestSay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	if err := d.Vault.Say(ctx, d.id, "", "Hello.", day); !errs.Is(err, errs.Refused) {
		t.Errorf("OSO does not have the case: %v", err)
	}
	d.received()
	for text, kind := range map[string]errs.Kind{" \n": errs.Incomplete, strings.Repeat("é", wire.MaxText+1): errs.TooLarge} {
		if err := d.Vault.Say(ctx, d.id, "", text, day); !errs.Is(err, kind) {
			t.Errorf("%.10q: %v", text, err)
		}
	}
	if err := d.Vault.Say(ctx, d.id, casefile.NewID(), "Yes.", day); !errs.Is(err, errs.NotFound) {
		t.Errorf("an answer to nothing: %v", err)
	}
	if m := d.letters(); len(m) != 0 {
		t.Errorf("kept: %+v", m)
	}
	asked := wire.Message{ID: casefile.NewID(), From: "Ana, coordinator", At: day.Add(-time.Hour), Text: "Which dose?", Question: true}
	d.update(d.id, func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindMessage, casebook.Row[wire.Message]{ID: asked.ID, Value: asked})
		return err
	})
	if err := d.Vault.Say(ctx, d.id, asked.ID, " Ten milligrams. ", day); err != nil {
		t.Fatal(err)
	}
	if m := d.letters(); len(m) != 2 || m[1].Re != asked.ID || m[1].Text != "Ten milligrams." {
		t.Errorf("the answer: %+v", m)
	}
}

// What is said stands in the order in which it was said, though it was said within
// one second and the workstation's clock is slow, or goes ahead.
func TestMessagesStandAsTheyWereSaid(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]time.Duration{"right": 0, "slow": -time.Hour, "ahead": time.Hour} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.received()
			d.service.takesMessages(done)
			said := func(seq int64, id, text string, own bool, after time.Duration) wire.Change {
				return d.change(seq, wire.ChangeMessage, wire.Message{ID: id, From: "A", At: day.Add(after), Text: text, Own: own})
			}
			in := []string{
				"One.", // of the service, and what answers it
				"Two.", "Three.",
				"Four.",
			}
			d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{said(2, casefile.NewID(), in[0], false, 400*time.Millisecond)}}}
			d.mustExchange()
			var own []string
			for _, text := range in[1:3] {
				if err := d.Vault.Say(t.Context(), d.id, "", text, day.Add(500*time.Millisecond+wrong)); err != nil {
					t.Fatal(err)
				}
			}
			for _, m := range d.letters() {
				if m.Own {
					own = append(own, m.ID)
				}
			}
			if got := texts(d.letters()); got != strings.Join(in[:3], " ") {
				t.Errorf("as written: %s", got)
			}
			d.service.pages = []feed{{Cursor: 5, Changes: []wire.Change{
				said(3, own[0], in[1], true, 2*time.Second), said(4, own[1], in[2], true, 3*time.Second), said(5, casefile.NewID(), in[3], false, 4*time.Second),
			}}}
			d.mustExchange()
			if got := texts(d.letters()); got != strings.Join(in, " ") {
				t.Errorf("as told back: %s", got)
			}
		})
	}
}

func texts(list []casebook.Message) string {
	var all []string
	for _, m := range list {
		all = append(all, m.Text)
	}
	return strings.Join(all, " ")
}
