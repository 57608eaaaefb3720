package syncer

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// held are the numbers that are asked for again.
func (d *desk) held() []int64 {
	d.t.Helper()
	n, err := d.heldNumbers(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d *desk) wants() int {
	d.t.Helper()
	n := 0
	d.view("", func(tx *casebook.Tx) error {
		rows, err := casebook.List[wanted](tx, casebook.KindWanted)
		n = len(rows)
		return err
	})
	return n
}

func (d *desk) state() string {
	d.t.Helper()
	h, err := d.Vault.Head(d.id)
	if err != nil {
		d.t.Fatal(err)
	}
	return h.ServerState
}

// A change that does not open is not believed: it is kept as it came, named, and
// asked for again by its number, and what comes after it comes.
func TestChangeThatDoesNotOpen(t *testing.T) {
	t.Parallel()
	good := func(d *desk) wire.Change { return d.change(3, wire.ChangeStatus, status("triage", "")) }
	for name, spoil := range map[string]func(*desk) wire.Change{
		"sealed for another place": func(d *desk) wire.Change {
			c := d.change(3, wire.ChangeStatus, status("released", ""))
			c.Seq = 2
			return c
		},
		"another kind": func(d *desk) wire.Change {
			return wire.Change{Seq: 2, Kind: wire.ChangeMessage, Sealed: good(d).Sealed}
		},
		"one bit": func(d *desk) wire.Change {
			c := d.change(2, wire.ChangeStatus, status("released", ""))
			c.Sealed[20] ^= 1
			return c
		},
		"another epoch": func(d *desk) wire.Change {
			st := status("released", "")
			st.Epoch = "other"
			return d.change(2, wire.ChangeStatus, st)
		},
		"no notice":        func(d *desk) wire.Change { return wire.Change{Seq: 2, Kind: wire.ChangeOpinion} },
		"not read there":   func(d *desk) wire.Change { return wire.Change{Seq: 2, Kind: wire.ChangeStatus, Unreadable: true} },
		"no message in it": func(d *desk) wire.Change { return d.change(2, wire.ChangeMessage, "hello") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			bad := spoil(d)
			bad.Case, bad.At = d.id, day
			first := d.change(1, wire.ChangeStatus, status("registered", ""))
			d.service.pages = []feed{{Cursor: 3, Changes: []wire.Change{first, bad, good(d)}}}
			told := func(r Report) bool {
				return len(r.Waiting) == 1 && r.Waiting[0].ID == d.id && r.Waiting[0].Message != ""
			}
			if r := d.mustExchange(); !told(r) || d.at() != 3 || d.state() != "triage" || len(d.held()) != 1 {
				t.Fatalf("told %+v, cursor %d, %s, held %v", r.Waiting, d.at(), d.state(), d.held())
			}
			d.view("", func(tx *casebook.Tx) error {
				row, err := casebook.Get[held](tx, casebook.KindHeld, "2")
				want, _ := json.Marshal(bad)
				if err != nil || string(row.Value.Raw) != string(want) {
					t.Errorf("it is not kept as it came: %s, %v", row.Value.Raw, err)
				}
				return nil
			})
			// The same again is named again.
			d.service.pages = []feed{{Again: []wire.Change{bad}}}
			if r := d.mustExchange(); !told(r) || len(d.held()) != 1 {
				t.Errorf("told %+v, held %v", r.Waiting, d.held())
			}
			d.service.pages = []feed{{Again: []wire.Change{d.change(2, wire.ChangeStatus, status("approval", ""))}}}
			if r := d.mustExchange(); len(r.Waiting) != 0 || len(d.held()) != 0 || d.state() != "approval" || d.at() != 3 {
				t.Errorf("told %+v, held %v, %s, cursor %d", r.Waiting, d.held(), d.state(), d.at())
			}
		})
	}
}

// What is held is forgotten where the service signs that it has looked and has
// nothing to tell, and at no other answer.
func TestHeldUntilLookedUp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{{Seq: 2, Kind: wire.ChangeStatus, At: day, Case: d.id, Sealed: []byte("?")}}}}
	d.mustExchange()
	d.service.pages = []feed{{Looked: []int64{}}}
	if d.mustExchange(); len(d.held()) != 1 {
		t.Error("forgotten by a page that did not look")
	}
	if d.mustExchange(); len(d.held()) != 0 {
		t.Error("kept though there is nothing to tell")
	}
}

// A cursor moves on a page that the service signed as the answer to exactly this
// question, and on nothing else.
func TestOnlyASignedPageMovesTheCursor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.service.pages = []feed{{Cursor: 1, Changes: []wire.Change{d.change(1, wire.ChangeStatus, status("registered", ""))}}}
	d.mustExchange()
	before := d.Vault.History().Sequence
	for name, spoil := range map[string]func(*wire.Page){
		"another clinic":      func(p *wire.Page) { p.Clinic = casefile.NewID() },
		"another workstation": func(p *wire.Page) { p.Device = casefile.NewID() },
		"another question":    func(p *wire.Page) { p.Nonce = "0" },
		"another cursor":      func(p *wire.Page) { p.After = 0 },
		"backwards":           func(p *wire.Page) { p.Cursor = 0 },
		"other bytes":         func(p *wire.Page) { p.SHA256 = seal.SHA256(nil) },
		"no epoch":            func(p *wire.Page) { p.Epoch = "" },
		"a form of later":     func(p *wire.Page) { p.Format = "oso/changes/v2" },
		"at no time":          func(p *wire.Page) { p.Time = time.Time{} },
		"after the key":       func(p *wire.Page) { p.Time = day.AddDate(1, 0, 1) },
		"an epoch, in full":   func(p *wire.Page) { p.Epoch, p.After = casefile.NewID(), 1 },
	} {
		d.service.pages = []feed{
			{Cursor: 9, Changes: []wire.Change{d.change(9, wire.ChangeStatus, status("released", ""))}, Change: spoil},
			{Cursor: 9, Change: spoil},
		}
		_, err := d.exchange()
		if want := map[bool]errs.Kind{true: errs.Unsupported, false: errs.Untrusted}[name == "a form of later"]; !errs.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if d.at() != 1 || d.state() != "registered" {
			t.Errorf("%s: cursor %d, %s", name, d.at(), d.state())
		}
	}
	d.service.pages = nil
	for name, change := range map[string]func(*wire.Changes){
		"a flipped bit of the body":      func(c *wire.Changes) { c.Body[len(c.Body)/2] ^= 1 },
		"a flipped bit of the page":      func(c *wire.Changes) { c.Page.Body[len(c.Page.Body)/2] ^= 1 },
		"a flipped bit of the signature": func(c *wire.Changes) { c.Page.Signature[5] ^= 1 },
		"another's signature": func(c *wire.Changes) {
			c.Page.Signature = seal.NewSigningKey().Sign(deed.DomainChanges, c.Page.Body)
		},
		"signed for something else": func(c *wire.Changes) { c.Page.Signature = d.service.issuing.Sign(deed.DomainReceipt, c.Page.Body) },
		"no page":                   func(c *wire.Changes) { c.Page = seal.Signed{} },
	} {
		d.service.before = func(r *http.Request) (answer, bool) {
			if r.URL.Path != wire.PathChanges {
				return answer{}, false
			}
			c := d.service.sign(r, feed{Cursor: 9, Changes: []wire.Change{d.change(9, wire.ChangeStatus, status("released", ""))}})
			change(&c)
			return answer{200, "application/json", c}, true
		}
		if _, err := d.exchange(); !errs.Is(err, errs.Untrusted) || d.at() != 1 || d.state() != "registered" {
			t.Errorf("%s: %v, cursor %d, %s", name, err, d.at(), d.state())
		}
	}
	d.service.before = nil
	if d.Vault.History().Sequence < before {
		t.Error("the vault went back")
	}
	d.service.pages = []feed{{Cursor: 9, Changes: []wire.Change{d.change(9, wire.ChangeStatus, status("released", ""))}}}
	if d.mustExchange(); d.at() != 9 || d.state() != "released" {
		t.Errorf("after the faults: cursor %d, %s", d.at(), d.state())
	}
}

// No answer to the fetch takes an opinion out of what is wanted, but the opinion
// itself; a status that the service signed does.
func TestOpinionIsWantedUntilItIsHere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	path := casePath(wire.PathOpinion, d.id, 1)
	notice := wire.Change{Seq: 1, Kind: wire.ChangeOpinion, At: day, Case: d.id, Opinion: &wire.OpinionNotice{Version: 1, SHA256: seal.SHA256([]byte("letter"))}}
	d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{notice, d.change(2, wire.ChangeStatus, status("released", "clinic"))}}}
	for name, a := range map[string]answer{
		"not there":   problemAnswer(404, errs.NotFound),
		"refused":     problemAnswer(409, errs.Refused),
		"revoked":     problemAnswer(403, errs.Revoked),
		"forbidden":   problemAnswer(403, errs.Forbidden),
		"other bytes": {200, "application/octet-stream", "another letter"},
		"nothing":     {200, "application/octet-stream", ""},
		"a page":      {200, "text/html", "<h1>Sign in</h1>"},
	} {
		d.service.answers[path] = a
		r := d.mustExchange()
		if d.wants() != 1 || r.Received.Opinions != 0 || len(r.Waiting) != 1 || r.Waiting[0].ID != d.id || r.Waiting[0].Message == "" {
			t.Errorf("%s: %d wanted, told %+v", name, d.wants(), r.Waiting)
		}
		if d.at() != 2 || d.state() != "released" {
			t.Errorf("%s: it holds up what came after it: cursor %d, %s", name, d.at(), d.state())
		}
	}
	d.service.answers[path] = answer{200, "application/octet-stream", "letter"}
	if r := d.mustExchange(); d.wants() != 0 || r.Received.Opinions != 1 || len(r.Waiting) != 0 {
		t.Errorf("it came: %d wanted, %+v", d.wants(), r)
	}

	notice.Seq, notice.Opinion = 3, &wire.OpinionNotice{Version: 2, SHA256: seal.SHA256([]byte("second"))}
	st := status("withdrawn", "")
	st.Withheld = []int{2}
	d.service.answers[casePath(wire.PathOpinion, d.id, 2)] = problemAnswer(409, errs.Refused)
	d.service.pages = []feed{{Cursor: 3, Changes: []wire.Change{notice}}, {Cursor: 4, Changes: []wire.Change{d.change(4, wire.ChangeStatus, st)}}}
	if d.mustExchange(); d.wants() != 1 {
		t.Errorf("%d wanted", d.wants())
	}
	if r := d.mustExchange(); d.wants() != 0 || len(r.Waiting) != 0 {
		t.Errorf("withheld: %d wanted, %+v", d.wants(), r.Waiting)
	}
}

// A desk takes itself as revoked on the service's signature alone.
func TestOnlyASignedRevocationStops(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	good := deed.Revocation{Format: deed.FormatRevocation, Subject: d.service.device, Reason: deed.RevokedDevice, RevokedAt: day, SaidAt: day, Epoch: d.service.epoch}
	for name, x := range map[string]struct {
		change func(*deed.Revocation)
		key    *seal.SigningKey
		kind   errs.Kind
	}{
		"signed":              {func(*deed.Revocation) {}, d.service.issuing, errs.Revoked},
		"another workstation": {func(r *deed.Revocation) { r.Subject = casefile.NewID() }, d.service.issuing, errs.Untrusted},
		"another's":           {func(*deed.Revocation) {}, seal.NewSigningKey(), errs.Untrusted},
		"a form of later":     {func(r *deed.Revocation) { r.Format = "oso/revocation/v2" }, d.service.issuing, errs.Unsupported},
		"at no time":          {func(r *deed.Revocation) { r.SaidAt = time.Time{} }, d.service.issuing, errs.Untrusted},
		"not signed":          {nil, nil, errs.Untrusted},
	} {
		p := wire.Problem{Status: 403, Kind: errs.Revoked, Detail: "Says the service."}
		if x.change != nil {
			r := good
			x.change(&r)
			s, err := seal.SignJSON(x.key, deed.DomainRevocation, r)
			if err != nil {
				t.Fatal(err)
			}
			p.Revocation = &s
		}
		d.service.answers[wire.PathChallenge] = answer{403, wire.ProblemType, p}
		if _, err := d.exchange(); !errs.Is(err, x.kind) || errs.Message(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	delete(d.service.answers, wire.PathChallenge)
	d.mustExchange()
}

// A service in another epoch is asked for everything and handed over again what
// has no receipt of it; people are told once.
func TestAnotherEpoch(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.confirmed()
	id := d.filled()
	v := d.version(id, 1, d.ownKey())
	receive := func() {
		s, err := seal.SignJSON(d.service.issuing, deed.DomainReceipt, deed.Receipt{
			Format: deed.FormatReceipt, Case: id, Reference: "4417203958", Clinic: d.clinic(), Version: 1, ManifestSHA256: v.SHA256,
			ReceivedAt: d.Now(), Epoch: d.service.epoch,
		})
		if err != nil {
			t.Fatal(err)
		}
		d.service.answers[casePath(wire.PathVersions, id, 0)] = answer{200, "application/json", wire.ReceiptAnswer{Receipt: s}}
	}
	d.service.answers[casePath(wire.PathMissing, id, 0)] = answer{200, "application/json", wire.MissingAnswer{}}
	receive()
	handed := func() int { return d.asked("POST " + casePath(wire.PathVersions, id, 0)) }
	d.service.pages = []feed{{Cursor: 7, Changes: []wire.Change{
		d.change(6, wire.ChangeStatus, status("released", "")), {Seq: 7, Kind: wire.ChangeStatus, At: day, Case: d.id, Sealed: []byte("?")},
	}}}
	d.mustExchange()
	d.mustExchange()
	if n := handed(); n != 1 {
		t.Fatalf("handed over %d times", n)
	}

	d.service.epoch = casefile.NewID()
	later := day.Add(time.Hour)
	d.Now = func() time.Time { return later }
	receive()
	triage := d.change(2, wire.ChangeStatus, status("triage", ""))
	d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{triage}}}
	r := d.mustExchange()
	if !strings.Contains(r.Notice, "backup") || handed() != 2 || d.at() != 2 || d.state() != "triage" || len(d.held()) != 0 {
		t.Errorf("told %q, handed over %d times, cursor %d, %s, held %v", r.Notice, handed(), d.at(), d.state(), d.held())
	}
	d.view(id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.ReceiptRow](tx, casebook.KindReceipt, casebook.VersionID(1))
		if err != nil || row.Value.Receipt.Epoch != d.service.epoch {
			t.Errorf("the receipt is of epoch %q, %v", row.Value.Receipt.Epoch, err)
		}
		return nil
	})
	if r = d.mustExchange(); r.Notice != "" || handed() != 2 {
		t.Errorf("once more: told %q, handed over %d times", r.Notice, handed())
	}
	// A case that the service has erased is not brought back.
	d.service.epoch = casefile.NewID()
	d.service.pages = []feed{{Cursor: 3, Changes: []wire.Change{{Seq: 3, Kind: wire.ChangeStatus, At: day, Case: id}}}}
	d.mustExchange()
	if d.mustExchange(); handed() != 2 {
		t.Errorf("an erased case was handed over %d times", handed()-2)
	}
	d.view("", func(tx *casebook.Tx) error {
		rows, err := casebook.List[casebook.Notice](tx, casebook.KindNotice)
		if err != nil || len(rows) != 2 || rows[0].Value.Message != newEpochText {
			t.Errorf("%d notices stand at the desk, %v", len(rows), err)
		}
		return nil
	})
}
