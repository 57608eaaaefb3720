package syncer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// The exchange with the real service is tried in e2e; here is what the service
// of today never says, and what needs no service at all.

const (
	doctor     = "Amara"
	doctorPass = "seven violet trains wander uphill"
)

var day = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

var made = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "syncer")
	if err != nil {
		return "", err
	}
	_, err = vault.Create(context.Background(), dir, vault.CreateOptions{User: doctor, Role: vault.Physician, Passphrase: doctorPass, Rounds: vaulttest.Few()})
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, _ := made(); dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// service answers by hand, with a root of its own.
type service struct {
	t       *testing.T
	root    *seal.SigningKey
	issuing *seal.SigningKey
	trust   deed.Trust
	receive deed.Certificate

	before         func(*http.Request) (answer, bool) // where set, may answer in its place
	epoch          string
	clinic, device string

	mu      sync.Mutex
	pages   []feed // answers of changes, in order; empty ones after that
	answers map[string]answer
	asked   []string
}

// feed is a page of changes before it is signed.
type feed struct {
	Changes, Again []wire.Change
	Looked         []int64 // numbers that were looked up again; nil: all that were asked for
	Cursor         int64
	More           bool
	Change         func(*wire.Page) // spoils it, before it is signed
	Epoch          string           // empty: the service's
}

// sign makes the answer to a request of the feed as the service does.
func (s *service) sign(r *http.Request, f feed) wire.Changes {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	p := wire.Page{
		Format: wire.FormatPage, Epoch: s.epoch, Clinic: s.clinic, Device: s.device, Nonce: q.Get("nonce"),
		After: after, Cursor: max(after, f.Cursor), More: f.More, Again: f.Looked, Time: day,
	}
	if f.Epoch != "" {
		p.Epoch = f.Epoch
	}
	if e := q.Get("epoch"); e != "" && e != p.Epoch {
		p.After, p.Cursor = 0, f.Cursor
	} else if p.Again == nil {
		for _, n := range strings.Split(q.Get("again"), ",") {
			if n, err := strconv.ParseInt(n, 10, 64); err == nil {
				p.Again = append(p.Again, n)
			}
		}
	}
	var b wire.PageBody
	for into, list := range map[*[]json.RawMessage][]wire.Change{&b.Changes: f.Changes, &b.Again: f.Again} {
		for _, c := range list {
			raw, err := json.Marshal(c)
			if err != nil {
				s.t.Error(err)
			}
			*into = append(*into, raw)
		}
	}
	body, err := json.Marshal(b)
	if err != nil {
		s.t.Error(err)
	}
	p.SHA256 = seal.SHA256(body)
	if f.Change != nil {
		f.Change(&p)
	}
	signed, err := seal.SignJSON(s.issuing, deed.DomainChanges, p)
	if err != nil {
		s.t.Error(err)
	}
	return wire.Changes{Page: signed, Body: body}
}

type answer struct {
	status int
	kind   string // of content; empty: a problem
	body   any
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{t: t, issuing: seal.NewSigningKey(), answers: map[string]answer{}, epoch: casefile.NewID(), clinic: casefile.NewID(), device: casefile.NewID()}
	root := seal.NewSigningKey()
	s.root = root
	until := day.AddDate(1, 0, 0)
	c, err := deed.Issue(root, deed.CertBody{Role: deed.RoleIssuing, Subject: "service", SigningKey: s.issuing.Public(), NotBefore: day, NotAfter: until})
	if err != nil {
		t.Fatal(err)
	}
	s.trust = deed.Trust{Root: root.Public(), Issuing: []deed.Certificate{c}}
	if s.receive, err = deed.Issue(s.issuing, deed.CertBody{Role: deed.RoleReceiving, Subject: "service", OpeningKey: seal.NewOpeningKey().Public(), NotBefore: day, NotAfter: until}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *service) line(http.RoundTripper) http.RoundTripper { return s }

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	a := s.answer(r)
	var b []byte
	switch v := a.body.(type) {
	case []byte:
		b = v
	case string:
		b = []byte(v)
	default:
		var err error
		if b, err = json.Marshal(v); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {a.kind}}, Body: io.NopCloser(bytes.NewReader(b)),
	}, nil
}

func (s *service) answer(r *http.Request) answer {
	if s.before != nil {
		if a, ok := s.before(r); ok {
			return a
		}
	}
	if a, ok := s.answers[r.URL.Path]; ok {
		return a
	}
	ok := func(v any) answer { return answer{200, "application/json", v} }
	switch r.URL.Path {
	case wire.PathHello:
		return ok(wire.Hello{ProtocolMin: 1, ProtocolMax: 1, Service: wire.Service{Name: "OSO"}})
	case wire.PathTrust:
		return ok(wire.TrustAnswer{Issuing: s.trust.Issuing, Receiving: []deed.Certificate{s.receive}})
	case wire.PathChallenge:
		return ok(wire.Challenge{Nonce: []byte("nonce")})
	case wire.PathToken:
		return ok(wire.Token{Token: "token"})
	case wire.PathChanges:
		if len(s.pages) == 0 {
			return ok(s.sign(r, feed{}))
		}
		p := s.pages[0]
		s.pages = s.pages[1:]
		return ok(s.sign(r, p))
	}
	return ok(wire.Done{})
}

func problemAnswer(status int, kind errs.Kind) answer {
	return answer{status, wire.ProblemType, wire.Problem{Type: "about:blank", Status: status, Kind: kind, Detail: "Says the service."}}
}

// desk is an enrolled vault with one case.
type desk struct {
	*Syncer
	t       *testing.T
	dir     string
	service *service
	id      casefile.CaseID
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	from, err := made()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "vault"), service: newService(t)}
	if err := os.CopyFS(d.dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	d.open()
	ctx := context.Background()
	if err := d.Vault.ConfirmRoot(ctx, doctorPass, d.service.trust.Root); err != nil {
		t.Fatal(err)
	}
	if d.id, err = d.Vault.CreateCase(ctx, casebook.NewCase{Head: casebook.Head{State: casefile.Received}}, nil); err != nil {
		t.Fatal(err)
	}
	d.update("", func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindServer, casebook.Row[casebook.Server]{ID: casebook.ServerID, Value: casebook.Server{
			URL: "https://oso.example", Trust: d.service.trust, Clinic: d.service.clinic, Device: d.service.device,
		}})
		return err
	})
	return d
}

func (d *desk) open() {
	d.t.Helper()
	now := func() time.Time { return day }
	v, err := casebook.Open(context.Background(), d.dir, vault.OpenOptions{Passphrase: doctorPass, Clock: now, Rounds: vaulttest.Few()})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { v.Close() })
	d.Syncer = &Syncer{Vault: v, Now: now, Line: d.service.line, Pause: func(context.Context, time.Duration) {}}
}

func (d *desk) update(id casefile.CaseID, fn func(*casebook.Tx) error) {
	d.t.Helper()
	if err := d.Vault.Update(context.Background(), id, fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) view(id casefile.CaseID, fn func(*casebook.Tx) error) {
	d.t.Helper()
	if err := d.Vault.View(context.Background(), id, fn); err != nil {
		d.t.Fatal(err)
	}
}

// change is one of the feed, sealed under the case's key as the service does.
func (d *desk) change(seq int64, kind wire.ChangeKind, v any) wire.Change {
	d.t.Helper()
	key, err := d.Vault.CaseKey(d.id)
	if err != nil {
		d.t.Fatal(err)
	}
	if st, ok := v.(wire.Status); ok && st.Epoch == "" {
		st.Epoch = d.service.epoch
		v = st
	}
	b, err := json.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return wire.Change{Seq: seq, Kind: kind, At: day, Case: d.id, Sealed: seal.NewBox(&key, wire.PurposeChange).Seal(nil, b, string(d.id), string(kind), strconv.FormatInt(seq, 10))}
}

func (d *desk) exchange() (Report, error) {
	d.t.Helper()
	return d.Exchange(context.Background())
}

func (d *desk) mustExchange() Report {
	d.t.Helper()
	r, err := d.exchange()
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *desk) at() int64 {
	d.t.Helper()
	c, err := d.cursor(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return c.Seq
}

func status(state, waiting string) wire.Status {
	return wire.Status{Reference: "4417203958", State: wire.CaseState(state), Since: day, Waiting: waiting}
}

func TestPlanFollowsTheLine(t *testing.T) {
	t.Parallel()
	few, large := plan(time.Millisecond)
	many, small := plan(200 * time.Millisecond)
	if few >= many || large <= small || many > maxConnections || large > wire.MaxPack/2 {
		t.Errorf("near %d of %d, far %d of %d", few, large, many, small)
	}
}

func TestAddressOfTheService(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, bad := range []string{"", "oso.example", "http://oso.example", "https://", "https://a:b@oso.example", "https://oso.example/?x=1", "file:///etc/passwd"} {
		if _, err := d.newClient(bad, nil); !errs.Is(err, errs.Usage) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	c, err := d.newClient(" https://oso.example/door/ ", nil)
	if err != nil || c.base != "https://oso.example/door" {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := Look("https://oso.example", "OSO1-HELLO"); !errs.Is(err, errs.Invalid) {
		t.Errorf("a code that is none: %v", err)
	}
}

// What is not the service's own answer says nothing about what was asked.
func TestForeignAnswers(t *testing.T) {
	t.Parallel()
	for code, kind := range map[int]errs.Kind{
		301: errs.Unreachable, 400: errs.Unreachable, 401: errs.Unreachable, 403: errs.Unreachable, 404: errs.Unreachable,
		407: errs.Unreachable, 409: errs.Unreachable, 413: errs.Unreachable, 426: errs.Unreachable, 429: errs.TooMany, 500: errs.Unreachable, 503: errs.Unreachable,
	} {
		resp := &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {"text/html"}}}
		if err := problem(resp, []byte("<h1>proxy</h1>")); !errs.Is(err, kind) {
			t.Errorf("a page with status %d: %v", code, err)
		}
	}
	ours := &http.Response{StatusCode: 500, Header: http.Header{"Content-Type": {wire.ProblemType}}}
	for kind, want := range map[errs.Kind]errs.Kind{errs.Internal: errs.Unreachable, errs.Revoked: errs.Revoked, "of-tomorrow": "of-tomorrow"} {
		b, err := json.Marshal(wire.Problem{Kind: kind, Detail: "Says the service."})
		if err != nil {
			t.Fatal(err)
		}
		if err := problem(ours, b); !errs.Is(err, want) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestChangesOfEveryKind(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	stranger := wire.Change{Seq: 5, Kind: wire.ChangeStatus, At: day, Case: casefile.CaseID(casefile.NewID()), Sealed: []byte("not ours")}
	news := wire.Change{Seq: 6, Kind: "of-tomorrow", At: day, Case: d.id, Sealed: []byte("kept")}
	wide := wire.Change{Seq: 7, Kind: "of-tomorrow-too", At: day}
	d.service.pages = []feed{
		{More: true, Cursor: 4, Changes: []wire.Change{
			d.change(2, wire.ChangeStatus, status("triage", "oso")),
			d.change(3, wire.ChangeMessage, wire.Message{ID: "m1", From: "Ana", At: day, Text: "Hello."}),
		}},
		{Cursor: 9, Changes: []wire.Change{stranger, news, wide, d.change(8, wire.ChangeStatus, status("of-tomorrow", "clinic"))}},
	}
	r := d.mustExchange()
	if r.Received.Cases != 2 || r.Received.Messages != 1 || len(r.Waiting) != 0 || d.at() != 9 {
		t.Errorf("%+v, cursor %d", r.Received, d.at())
	}
	d.view(d.id, func(tx *casebook.Tx) error {
		if h := tx.Head(); h.ServerState != "of-tomorrow" || h.Reference != "4417203958" || !h.Unread {
			t.Errorf("%+v", h)
		}
		kept, err := casebook.Get[[]byte](tx, casebook.KindDraft, "change/"+d.service.epoch+"/6")
		if want, _ := json.Marshal(news); err != nil || string(kept.Value) != string(want) {
			t.Errorf("what is not known is not kept: %v", err)
		}
		_, err = casebook.Get[wire.Message](tx, casebook.KindMessage, "m1")
		return err
	})

	// The same again changes nothing.
	before := d.Vault.History().Sequence
	d.service.pages = []feed{{Cursor: 9, Changes: []wire.Change{d.change(2, wire.ChangeStatus, status("registered", ""))}}}
	d.mustExchange()
	d.view(d.id, func(tx *casebook.Tx) error {
		if s := tx.Head().ServerState; s != "of-tomorrow" || d.at() != 9 {
			t.Errorf("an old change was taken over: %s after %d, cursor %d", s, before, d.at())
		}
		return nil
	})
}

// A service that always says there is more is not asked for ever.
func TestMoreThatNeverComes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 50 {
		d.service.pages = append(d.service.pages, feed{More: true})
	}
	d.mustExchange()
	if n := len(d.service.pages); n < 40 {
		t.Errorf("%d pages were asked for", 50-n)
	}
}

// The service's erasure ends what the desk waits for, and takes nothing from it:
// records, key images and the opinion with its figures are the clinic's own.
func TestErasedByTheService(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	k := casefile.KeyImage{ID: casefile.NewID(), Record: casefile.RecordID(casefile.NewID()), Study: "1.2", Series: "1.2.3", SOP: "1.2.3.4", Frame: 1, Note: "A node"}
	opened := day.Add(-time.Hour)
	o := casebook.Opinion{Sealed: []byte("a package with figures"), Got: opened, Accessed: &opened, Key: []byte("its key, sealed")}
	d.update(d.id, func(tx *casebook.Tx) error {
		if _, err := casebook.Put(tx, casebook.KindKeyImage, casebook.Row[casefile.KeyImage]{ID: k.ID, Value: k}); err != nil {
			return err
		}
		_, err := casebook.Put(tx, casebook.KindOpinion, casebook.Row[casebook.Opinion]{ID: casebook.VersionID(1), Value: o})
		return err
	})
	d.update(d.id, func(tx *casebook.Tx) error {
		start := day
		tx.Head().ClockStart, tx.Head().Request = &start, "A report"
		return nil
	})
	d.service.pages = []feed{{Cursor: 2, Changes: []wire.Change{{Seq: 2, Kind: wire.ChangeStatus, At: day, Case: d.id}}}}
	d.mustExchange()
	d.view(d.id, func(tx *casebook.Tx) error {
		h := tx.Head()
		if h.ServerState != string(wire.Erased) || h.Request != "" || h.WaitingSince == nil {
			t.Errorf("the case is %s, asks %q", h.ServerState, h.Request)
		}
		if h.ClockStart != nil && h.ClockEnd == nil {
			t.Error("the two weeks run on")
		}
		marked, err := casebook.Get[casefile.KeyImage](tx, casebook.KindKeyImage, k.ID)
		if err != nil || marked.Value.Note != k.Note {
			t.Errorf("the key image: %+v, %v", marked.Value, err)
		}
		kept, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, casebook.VersionID(1))
		if err != nil || !bytes.Equal(kept.Value.Sealed, o.Sealed) || !bytes.Equal(kept.Value.Key, o.Key) || kept.Value.Accessed == nil {
			t.Errorf("the opinion: %+v, %v", kept.Value, err)
		}
		return nil
	})
}

func TestTablesAreBelievedBySignatureOnly(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	table := map[string]any{"version": "t1", "issued": "2026-01-01", "expires": "2027-01-01", "rows": []any{}, "complete_lists": []string{}}
	sign := func(k *seal.SigningKey, domain seal.Domain, v any) *seal.Signed {
		s, err := seal.SignJSON(k, domain, v)
		if err != nil {
			t.Fatal(err)
		}
		return &s
	}
	seq := int64(0)
	for name, x := range map[string]struct {
		as    wire.ChangeKind
		table *seal.Signed
		kind  errs.Kind
	}{
		"another's":                 {wire.ChangePolicy, sign(seal.NewSigningKey(), deed.DomainPolicy, table), errs.Untrusted},
		"for something else":        {wire.ChangePolicy, sign(d.service.issuing, deed.DomainReceipt, table), errs.Untrusted},
		"no table":                  {wire.ChangePolicy, sign(d.service.issuing, deed.DomainPolicy, "hello"), errs.Invalid},
		"prices in place of rules":  {wire.ChangePolicy, sign(d.service.issuing, deed.DomainPrices, table), errs.Untrusted},
		"rules in place of prices":  {wire.ChangePrices, sign(d.service.issuing, deed.DomainPolicy, table), errs.Untrusted},
		"prices that are no prices": {wire.ChangePrices, sign(d.service.issuing, deed.DomainPrices, "hello"), errs.Invalid},
		"rules in place of a text":  {wire.ChangeAgreement, sign(d.service.issuing, deed.DomainPolicy, text(t, 2)), errs.Untrusted},
		"another's text":            {wire.ChangeAgreement, sign(seal.NewSigningKey(), deed.DomainAgreement, text(t, 2)), errs.Untrusted},
		"a text that is none":       {wire.ChangeAgreement, sign(d.service.issuing, deed.DomainAgreement, table), errs.Invalid},
	} {
		seq++
		d.service.pages = []feed{{Cursor: seq, Changes: []wire.Change{{Seq: seq, Kind: x.as, At: day, Table: x.table}}}}
		r := d.mustExchange()
		if len(r.Waiting) != 1 || r.Waiting[0].Kind != x.kind || d.at() != seq {
			t.Errorf("%s: told %+v, cursor %d", name, r.Waiting, d.at())
		}
		d.view("", func(tx *casebook.Tx) error {
			if rows, err := casebook.List[seal.Signed](tx, casebook.KindTable); err != nil || len(rows) != 0 {
				t.Errorf("%s: it is kept as a table", name)
			}
			return nil
		})
		d.mustExchange() // asked for again, and there is nothing to tell any more
	}
	d.service.pages = []feed{{Cursor: seq + 2, Changes: []wire.Change{
		{Seq: seq + 1, Kind: wire.ChangePolicy, At: day, Table: sign(d.service.issuing, deed.DomainPolicy, table)},
		{Seq: seq + 2, Kind: wire.ChangePrices, At: day, Table: sign(d.service.issuing, deed.DomainPrices, table)},
	}}}
	d.mustExchange()
	d.view("", func(tx *casebook.Tx) error {
		if _, err := casebook.Get[seal.Signed](tx, casebook.KindTable, "prices"); err != nil {
			return err
		}
		_, err := casebook.Get[seal.Signed](tx, casebook.KindTable, "policy")
		return err
	})
}

// A table that was replaced is not believed again, though its signature is good.
func TestOldTableIsNotTakenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	page := func(seq int64, version, issued string) feed {
		s, err := seal.SignJSON(d.service.issuing, deed.DomainPolicy, map[string]any{"version": version, "issued": issued, "expires": "2027-01-01", "rows": []any{}, "complete_lists": []string{}})
		if err != nil {
			t.Fatal(err)
		}
		return feed{Cursor: seq, Changes: []wire.Change{{Seq: seq, Kind: wire.ChangePolicy, At: day, Table: &s}}}
	}
	for i, x := range []struct{ version, issued, held string }{
		{"old", "2026-01-01", "old"}, {"new", "2026-06-01", "new"}, {"old", "2026-01-01", "new"}, {"same day", "2026-06-01", "same day"},
	} {
		d.service.pages = []feed{page(int64(i+1), x.version, x.issued)}
		d.mustExchange()
		d.view("", func(tx *casebook.Tx) error {
			row, err := casebook.Get[seal.Signed](tx, casebook.KindTable, "policy")
			if err != nil || !bytes.Contains(row.Value.Body, []byte(`"`+x.held+`"`)) || d.at() != int64(i+1) {
				t.Errorf("after %s of %s the desk has %s: %v", x.version, x.issued, row.Value.Body, err)
			}
			return nil
		})
	}
}

// An opinion that was opened gives way to nothing of its number, and loses no
// key: a notice is not signed.
func TestOpenedOpinionStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	path := casePath(wire.PathOpinion, d.id, 1)
	seq := int64(0)
	send := func(body string, keys ...wire.OpinionKey) Report {
		seq++
		d.service.answers[path] = answer{200, "application/octet-stream", body}
		n := &wire.OpinionNotice{Version: 1, SHA256: seal.SHA256([]byte(body)), Keys: keys}
		d.service.pages = []feed{{Cursor: seq, Changes: []wire.Change{{Seq: seq, Kind: wire.ChangeOpinion, At: day, Case: d.id, Opinion: n}}}}
		return d.mustExchange()
	}
	stored := func() (row casebook.Row[casebook.Opinion]) {
		d.view(d.id, func(tx *casebook.Tx) (err error) {
			row, err = casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, casebook.VersionID(1))
			return err
		})
		return row
	}
	own := wire.OpinionKey{Opening: "own", Wrapped: []byte("k")}
	send("damaged on the way")
	send("letter", own) // not opened yet: the good one takes its place
	if o := stored().Value; string(o.Sealed) != "letter" {
		t.Fatalf("stored %q", o.Sealed)
	}
	d.update(d.id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, casebook.VersionID(1))
		if err != nil {
			return err
		}
		opened := day
		row.Value.Accessed = &opened
		_, err = casebook.Put(tx, casebook.KindOpinion, row)
		return err
	})
	if r := send("another letter"); len(r.Waiting) != 1 || r.Waiting[0].Kind != errs.Conflict || r.Received.Opinions != 0 {
		t.Errorf("%+v", r)
	}
	send("letter", wire.OpinionKey{Opening: "own", Wrapped: []byte("false")}, wire.OpinionKey{Opening: "second"})
	o := stored().Value
	if string(o.Sealed) != "letter" || len(o.Notice.Keys) != 2 || string(o.Notice.Keys[0].Wrapped) != "k" || d.at() != seq {
		t.Errorf("stored %q with keys %+v, cursor %d", o.Sealed, o.Notice.Keys, d.at())
	}
}

// One damaged case of the vault does not hold up the others.
func TestDamagedCaseHoldsUpNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := context.Background()
	hurt, err := d.Vault.CreateCase(ctx, casebook.NewCase{Head: casebook.Head{State: casefile.Received, Name: strings.Repeat("N", 3000)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Vault.Close()
	if !spoil(t, filepath.Join(d.dir, "vault.db"), string(hurt)) {
		t.Fatal("the case's row is not where it was in the file")
	}
	d.open()
	if _, err := d.Vault.Head(hurt); !errs.Is(err, errs.Damaged) {
		t.Fatalf("the row is not damaged: %v", err)
	}
	d.service.pages = []feed{{Cursor: 3, Changes: []wire.Change{
		{Seq: 2, Kind: wire.ChangeStatus, At: day, Case: hurt, Sealed: []byte("x")},
		d.change(3, wire.ChangeStatus, status("triage", "")),
	}}}
	r, err := d.exchange()
	if err != nil || len(r.Waiting) != 1 || r.Waiting[0].ID != hurt || r.Received.Cases != 1 || d.at() != 3 {
		t.Errorf("%+v, %v, cursor %d", r, err, d.at())
	}
}

// spoil changes bytes behind each place where the id stands in the file.
func spoil(t *testing.T, path, id string) bool {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("head"+id))
		if i < 0 {
			break
		}
		at += i + 4 + len(id)
		if at+200 < len(b) {
			found = true
			b[at+150] ^= 1
		}
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEnrolledElsewhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	code := func(s *service, clinic string) string {
		text, err := deed.Code{Name: doctor, Secret: deed.NewSecret(), Root: s.trust.Root, TLS: bytes.Repeat([]byte{1}, 32), Clinic: clinic, Person: casefile.NewID(), Expires: day.Add(time.Hour)}.Encode(s.issuing)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for name, text := range map[string]string{"another service": code(newService(t), casefile.NewID()), "another clinic": code(d.service, casefile.NewID())} {
		if _, err := d.Enrol(context.Background(), "https://oso.example", text, doctorPass, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(d.service.asked) != 0 {
		t.Errorf("somebody was asked: %v", d.service.asked)
	}
}

// The service is believed only where it certifies exactly what was sent.
func TestEnrolmentAnswers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := context.Background()
	device, err := d.Vault.DeviceKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	u := d.Vault.User()
	code := deed.Code{Clinic: casefile.NewID(), Person: casefile.NewID()}
	issue := func(c deed.CertBody) deed.Certificate {
		c.NotBefore, c.NotAfter = day, day.AddDate(1, 0, 0)
		cert, err := deed.Issue(d.service.issuing, c)
		if err != nil {
			t.Fatal(err)
		}
		return cert
	}
	for name, x := range map[string]struct {
		change func(dev, user *deed.CertBody, a *wire.EnrolAnswer)
		kind   errs.Kind
	}{
		"as asked":           {func(*deed.CertBody, *deed.CertBody, *wire.EnrolAnswer) {}, ""},
		"another device key": {func(dev, _ *deed.CertBody, _ *wire.EnrolAnswer) { dev.SigningKey = u.Signing }, errs.Untrusted},
		"another user key": {func(_, user *deed.CertBody, _ *wire.EnrolAnswer) {
			user.SigningKey = seal.NewSigningKey().Public()
		}, errs.Untrusted},
		"another opening key": {func(_, user *deed.CertBody, _ *wire.EnrolAnswer) {
			user.OpeningKey = seal.NewOpeningKey().Public()
		}, errs.Untrusted},
		"another person":   {func(_, user *deed.CertBody, _ *wire.EnrolAnswer) { user.Subject = casefile.NewID() }, errs.Untrusted},
		"another clinic":   {func(dev, _ *deed.CertBody, _ *wire.EnrolAnswer) { dev.Clinic = casefile.NewID() }, errs.Untrusted},
		"a clinic besides": {func(_, _ *deed.CertBody, a *wire.EnrolAnswer) { a.Clinic = casefile.NewID() }, errs.Untrusted},
		"as staff":         {func(_, user *deed.CertBody, _ *wire.EnrolAnswer) { user.Role = deed.RoleStaff }, errs.Untrusted},
		"as a specialist":  {func(_, user *deed.CertBody, _ *wire.EnrolAnswer) { user.Role = deed.RoleSpecialist }, errs.Untrusted},
	} {
		dev := deed.CertBody{Role: deed.RoleDevice, Clinic: code.Clinic, SigningKey: device.Public()}
		user := deed.CertBody{Role: deed.RolePhysician, Subject: code.Person, Clinic: code.Clinic, SigningKey: u.Signing, OpeningKey: u.Opening}
		a := wire.EnrolAnswer{Clinic: code.Clinic}
		x.change(&dev, &user, &a)
		a.DeviceCert, a.UserCert = issue(dev), issue(user)
		if err := d.checkAnswer(d.service.trust, a, u, device, code); errs.KindOf(err) != x.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A desk whose clock or list entry is wrong hears it, and a proxy's sign-in
// page is not taken for the service's refusal.
func TestSignIn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.service.answers[wire.PathToken] = problemAnswer(401, errs.Unauthenticated)
	_, err := d.exchange()
	if !errs.Is(err, errs.Untrusted) || !strings.Contains(errs.Message(err), "kept") {
		t.Errorf("not on the list: %v", err)
	}
	d.service.answers[wire.PathToken] = answer{401, "text/html", "<h1>Sign in to the network</h1>"}
	if _, err = d.exchange(); !errs.Is(err, errs.Unreachable) {
		t.Errorf("a proxy's page: %v", err)
	}
	d.service.answers[wire.PathToken] = answer{200, "text/html", "<h1>Welcome</h1>"}
	if _, err = d.exchange(); err == nil || errs.Is(err, errs.Internal) {
		t.Errorf("a proxy's welcome: %v", err)
	}
	delete(d.service.answers, wire.PathToken)
	d.mustExchange()
}

func TestNotEnrolled(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.update("", func(tx *casebook.Tx) error { return tx.Delete(casebook.KindServer, casebook.ServerID, 0) })
	r, err := d.exchange()
	if !errs.Is(err, errs.NotEnrolled) || r.Cases == nil || len(d.service.asked) != 0 {
		t.Errorf("%+v, %v, asked %v", r, err, d.service.asked)
	}
	if err := errors.Unwrap(fmt.Errorf("x: %w", err)); errs.Message(err) == "" {
		t.Error("nothing is said")
	}
}

// TestTheClockEndsWhereTheServiceSays: holidays of the service's office move
// the end of the two weeks, and what the desk shows goes by it.
func TestTheClockEndsWhereTheServiceSays(t *testing.T) {
	d := newDesk(t)
	start, due := day, day.AddDate(0, 0, 14)
	said := func(seq int64, due time.Time) {
		st := status("in-review", "")
		st.ClockStart, st.ClockDue = &start, &due
		d.service.pages = []feed{{Cursor: seq, Changes: []wire.Change{d.change(seq, wire.ChangeStatus, st)}}}
		d.mustExchange()
		d.view(d.id, func(tx *casebook.Tx) error {
			if h := tx.Head(); h.ClockDue == nil || !h.ClockDue.Equal(due) {
				t.Errorf("the two weeks end %v, want %v", h.ClockDue, due)
			}
			return nil
		})
	}
	said(2, due)
	said(3, due.AddDate(0, 0, 1))
}
