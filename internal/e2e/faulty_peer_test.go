package e2e

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// healed tries once more without the fault: it must be as if nothing had been.
func (b *bench) healed(want string) {
	b.t.Helper()
	b.door.between(nil)
	b.door.lead("")
	if err := b.try(); err != nil {
		b.t.Fatalf("after the fault: %v", err)
	}
	if d := differ(want, b.outcome()); d != "" {
		b.t.Errorf("after the fault the outcome is another:\n%s", d)
	}
}

// wants tries with the fault, and proves that nothing was sent or taken over
// that the outcome shows.
func (b *bench) wants(kind errs.Kind) {
	b.t.Helper()
	err := b.try()
	if !errs.Is(err, kind) {
		b.t.Fatalf("error of kind %q, not %q: %v", errs.KindOf(err), kind, err)
	}
}

// relay stands on the line as a cable does: it lets so many bytes through in
// each direction and then cuts everything, or lets nothing move any more.
type relay struct {
	on       net.Listener
	to       string
	up, down int64 // bytes left; the whole relay's
	stalls   bool

	mu    sync.Mutex
	conns []net.Conn
	cut   bool
}

func newRelay(t *testing.T, to string, up, down int64, stalls bool) *relay {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{on: on, to: to, up: up, down: down, stalls: stalls}
	t.Cleanup(r.end)
	go r.serve()
	return r
}

func (r *relay) serve() {
	for {
		c, err := r.on.Accept()
		if err != nil {
			return
		}
		s, err := net.Dial("tcp", r.to)
		if err != nil {
			c.Close()
			continue
		}
		r.mu.Lock()
		r.conns = append(r.conns, c, s)
		if r.cut && !r.stalls {
			c.Close()
			s.Close()
		}
		r.mu.Unlock()
		go r.copy(s, c, &r.up)
		go r.copy(c, s, &r.down)
	}
}

func (r *relay) copy(to, from net.Conn, left *int64) {
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			r.mu.Lock()
			send := int(min(int64(n), max(0, *left)))
			*left -= int64(n)
			over := *left < 0
			if over {
				r.cut = true
			}
			r.mu.Unlock()
			if _, werr := to.Write(buf[:send]); werr != nil {
				err = werr
			}
			if over && !r.stalls {
				r.close()
				return
			}
			if over {
				continue // takes what comes and passes nothing on
			}
		}
		if err != nil {
			to.Close()
			return
		}
	}
}

func (r *relay) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.conns {
		c.Close()
	}
}

func (r *relay) end() {
	r.on.Close()
	r.close()
}

const plenty = 1 << 40

// The cable is cut in the middle of bytes: of a handshake, of a pack, of an
// answer, of the opinion.
func TestCutInTheMiddleOfBytes(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		stage    string
		up, down int64
	}{
		{"send", 0, plenty}, {"send", 700, plenty}, {"send", 9_000, plenty}, {"send", 1_500_000, plenty}, {"send", 4_300_000, plenty}, {"send", 5_250_000, plenty},
		{"send", plenty, 400}, {"send", plenty, 6_000}, {"send", plenty, 12_000},
		{"fetch", plenty, 20_000}, {"fetch", plenty, 60_000}, {"act", 4_000, plenty},
	} {
		want := undisturbed(t, x.stage)
		b := newBench(t, stages()[x.stage])
		r := newRelay(t, b.door.addr, x.up, x.down, false)
		b.door.lead(r.on.Addr().String())
		if err := b.try(); err != nil && !errs.Is(err, errs.Unreachable) {
			t.Errorf("%+v: %v", x, err)
		} else if err == nil && (x.up > plenty/2 && r.down >= 0 || x.down > plenty/2 && r.up >= 0) {
			t.Logf("%+v: the exchange was shorter than that", x)
		}
		b.healed(want)
		b.v.Close()
	}
}

// A line on which nothing moves ends a request, however it came to lie still.
func TestStalledLine(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		stage    string
		up, down int64
	}{
		{"send", 0, plenty}, {"send", 1_500_000, plenty}, {"fetch", plenty, 20_000},
	} {
		want := undisturbed(t, x.stage)
		b := newBench(t, stages()[x.stage])
		r := newRelay(t, b.door.addr, x.up, x.down, true)
		b.door.lead(r.on.Addr().String())
		b.s.Stall = 500 * time.Millisecond
		b.wants(errs.Unreachable)
		b.s.Stall = 0
		b.healed(want)
		b.v.Close()
	}
}

// Somebody else answers, with another key: nothing is sent to him.
func TestImpostor(t *testing.T) {
	t.Parallel()
	for name, at := range stages() {
		want := undisturbed(t, name)
		b := newBench(t, at)
		before := b.outcome()
		cert, _, err := server.OwnCertificate(t.TempDir(), nil, faultyDay)
		if err != nil {
			t.Fatal(err)
		}
		var asked sync.Map
		u, err := url.Parse(b.door.url())
		if err != nil {
			t.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(u)
		impostor, addr, err := listen(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Store(r.URL.Path, true)
			proxy.ServeHTTP(w, r)
		}), cert)
		if err != nil {
			t.Fatal(err)
		}
		b.door.lead(addr)
		b.wants(errs.Untrusted)
		asked.Range(func(path, _ any) bool {
			t.Errorf("%s: the impostor was asked for %s", name, path)
			return true
		})
		impostor.Close()
		if d := differ(before, b.outcome()); d != "" && name != "send" {
			t.Errorf("%s: the impostor changed something:\n%s", name, d)
		}
		b.healed(want)
		b.v.Close()
	}
}

// A service with the right key of TLS but another root is not believed either:
// the key was taken from the machine, the root never was.
func TestAnotherRoot(t *testing.T) {
	t.Parallel()
	other := seal.NewSigningKey()
	for _, name := range []string{"enrol", "send"} {
		want := undisturbed(t, name)
		b := newBench(t, stages()[name])
		b.door.between(answers(wire.PathTrust, func(body []byte) []byte {
			var a wire.TrustAnswer
			decode(t, body, &a)
			for i := range a.Issuing {
				var c deed.CertBody
				if err := json.Unmarshal(a.Issuing[i].Body, &c); err != nil {
					t.Error(err)
				}
				forged, err := deed.Issue(other, c)
				if err != nil {
					t.Error(err)
				}
				a.Issuing[i] = forged
			}
			return encode(t, a)
		}))
		b.wants(errs.Untrusted)
		b.healed(want)
		b.v.Close()
	}
}

// answers changes the bodies of answers from one path.
func answers(path string, change func([]byte) []byte) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err != nil || !matches(path, r.URL.Path) || resp.StatusCode/100 != 2 {
				return resp, err
			}
			b, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil {
				return nil, err
			}
			b = change(b)
			resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
			resp.Header.Del("Content-Length")
			return resp, nil
		})
	}
}

// matches tells whether a path is one of a pattern of the contract.
func matches(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnotherProtocol(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		min, max int
		says     string
	}{"newer": {2, 3, "Update this program"}, "older": {0, 0, "newer than OSO's server"}} {
		for _, at := range []string{"enrol", "send"} {
			want := undisturbed(t, at)
			b := newBench(t, stages()[at])
			b.door.between(answers(wire.PathHello, func(body []byte) []byte {
				var h wire.Hello
				decode(t, body, &h)
				h.ProtocolMin, h.ProtocolMax = x.min, x.max
				return encode(t, h)
			}))
			err := b.try()
			if !errs.Is(err, errs.Unsupported) || !strings.Contains(errs.Message(err), x.says) || !strings.Contains(errs.Message(err), "kept") {
				t.Errorf("%s service at %s: %v", name, at, err)
			}
			b.healed(want)
			b.v.Close()
		}
	}
}

func (b *bench) exec(query string, args ...any) {
	b.t.Helper()
	err := b.door.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestRevokedDesk(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"send", "fetch", "act"} {
		want := undisturbed(t, name)
		b := newBench(t, stages()[name])
		before := b.outcome()
		b.exec("UPDATE devices SET revoked_at = 1")
		b.wants(errs.Revoked)
		if d := differ(before, b.outcome()); d != "" {
			t.Errorf("%s: a revoked desk changed something:\n%s", name, d)
		}
		b.exec("UPDATE devices SET revoked_at = 0")
		b.healed(want)

		// In the middle of an exchange it ends, too, and passes over nothing.
		b = newBench(t, stages()[name])
		var n atomic.Int32
		b.door.between(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if n.Add(1) == 5 { // the token has come, and this request is a desk's
					b.exec("UPDATE devices SET revoked_at = 1")
				}
				return next.RoundTrip(r)
			})
		})
		b.wants(errs.Revoked)
		b.exec("UPDATE devices SET revoked_at = 0")
		b.healed(want)
		b.v.Close()
	}
}

func TestServiceAway(t *testing.T) {
	t.Parallel()
	want := undisturbed(t, "send")
	b := newBench(t, stages()["send"])
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := on.Addr().String()
	on.Close()
	b.door.lead(nobody)
	b.wants(errs.Unreachable)
	b.healed(want)
}

// Receipts of something else, or of somebody else, are not believed: the case
// counts as sent only by its own.
func TestForgedReceipt(t *testing.T) {
	t.Parallel()
	want := undisturbed(t, "send")
	for name, forge := range map[string]func(w *world, r deed.Receipt) (seal.Signed, error){
		"another case": func(w *world, r deed.Receipt) (seal.Signed, error) {
			r.Case = casefile.CaseID(casefile.NewID())
			return w.ring.SignReceipt(r)
		},
		"another version": func(w *world, r deed.Receipt) (seal.Signed, error) {
			r.Version = 2
			return w.ring.SignReceipt(r)
		},
		"other content": func(w *world, r deed.Receipt) (seal.Signed, error) {
			r.ManifestSHA256 = seal.SHA256(nil)
			return w.ring.SignReceipt(r)
		},
		"another clinic": func(w *world, r deed.Receipt) (seal.Signed, error) {
			r.Clinic = casefile.NewID()
			return w.ring.SignReceipt(r)
		},
		"no reference": func(w *world, r deed.Receipt) (seal.Signed, error) {
			r.Reference = ""
			return w.ring.SignReceipt(r)
		},
		"another's signature": func(_ *world, r deed.Receipt) (seal.Signed, error) {
			return seal.SignJSON(seal.NewSigningKey(), deed.DomainReceipt, r)
		},
		"signed for something else": func(w *world, r deed.Receipt) (seal.Signed, error) {
			return w.ring.Sign(deed.DomainPolicy, r)
		},
	} {
		b := newBench(t, stages()["send"])
		b.door.between(answers(wire.PathVersions, func(body []byte) []byte {
			var a wire.ReceiptAnswer
			decode(t, body, &a)
			var r deed.Receipt
			decode(t, a.Receipt.Body, &r)
			var err error
			if a.Receipt, err = forge(b.w, r); err != nil {
				t.Error(err)
			}
			return encode(t, a)
		}))
		if err := b.try(); !errs.Is(err, errs.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
		h, err := b.v.Head(b.w.id)
		if err != nil || h.State == casefile.Received || h.Reference != "" {
			t.Errorf("%s: the case counts as received, %v", name, err)
		}
		b.healed(want)
		b.v.Close()
	}
}

// An opinion whose bytes are not those of its notice is not kept.
func TestOpinionWithOtherBytes(t *testing.T) {
	t.Parallel()
	want := undisturbed(t, "fetch")
	b := newBench(t, stages()["fetch"])
	b.door.between(answers(wire.PathOpinion, func(body []byte) []byte {
		body[len(body)/2] ^= 1
		return body
	}))
	r, err := b.s.Exchange(context.Background())
	if err != nil || len(r.Waiting) != 1 || r.Waiting[0].Kind != errs.Damaged {
		t.Errorf("told %+v, %v", r.Waiting, err)
	}
	if strings.Contains(b.outcome(), "desk opinion 1") {
		t.Error("it is kept")
	}
	b.healed(want)
}

// An opinion that the service withholds holds up nothing, and a status that it
// signed ends the asking.
func TestWithheldOpinion(t *testing.T) {
	t.Parallel()
	b := newBench(t, stages()["fetch"])
	b.exec("UPDATE cases SET agreement = 'revoked'")
	err := b.door.db.Tx(context.Background(), func(tx *sql.Tx) error {
		return db.New(tx).InsertFeed(context.Background(), db.InsertFeedParams{ClinicID: b.w.clinic, CaseID: string(b.w.id), Kind: string(wire.ChangeStatus), CreatedAt: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.s.Exchange(context.Background())
	if err != nil || len(r.Waiting) != 0 || r.Received.Opinions != 0 || !strings.Contains(b.outcome(), "0 wanted") {
		t.Fatalf("%+v, %v", r, err)
	}
}

// An older copy of the vault's folder is put back. What the service has of the
// case since is found again; another case sealed under a number that the
// service has is a conflict, and goes as a later version.
func TestOlderVaultPutBack(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	put := func(b *bench, s stage) {
		t.Helper()
		b.v.Close()
		dir := filepath.Join(t.TempDir(), "older")
		if err := os.CopyFS(dir, os.DirFS(s.vault)); err != nil {
			t.Fatal(err)
		}
		b.openVault(dir)
	}
	want := undisturbed(t, "fetch")
	b := newBench(t, stages()["fetch"])
	put(b, b.w.send) // sealed, and not sent as far as this copy knows
	if r, err := b.s.Exchange(ctx); err != nil || r.Notice == "" {
		t.Fatalf("an older folder was put back and nobody is told: %v", err)
	}
	if r, err := b.s.Exchange(ctx); err != nil || r.Notice != "" {
		t.Fatalf("told twice: %v", err)
	}
	// How the case came to stand where it stands is told once, by its last step.
	steps := func(s string) string { return strings.Replace(s, " intake-review ", " ", 1) }
	if d := differ(steps(want), b.outcome()); d != "" {
		t.Errorf("the outcome is another:\n%s", d)
	}

	b = newBench(t, stages()["send"])
	if err := b.try(); err != nil {
		t.Fatal(err)
	}
	put(b, b.w.unsealed)
	d := &draft.Workstation{Vault: b.v, Now: faultyNow}
	seals := func(amendment string) casebook.SealedVersion {
		t.Helper()
		s, err := d.Seal(ctx, b.w.id, draft.Act{Passphrase: linePass, Participate: true, Amendment: amendment})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	seals("")
	r, err := b.s.Exchange(ctx)
	if err != nil || len(r.Waiting) != 1 || r.Waiting[0].Kind != errs.Conflict || r.Waiting[0].Message == "" {
		t.Fatalf("a second version 1: %+v, %v", r.Waiting, err)
	}
	for version := 2; version <= 3; version++ {
		if err := d.Amend(ctx, b.w.id); err != nil {
			t.Fatal(err)
		}
		if s := seals("The vault was restored."); s.Version != version {
			t.Fatalf("sealed as version %d", s.Version)
		}
		if r, err = b.s.Exchange(ctx); err != nil {
			t.Fatal(err)
		}
	}
	h, err := b.v.Head(b.w.id)
	if err != nil || len(r.Waiting) != 0 || h.State != casefile.Received || len(h.Reference) != 10 {
		t.Errorf("after sealing again: %+v, %s, %v", r.Waiting, h.State, err)
	}
	if r, err = b.s.Exchange(ctx); err != nil || len(r.Waiting) != 0 || r.Sent.Bytes != 0 {
		t.Errorf("once more: %+v, %v", r, err)
	}
}

// That an older copy was put back is said once, also where the line fails
// right after the service has said it.
func TestPutBackIsTold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, cut := range []bool{false, true} {
		b := newBench(t, stages()["send"])
		if r, err := b.s.Exchange(ctx); err != nil || r.Notice != "" {
			t.Fatalf("before: %q, %v", r.Notice, err)
		}
		b.v.Close()
		dir := filepath.Join(t.TempDir(), "older")
		if err := os.CopyFS(dir, os.DirFS(b.w.send.vault)); err != nil {
			t.Fatal(err)
		}
		b.openVault(dir)
		if cut {
			b.door.between((&cutter{at: 4}).on) // the token has come
			b.wants(errs.Unreachable)
			b.door.between(nil)
		}
		for times := range 3 {
			r, err := b.s.Exchange(ctx)
			if err != nil || (r.Notice != "") != (times == 0) {
				t.Errorf("cut %t, exchange %d: %q, %v", cut, times+1, r.Notice, err)
			}
		}
		b.v.Close()
	}
}

// Where the service's rules close the place of a case that it never had,
// nothing of the patient stays on either side.
func TestServiceRefusesThePlace(t *testing.T) {
	t.Parallel()
	for _, lost := range []bool{false, true} {
		b := newBench(t, stages()["send"])
		b.closePlace()
		if lost {
			// The service has ended the case, and its answer does not arrive.
			b.door.between(func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(r *http.Request) (*http.Response, error) {
					resp, err := next.RoundTrip(r)
					if err == nil && matches(wire.PathVersions, r.URL.Path) {
						resp.Body.Close()
						return nil, errCut
					}
					return resp, err
				})
			})
			b.wants(errs.Unreachable)
			b.door.between(nil)
			if _, err := b.v.Head(b.w.id); err != nil {
				t.Fatalf("the case is gone before anything was heard: %v", err)
			}
		}
		b.refusedForGood()
		b.v.Close()
	}
}

// Without the service's signature a refusal destroys nothing, whoever stands on
// the line; the service's own, later, does.
func TestRefusalWithoutSignature(t *testing.T) {
	t.Parallel()
	b := newBench(t, stages()["send"])
	b.closePlace()
	b.door.between(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err != nil || resp.StatusCode != http.StatusConflict {
				return resp, err
			}
			var p wire.Problem
			if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
				return nil, err
			}
			resp.Body.Close()
			p.Refusal = nil
			body := encode(t, p)
			resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			resp.Header.Del("Content-Length")
			return resp, nil
		})
	})
	for range 2 {
		r, err := b.s.Exchange(context.Background())
		if err != nil || len(r.Waiting) != 1 || r.Waiting[0].Kind != errs.Refused || !strings.Contains(r.Waiting[0].Message, "nothing was destroyed") {
			t.Fatalf("%+v, %v", r.Waiting, err)
		}
		if h, err := b.v.Head(b.w.id); err != nil || h.State != casefile.Sealed {
			t.Fatalf("the case is %s, %v", h.State, err)
		}
	}
	b.door.between(nil)
	b.refusedForGood()
}

// closePlace makes the service's rules close the place of the case.
func (b *bench) closePlace() {
	b.t.Helper()
	table := `{"version":"closed","issued":"2026-01-01","expires":"2027-12-31","complete_lists":[],"rows":[
		{"id":"x1","kind":"country-closed","country":"GB","region":"","source":"test","from":"2026-01-01","until":""}]}`
	b.exec("INSERT INTO policy_tables (kind, version, body, valid_from, created_by, created_at) VALUES ('policy', 99, ?, 1, 'test', 1)", table)
}

// refusedForGood exchanges: the person is told, and the case is gone.
func (b *bench) refusedForGood() {
	b.t.Helper()
	r, err := b.s.Exchange(context.Background())
	if err != nil || len(r.Waiting) != 1 || r.Waiting[0].Kind != errs.Refused || !strings.Contains(r.Waiting[0].Message, "Nothing about the patient was kept") {
		b.t.Fatalf("%+v, %v", r.Waiting, err)
	}
	if _, err := b.v.Head(b.w.id); !errs.Is(err, errs.NotFound) {
		b.t.Errorf("the case is still here: %v", err)
	}
	if r, err = b.s.Exchange(context.Background()); err != nil || len(r.Waiting) != 0 {
		b.t.Errorf("once more: %+v, %v", r, err)
	}
}

// Naming the hash of another clinic's chunk proves nothing: it is missing
// until this clinic has sent it, and the other's case is not to be found.
func TestForeignHash(t *testing.T) {
	t.Parallel()
	b := newBench(t, stages()["fetch"])
	var hash string
	err := b.door.db.Tx(context.Background(), func(tx *sql.Tx) error {
		return tx.QueryRow("SELECT sha256 FROM chunks LIMIT 1").Scan(&hash)
	})
	if err != nil {
		t.Fatal(err)
	}
	stranger := b.stranger()
	var h seal.ChunkHash
	if err := h.UnmarshalText([]byte(hash)); err != nil {
		t.Fatal(err)
	}
	own := casefile.NewID()
	var a wire.MissingAnswer
	path := func(id string) string { return strings.Replace(wire.PathMissing, "{case}", id, 1) }
	if status := stranger(path(own), wire.MissingRequest{Chunks: []seal.ChunkHash{h}}, &a); status != 200 || len(a.Missing) != 1 || a.Missing[0] != h {
		t.Errorf("under a case of its own: %d, %d missing", status, len(a.Missing))
	}
	if status := stranger(path(string(b.w.id)), wire.MissingRequest{Chunks: []seal.ChunkHash{h}}, nil); status != 404 {
		t.Errorf("under the other's case: %d", status)
	}
}

// stranger is a desk of another clinic that speaks the contract by hand.
func (b *bench) stranger() func(path string, body, into any) int {
	b.t.Helper()
	key, id, clinic := seal.NewSigningKey(), casefile.NewID(), casefile.NewID()
	b.exec("INSERT INTO clinics (id, name, created_at) VALUES (?, 'Other', 1)", clinic)
	b.exec("INSERT INTO devices (id, clinic_id, public_key, enrolled_at) VALUES (?, ?, ?, 1)", id, clinic, []byte(key.Public()))
	line := b.door.line(&http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true}})
	token := ""
	post := func(path string, body, into any) int {
		b.t.Helper()
		req, err := http.NewRequest(http.MethodPost, b.door.url()+path, bytes.NewReader(encode(b.t, body)))
		if err != nil {
			b.t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set(wire.HeaderProtocol, "1")
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		resp, err := line.RoundTrip(req)
		if err != nil {
			b.t.Fatal(err)
		}
		defer resp.Body.Close()
		if into != nil {
			if err := json.NewDecoder(resp.Body).Decode(into); err != nil && !errors.Is(err, io.EOF) {
				b.t.Fatal(err)
			}
		}
		return resp.StatusCode
	}
	var c wire.Challenge
	post(wire.PathChallenge, wire.ChallengeRequest{Device: id}, &c)
	var tok wire.Token
	if status := post(wire.PathToken, wire.TokenRequest{Device: id, Nonce: c.Nonce, Signature: key.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))}, &tok); status != 200 {
		b.t.Fatalf("the other desk does not get in: %d", status)
	}
	token = tok.Token
	return post
}
