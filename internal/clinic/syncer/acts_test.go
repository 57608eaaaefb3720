package syncer

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/wire"
)

// outgoing puts an act into the outbox.
func (d *desk) outgoing(at time.Time, path string, version int) string {
	d.t.Helper()
	id := casefile.NewID()
	d.update("", func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindOutbox, casebook.Row[casebook.Outgoing]{ID: id, Value: casebook.Outgoing{Path: casePath(path, d.id, version), At: at}})
		return err
	})
	return id
}

func (d *desk) waitingActs() int {
	d.t.Helper()
	n := 0
	d.view("", func(tx *casebook.Tx) error {
		rows, err := casebook.List[casebook.Outgoing](tx, casebook.KindOutbox)
		n = len(rows)
		return err
	})
	return n
}

// Acts go out in the order in which they were done, however their rows stand.
func TestActsGoInOrder(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var want []string
	for i := range 8 {
		at := day.Add(time.Duration(i/2) * time.Second) // two of one second
		version := i/2 + 1
		if i%2 == 0 {
			d.outgoing(at, wire.PathAck, version)
		} else {
			d.outgoing(at, wire.PathAccess, version)
		}
	}
	for v := 1; v <= 4; v++ {
		want = append(want, "POST "+casePath(wire.PathAccess, d.id, v), "POST "+casePath(wire.PathAck, d.id, v))
	}
	d.mustExchange()
	var got []string
	for _, a := range d.service.asked {
		if strings.Contains(a, "/opinions/") {
			got = append(got, a)
		}
	}
	if !slices.Equal(got, want) || d.waitingActs() != 8 {
		t.Errorf("sent %v; %d wait", got, d.waitingActs())
	}
}

// What somebody answers to one act decides about that act alone, and loses
// none: nobody has signed it.
func TestActStaysWhateverIsAnswered(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		status int
		kind   errs.Kind
		again  bool      // it is sent with the next exchange, and not a day later
		ends   errs.Kind // of the exchange; empty: it goes on
	}{
		{200, "", false, ""},
		{409, errs.Conflict, false, ""},
		{409, errs.Refused, false, ""},
		{403, errs.Forbidden, true, ""},
		{403, errs.Revoked, true, ""}, // and not signed
		{404, errs.NotFound, true, ""},
		{422, errs.SignatureMismatch, true, ""},
		{500, errs.Internal, true, errs.Unreachable},
	} {
		t.Run(string(x.kind), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.outgoing(day, wire.PathAccess, 1)
			d.outgoing(day.Add(time.Minute), wire.PathAccess, 2)
			path := casePath(wire.PathAccess, d.id, 1)
			if x.kind != "" {
				d.service.answers[path] = problemAnswer(x.status, x.kind)
			}
			r, err := d.exchange()
			if errs.KindOf(err) != x.ends {
				t.Fatalf("the exchange: %v", err)
			}
			if n := d.waitingActs(); n != 2 {
				t.Errorf("%d acts are kept, not 2", n)
			}
			told, said := x.kind != "" && x.ends == "", x.kind
			if said == errs.Revoked {
				said = errs.Untrusted
			}
			if (len(r.Waiting) == 1) != told || told && (r.Waiting[0].ID != d.id || r.Waiting[0].Kind != said) {
				t.Errorf("told %+v", r.Waiting)
			}
			sent := func() int { return d.asked("POST " + path) }
			before := sent()
			if _, err := d.exchange(); errs.KindOf(err) != x.ends || (sent() > before) != x.again {
				t.Errorf("sent %d times, then %d, %v", before, sent(), err)
			}
			before = sent()
			d.Now = func() time.Time { return day.Add(25 * time.Hour) }
			if _, err := d.exchange(); errs.KindOf(err) != x.ends || sent() == before {
				t.Errorf("a day later it is not sent again: %v", err)
			}
		})
	}
}

// An act is done with once a status that is sealed under the case's key names
// it, and no sooner.
func TestStatusSettlesActs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for v := 1; v <= 2; v++ {
		d.outgoing(day, wire.PathAccess, v)
		d.outgoing(day, wire.PathAck, v)
	}
	here := d.id
	other, err := d.Vault.CreateCase(context.Background(), casebook.NewCase{Head: casebook.Head{State: casefile.Received}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.id = other
	others := d.outgoing(day, wire.PathAccess, 1)
	d.id = here
	left := 5
	for seq, x := range []struct {
		opened, acknowledged []int
		settles              int
	}{{nil, nil, 0}, {[]int{1}, nil, 1}, {[]int{1}, nil, 0}, {[]int{1, 3}, []int{2}, 1}, {[]int{1, 2}, []int{1, 2}, 2}} {
		st := status("completed", "")
		st.Opened, st.Acknowledged = x.opened, x.acknowledged
		d.service.pages = []feed{{Cursor: int64(seq + 1), Changes: []wire.Change{d.change(int64(seq+1), wire.ChangeStatus, st)}}}
		d.mustExchange()
		if left -= x.settles; d.waitingActs() != left {
			t.Errorf("after opened %v, acknowledged %v: %d acts, not %d", x.opened, x.acknowledged, d.waitingActs(), left)
		}
	}
	// The one that is left is another case's.
	d.update("", func(tx *casebook.Tx) error { return tx.Delete(casebook.KindOutbox, others, 0) })
	if d.waitingActs() != 0 {
		t.Error("another case's act was settled")
	}
	// What another desk of the physician did before is done with by any answer.
	d.outgoing(day, wire.PathAccess, 2)
	d.service.pages = nil
	d.mustExchange()
	if n := d.waitingActs(); n != 0 {
		t.Errorf("%d acts that the service has", n)
	}
	// So is the act of a case that is no longer here: nothing tells of it.
	gone, err := d.Vault.CreateCase(context.Background(), casebook.NewCase{Head: casebook.Head{State: casefile.Received}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.id = gone
	d.outgoing(day, wire.PathAccess, 1)
	d.id = here
	if err := d.Vault.Discard(context.Background(), gone, casebook.Tombstone{}); err != nil {
		t.Fatal(err)
	}
	d.mustExchange()
	if n := d.waitingActs(); n != 0 {
		t.Errorf("%d acts of a case that is gone", n)
	}
}

// An act that the service had is sent again where its status names it no more:
// it went back to a backup of before.
func TestActIsSentAgainAfterARestore(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.outgoing(day, wire.PathAccess, 1)
	said := func(seq int64, opened []int) {
		st := status("completed", "")
		st.Opened = opened
		d.service.pages = []feed{{Cursor: seq, Changes: []wire.Change{d.change(seq, wire.ChangeStatus, st)}}}
		d.mustExchange()
	}
	sent := func() int { return d.asked("POST " + casePath(wire.PathAccess, d.id, 1)) }
	said(1, []int{1})
	said(2, []int{1})
	if sent() != 1 || d.waitingActs() != 0 {
		t.Fatalf("sent %d times, %d wait", sent(), d.waitingActs())
	}
	d.service.epoch = casefile.NewID()
	said(1, nil)
	if d.mustExchange(); sent() != 2 || d.waitingActs() != 1 {
		t.Errorf("after the restore sent %d times, %d wait", sent(), d.waitingActs())
	}
	said(2, []int{1})
	if d.mustExchange(); sent() != 2 || d.waitingActs() != 0 {
		t.Errorf("in the end sent %d times, %d wait", sent(), d.waitingActs())
	}
}

// A case that the service has erased takes no act, and no status names one: it is
// not sent for ever. It is kept, and sent where the service has the case again.
func TestActOfAnErasedCaseEnds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	path := casePath(wire.PathAccess, d.id, 1)
	d.service.answers[path] = problemAnswer(409, errs.Refused)
	erased := wire.Change{Seq: 1, Kind: wire.ChangeStatus, At: day, Case: d.id}
	d.outgoing(day, wire.PathAccess, 1)
	d.service.pages = []feed{{Cursor: 1, Changes: []wire.Change{erased}}}
	if d.mustExchange(); d.waitingActs() != 0 {
		t.Errorf("%d acts wait for an erased case", d.waitingActs())
	}
	// One that was done after that was told is answered once.
	d.outgoing(day, wire.PathAck, 1)
	d.service.answers[casePath(wire.PathAck, d.id, 1)] = problemAnswer(409, errs.Refused)
	d.service.pages = nil
	if d.mustExchange(); d.waitingActs() != 0 {
		t.Errorf("%d acts wait that were done after the erasure", d.waitingActs())
	}
	d.Now = func() time.Time { return day.Add(25 * time.Hour) }
	if r := d.mustExchange(); len(r.Waiting) != 0 || d.asked("POST "+path) != 1 {
		t.Errorf("a day later it was sent %d times, told %+v", d.asked("POST "+path), r.Waiting)
	}
	d.service.epoch = casefile.NewID()
	d.service.pages = []feed{{Cursor: 1, Changes: []wire.Change{d.change(1, wire.ChangeStatus, status("completed", ""))}}}
	if d.mustExchange(); d.waitingActs() != 2 {
		t.Errorf("after a restore %d acts wait, not 2", d.waitingActs())
	}
}

// asked counts the requests of a method and a path.
func (d *desk) asked(what string) int {
	n := 0
	for _, a := range d.service.asked {
		if a == what {
			n++
		}
	}
	return n
}
