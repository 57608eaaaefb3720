package clinicapi_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/clinicapi"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

// service is the door over a real database and folder, on TLS.
type service struct {
	t       testing.TB
	db      *db.DB
	at      string // the database's address
	blobs   blob.Store
	api     atomic.Pointer[clinicapi.API]
	quota   clinicapi.Quota
	takes   func(int64) (bool, error) // nil: there is room
	enqueue db.Enqueue                // nil: jobs
	keys    *keys.Ring
	root    *seal.SigningKey
	master  *keys.Master
	stored  []keys.Stored
	rec     *chart.Store
	flow    *workflow.Flow
	http    *httptest.Server
	log     *lockedBuffer
	jobs    *jobList

	mu  sync.Mutex
	now time.Time
}

type jobList struct {
	mu   sync.Mutex
	list []db.Job
}

func (j *jobList) put(_ context.Context, _ *sql.Tx, jobs ...db.Job) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.list = append(j.list, jobs...)
	return nil
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (s *service) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *service) later(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func serve(t testing.TB) *service {
	t.Helper()
	s := &service{t: t, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), log: &lockedBuffer{}, jobs: &jobList{}}
	dir := t.TempDir()
	var err error
	s.db, s.at = tables.Open(t)
	t.Cleanup(func() { s.db.Close() })
	s.blobs = blob.Beside(filepath.Join(dir, "blobs"))
	s.root, s.master = seal.NewSigningKey(), keys.NewMaster()
	certified, err := keys.Certified(s.root, s.master, "OSO", s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.stored = append([]keys.Stored{keys.Root(s.root, nil, s.now)}, certified...)
	if s.keys, err = keys.Open(s.master, s.stored, s.now); err != nil {
		t.Fatal(err)
	}
	s.flow = workflow.New(workflow.Defaults(time.UTC))
	s.begin()
	s.http = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.api.Load().ServeHTTP(w, r) }))
	t.Cleanup(s.http.Close)
	return s
}

// begin is another process over what is stored.
func (s *service) begin() {
	enqueue := s.enqueue
	if enqueue == nil {
		enqueue = s.jobs.put
	}
	s.rec = chart.New(s.db, s.blobs)
	s.api.Store(clinicapi.New(clinicapi.Config{
		Quota: s.quota, Takes: s.takes, DB: s.db, Blobs: s.blobs, Records: s.rec, Keys: s.keys, Flow: s.flow, Enqueue: enqueue,
		Service: wire.Service{Name: "OSO"}, Now: s.clock,
		Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}))
}

// reopen closes the database as a killed process would, and opens it anew.
func (s *service) reopen() {
	s.t.Helper()
	s.db.Close()
	var err error
	if s.db, err = db.Open(context.Background(), s.at); err != nil {
		s.t.Fatal(err)
	}
	d := s.db
	s.t.Cleanup(func() { d.Close() })
}

// clinic puts a clinic on the list.
func (s *service) clinic(name string) string {
	s.t.Helper()
	id := casefile.NewID()
	s.tx(func(q *db.Queries) error {
		return q.InsertClinic(context.Background(), db.InsertClinicParams{ID: id, Name: name, CreatedAt: s.clock().UnixMilli()})
	})
	return id
}

func (s *service) tx(fn func(q *db.Queries) error) {
	s.t.Helper()
	if err := s.db.Tx(context.Background(), func(tx *sql.Tx) error { return fn(db.New(tx)) }); err != nil {
		s.t.Fatal(err)
	}
}

// code confirms a new person of a clinic and makes a code: the secret.
func (s *service) code(clinic, name, role string) (secret [16]byte, person string) {
	s.t.Helper()
	ctx, now := context.Background(), s.clock().UnixMilli()
	secret, person = deed.NewSecret(), casefile.NewID()
	s.tx(func(q *db.Queries) error {
		if err := q.Enter(ctx, db.InsertPersonParams{
			ID: person, Name: name, LicenseCheckedAt: now, CreatedAt: now, UpdatedAt: now,
		}, principal.Held{Role: principal.Role(role), Clinic: clinic}, "test"); err != nil {
			return err
		}
		return q.InsertEnrolmentCode(ctx, db.InsertEnrolmentCodeParams{
			ID: casefile.NewID(), SecretSHA256: seal.SHA256(secret[:]), ClinicID: clinic, PersonID: person, Role: role,
			ExpiresAt: s.clock().Add(time.Hour).UnixMilli(), CreatedBy: "test", CreatedAt: now,
		})
	})
	return secret, person
}

// desk is a clinic's workstation with one user.
type desk struct {
	s       *service
	secret  [16]byte
	device  *seal.SigningKey
	user    *seal.SigningKey
	opening *seal.OpeningKey
	enrol   wire.EnrolAnswer
	token   string
}

func (s *service) newDesk(secret [16]byte) *desk {
	return &desk{s: s, secret: secret, device: seal.NewSigningKey(), user: seal.NewSigningKey(), opening: seal.NewOpeningKey()}
}

func (d *desk) enrolRequest() wire.EnrolRequest {
	proof, err := seal.Canonical(wire.EnrolProof{
		SecretSHA256: seal.SHA256(d.secret[:]), DeviceKey: d.device.Public(), SigningKey: d.user.Public(), OpeningKey: d.opening.Public(),
	})
	if err != nil {
		d.s.t.Fatal(err)
	}
	return wire.EnrolRequest{
		Secret: d.secret[:], DeviceKey: d.device.Public(), SigningKey: d.user.Public(), OpeningKey: d.opening.Public(),
		DeviceProof: d.device.Sign(deed.DomainEnrol, proof), UserProof: d.user.Sign(deed.DomainEnrol, proof),
	}
}

// enrolled is a desk of a confirmed physician, signed in.
func (s *service) enrolled(clinic, name string) *desk {
	s.t.Helper()
	secret, _ := s.code(clinic, name, "physician")
	d := s.newDesk(secret)
	d.must("POST", wire.PathEnrol, d.enrolRequest(), &d.enrol)
	d.signIn()
	return d
}

func (d *desk) signIn() {
	d.s.t.Helper()
	var c wire.Challenge
	d.must("POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c)
	var t wire.Token
	d.must("POST", wire.PathToken, wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.device.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))}, &t)
	d.token = t.Token
}

// try sends one request to an instance that may die of it, and gives the status.
func (d *desk) try(method, path string, body any) (int, error) {
	b, ok := body.([]byte)
	if !ok {
		var err error
		if b, err = json.Marshal(body); err != nil {
			return 0, err
		}
	}
	req, err := http.NewRequest(method, d.s.http.URL+path, bytes.NewReader(b))
	if err != nil {
		return 0, err
	}
	req.Header.Set(wire.HeaderProtocol, strconv.Itoa(wire.Protocol))
	req.Header.Set("Authorization", "Bearer "+d.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := d.s.http.Client().Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}

// do sends one request; a body that is bytes goes as it is.
func (d *desk) do(method, path string, body any, header ...string) (*http.Response, []byte) {
	d.s.t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		r = bytes.NewReader(b)
	default:
		j, err := json.Marshal(b)
		if err != nil {
			d.s.t.Fatal(err)
		}
		r = bytes.NewReader(j)
	}
	req, err := http.NewRequest(method, d.s.http.URL+path, r)
	if err != nil {
		d.s.t.Fatal(err)
	}
	req.Header.Set(wire.HeaderProtocol, "1")
	if r != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if d.token != "" {
		req.Header.Set("Authorization", "Bearer "+d.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := d.s.http.Client().Do(req)
	if err != nil {
		d.s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		d.s.t.Fatal(err)
	}
	return resp, b
}

func (d *desk) must(method, path string, body, into any) {
	d.s.t.Helper()
	resp, b := d.do(method, path, body)
	if resp.StatusCode/100 != 2 {
		d.s.t.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, b)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			d.s.t.Fatal(err)
		}
	}
}

// refused sends and wants a problem of the kind.
func (d *desk) refused(kind errs.Kind, method, path string, body any, header ...string) wire.Problem {
	d.s.t.Helper()
	resp, b := d.do(method, path, body, header...)
	var p wire.Problem
	if err := json.Unmarshal(b, &p); err != nil {
		d.s.t.Fatalf("%s %s: %d, no problem: %q", method, path, resp.StatusCode, b)
	}
	if ct := resp.Header.Get("Content-Type"); ct != wire.ProblemType {
		d.s.t.Errorf("%s %s: a problem of type %q", method, path, ct)
	}
	if p.Kind != kind || p.Status != resp.StatusCode || p.Detail == "" {
		d.s.t.Errorf("%s %s: %d %s, want kind %s", method, path, resp.StatusCode, b, kind)
	}
	return p
}

func at(path string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(path) }

// sealedCase is a case as a desk holds it, sealed.
type sealedCase struct {
	id     casefile.CaseID
	key    seal.Key
	m      deed.Manifest
	signed seal.Signed
	sealed map[seal.ChunkHash][]byte
	doc    *casefile.Document
}

func (c *sealedCase) add(record casefile.RecordID, kind deed.ItemKind, media string, content []byte) deed.Item {
	it := deed.Item{Record: record, Kind: kind, MediaType: media, Bytes: int64(len(content)), SHA256: seal.SHA256(content)}
	box := seal.NewBox(&c.key, seal.PurposeChunk)
	n := max(1, (len(content)+seal.ChunkSize-1)/seal.ChunkSize)
	for i := range n {
		part := content[i*seal.ChunkSize : min(len(content), (i+1)*seal.ChunkSize)]
		b := box.SealChunk(nil, part, seal.ChunkPlace{Case: string(c.id), Record: string(record), Index: uint32(i), Last: i == n-1}, true)
		h := seal.HashChunk(b)
		c.sealed[h] = b
		it.Chunks = append(it.Chunks, seal.ChunkRef{Hash: h, Size: len(b)})
	}
	c.m.Items = append(c.m.Items, it)
	return it
}

// newCase makes a sealed case of the template with one record of some chunks.
func (d *desk) newCase(change func(*casefile.Document)) *sealedCase {
	d.s.t.Helper()
	c := &sealedCase{id: casefile.CaseID(casefile.NewID()), key: seal.NewKey(), sealed: map[seal.ChunkHash][]byte{}}
	doc := intake.TemplateCase()
	if change != nil {
		change(doc)
	}
	c.doc = doc
	b, err := json.Marshal(doc)
	if err != nil {
		d.s.t.Fatal(err)
	}
	c.add("00000000000000000000000000000001", deed.ItemDocument, "application/json", b)
	a, text := intake.Sign(intake.Agreement(), intake.PartiesOf(doc, "OSO", "Clinic", "Doctor", doc.Patient.Name.Plain(), intake.Self), intake.Attested)
	c.add("00000000000000000000000000000002", deed.ItemAgreement, "text/plain", text)
	record := bytes.Repeat([]byte("image"), seal.ChunkSize/2)
	c.add(casefile.RecordID(casefile.NewID()), deed.ItemRecord, "application/dicom", record)
	c.m.Case, c.m.Version, c.m.SealedAt = c.id, 1, d.s.clock()
	c.m.Agreement = &deed.Agreement{Version: a.Version, SHA256: seal.SHA256(text), Signer: doc.Patient.Name.Plain(), Relation: "self", Method: "attested-at-desk", AttestedBy: "staff", SignedAt: d.s.clock()}
	c.m.Participation = deed.Participation{Version: intake.ParticipationVersion, SHA256: seal.SHA256([]byte("statement"))}
	d.seal(c)
	return c
}

// amend makes the next version of a case with another document and, where it is
// signed again, another agreement.
func (d *desk) amend(c *sealedCase, change func(*casefile.Document), again bool) {
	d.s.t.Helper()
	doc := *c.doc
	change(&doc)
	b, err := json.Marshal(&doc)
	if err != nil {
		d.s.t.Fatal(err)
	}
	items := c.m.Items
	c.m.Items = nil
	c.add("00000000000000000000000000000001", deed.ItemDocument, "application/json", b)
	c.m.Items = append(c.m.Items, items[1:]...)
	if again {
		a := *c.m.Agreement
		a.SignedAt = a.SignedAt.Add(time.Hour)
		c.m.Agreement = &a
	}
	c.m.Version, c.m.Previous, c.m.Amendment, c.doc = c.m.Version+1, seal.SHA256(c.signed.Body), "changed", &doc
	d.seal(c)
}

func (d *desk) seal(c *sealedCase) {
	d.s.t.Helper()
	c.m.Signer = deed.SignerInfo{Name: "Doctor", Key: d.user.Public()}
	var err error
	if c.signed, err = deed.SealManifest(d.user, c.m); err != nil {
		d.s.t.Fatal(err)
	}
}

func (d *desk) pack(c *sealedCase, hashes ...seal.ChunkHash) []byte {
	var p []byte
	for _, h := range hashes {
		p = append(wire.AppendPackHeader(p, h, len(c.sealed[h])), c.sealed[h]...)
	}
	return p
}

// upload sends what the service says is missing, and tells how much that was.
func (d *desk) upload(c *sealedCase) int {
	d.s.t.Helper()
	var ask wire.MissingRequest
	for h := range c.sealed {
		ask.Chunks = append(ask.Chunks, h)
	}
	var out wire.MissingAnswer
	d.must("POST", at(wire.PathMissing, "{case}", string(c.id)), ask, &out)
	for _, h := range out.Missing {
		d.must("PUT", at(wire.PathPack, "{case}", string(c.id), "{pack}", casefile.NewID()), d.pack(c, h), nil)
	}
	return len(out.Missing)
}

func (d *desk) versionRequest(c *sealedCase) wire.VersionRequest {
	d.s.t.Helper()
	trust := d.s.keys.Trust()
	b, err := trust.Check(d.s.keys.Receiving()[0], d.s.clock())
	if err != nil {
		d.s.t.Fatal(err)
	}
	env, err := deed.SealEnvelope(&c.key, b.OpeningKey, c.id, c.m.Version, c.signed)
	if err != nil {
		d.s.t.Fatal(err)
	}
	return wire.VersionRequest{Version: c.m.Version, Envelope: env, Signer: d.enrol.UserCert}
}

func (c *sealedCase) path(p string) string { return at(p, "{case}", string(c.id), "{version}", "1") }

// send carries a case to its receipt.
func (d *desk) send(c *sealedCase) deed.Receipt {
	d.s.t.Helper()
	d.upload(c)
	var r wire.ReceiptAnswer
	d.must("POST", c.path(wire.PathVersions), d.versionRequest(c), &r)
	var receipt deed.Receipt
	if _, err := d.s.keys.Trust().Open(r.Receipt, deed.DomainReceipt, &receipt); err != nil {
		d.s.t.Fatal(err)
	}
	return receipt
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// feed is a page of the feed whose signature and hash hold.
type feed struct {
	wire.Page
	Changes, Again []wire.Change
}

func (d *desk) feed(query string) feed {
	d.s.t.Helper()
	var a wire.Changes
	var f feed
	d.must("GET", wire.PathChanges+query, nil, &a)
	if _, err := d.s.keys.Trust().Open(a.Page, deed.DomainChanges, &f.Page); err != nil {
		d.s.t.Fatal(err)
	}
	if f.Format != wire.FormatPage || f.Clinic != d.enrol.Clinic || f.Device != d.enrol.Device || f.SHA256 != seal.SHA256(a.Body) {
		d.s.t.Fatalf("the page is of something else: %+v", f.Page)
	}
	var b wire.PageBody
	if err := json.Unmarshal(a.Body, &b); err != nil {
		d.s.t.Fatal(err)
	}
	for into, list := range map[*[]wire.Change][]json.RawMessage{&f.Changes: b.Changes, &f.Again: b.Again} {
		for _, raw := range list {
			var c wire.Change
			if err := json.Unmarshal(raw, &c); err != nil {
				d.s.t.Fatal(err)
			}
			*into = append(*into, c)
		}
	}
	return f
}
