package console_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/intake"
	"oso/internal/pdf"
	"oso/internal/seal"
	"oso/internal/server/auth"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/clinicapi"
	"oso/internal/server/console"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/inbox"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// tables are those of the service, made once.
var tables schematest.Tables

const password = "Correct-horse-1"

// world is the console over a real database, with its people.
type world struct {
	t       testing.TB
	db      *db.DB
	blobs   blob.Store
	keys    *keys.Ring
	flow    *workflow.Flow
	auth    *auth.Auth
	inbox   *inbox.Box
	door    *console.Console
	http    *httptest.Server
	log     *lockedBuffer
	root    seal.VerifyKey
	clinic  string
	partner string
	doctor  *doctor
	staff   map[principal.Role]*person
	reads   func(*pdf.Pool) // gives the door who reads PDFs
	due     []keys.Ending   // what an administrator has to renew
	renewed atomic.Int32    // how often that was asked for

	mu  sync.Mutex
	now time.Time
}

type doctor struct {
	id      string
	signing *seal.SigningKey
	opening *seal.OpeningKey
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

func (l *lockedBuffer) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func pages() fs.FS {
	return fstest.MapFS{
		"index.html":        {Data: []byte("<!doctype html><html><head><title>Console</title></head><body></body></html>")},
		"assets/index-1.js": {Data: []byte("1")},
		".gitkeep":          {Data: []byte("")},
	}
}

func enqueue(context.Context, *sql.Tx, ...db.Job) error { return nil }

func newWorld(t testing.TB) *world {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	w := &world{t: t, log: &lockedBuffer{}, now: time.Now().Truncate(time.Second), staff: map[principal.Role]*person{}}
	var err error
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w.db, _ = tables.Open(t)
	w.blobs = blob.Beside(filepath.Join(dir, "blobs"))
	root, m := seal.NewSigningKey(), keys.NewMaster()
	w.root = root.Public()
	certified, err := keys.Certified(root, m, "OSO", w.now.Add(-time.Hour))
	must(err)
	w.keys, err = keys.Open(m, append([]keys.Stored{keys.Root(root, nil, w.now)}, certified...), w.now)
	must(err)
	w.flow = workflow.New(workflow.Defaults(time.UTC))
	w.auth, err = auth.New(auth.Config{DB: w.db, Keys: w.keys, Now: w.clock, Rounds: 1000, Drift: 20, Path: console.Base})
	must(err)
	records := chart.New(w.db, w.blobs)
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.inbox = &inbox.Box{DB: w.db, Records: records, Keys: w.keys, Flow: w.flow, Enqueue: enqueue, Now: w.clock, Log: log}
	k := console.New(console.Config{
		Due:    func() []keys.Ending { return w.due },
		Keeper: w.keeper(),
		DB:     w.db, Keys: w.keys, Records: records, Flow: w.flow, Enqueue: enqueue, Auth: w.auth, Inbox: w.inbox,
		Service:       wire.Service{Name: "Online Second Opinions", National: "+1 617 555 0100", International: "+1 617 555 0101", Email: "office@example.org"},
		Demonstration: true, Pages: pages(), Now: w.clock, Log: log,
		Mint: func(ctx context.Context, tx *sql.Tx, clinic, person string, life time.Duration, by principal.Actor) (string, error) {
			return clinicapi.Mint(ctx, tx, w.keys, clinicapi.CodeRequest{Clinic: clinic, Person: person, By: by, Life: life}, w.clock())
		},
		Mails: func(context.Context) ([]console.Mail, error) {
			return []console.Mail{{ID: "1", To: "a@example.org"}}, nil
		},
	})
	w.door, w.http, w.reads = k, httptest.NewServer(k), func(p *pdf.Pool) { k.PDF = p }
	t.Cleanup(w.http.Close)
	w.clinic, w.partner = casefile.NewID(), casefile.NewID()
	must(w.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertClinic(ctx, db.InsertClinicParams{ID: w.clinic, Name: "Harbor Clinic", CreatedAt: 1}); err != nil {
			return err
		}
		for code, cents := range map[string]int64{"second-opinion": 95000, "imaging": 40000, "pathology": 45000, "imaging-review": 30000, "pathology-review": 35000, "emergent": 50000} {
			if err := q.InsertPrice(ctx, db.InsertPriceParams{
				ID: casefile.NewID(), Code: code, Cents: cents, Currency: "USD", ValidFrom: 1, Source: "test", CreatedBy: "test", CreatedAt: 1,
			}); err != nil {
				return err
			}
		}
		return q.InsertPartner(ctx, db.InsertPartnerParams{ID: w.partner, Name: "Acme Benefits", AcceptsEstimates: true, CreatedAt: 1})
	}))
	w.doctor = w.newDoctor()
	for _, role := range principal.StaffRoles() {
		w.staff[role] = w.hire(role, string(role))
	}
	return w
}

func (w *world) newDoctor() *doctor {
	w.t.Helper()
	ctx := context.Background()
	d := &doctor{id: casefile.NewID(), signing: seal.NewSigningKey(), opening: seal.NewOpeningKey()}
	serial := casefile.NewID()
	cert, err := w.keys.Certify(deed.CertBody{
		Serial: serial, Role: deed.RolePhysician, Subject: d.id, Name: "Dr. Amara Okonkwo-Reyes", Clinic: w.clinic,
		SigningKey: d.signing.Public(), OpeningKey: d.opening.Public(), NotBefore: w.now, NotAfter: w.now.AddDate(1, 0, 0),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := seal.Canonical(cert)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.db.Tx(ctx, func(tx *sql.Tx) error {
		q, now := db.New(tx), w.now.UnixMilli()
		if err := q.Enter(ctx, db.InsertPersonParams{
			ID: d.id, Name: "Dr. Amara Okonkwo-Reyes", CreatedAt: now, UpdatedAt: now,
		}, principal.Held{Role: principal.Physician, Clinic: w.clinic}, "test"); err != nil {
			return err
		}
		return q.InsertCertificate(ctx, db.InsertCertificateParams{
			ID: serial, Kind: "physician", PersonID: d.id, ClinicID: w.clinic, Role: "physician", PublicKey: d.signing.Public(), Body: body,
			ValidFrom: now, ValidUntil: w.now.AddDate(1, 0, 0).UnixMilli(), CreatedAt: now,
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// document is what the clinic asks; nobody in it exists.
func document() casefile.Document {
	return casefile.Document{
		Residence: casefile.Place{Country: "US", Region: "MA"},
		Patient: casefile.Patient{
			Name: casefile.Name{Family: "Quintanilla", Given: "Santiago"}, BirthDate: "1971-03-02", Sex: casefile.Male,
		},
		Payer:     casefile.Payer{Kind: casefile.PayerPartner, Partner: "Acme Benefits", Member: "M-1"},
		Service:   casefile.Service{Kind: casefile.SecondOpinion, AddOns: []casefile.AddOn{}},
		History:   casefile.History{ChiefComplaint: "Weight loss", PresentIllness: "Eight kilograms in three months.", Encounters: []casefile.Encounter{{Date: "2026-08", Text: "Colonoscopy"}}},
		Diagnosis: casefile.Diagnosis{Text: "Tumor of the liver", ICD10: "C22.0"},
		Plan:      "Resection", Reason: "major surgery",
		Questions: []casefile.Question{{Text: "Is resection preferable to ablation?"}, {Text: "What are the risks?", Parts: []string{"now", "if he waits"}}},
		Wishes:    casefile.Wishes{Specialist: "Dr. Writer"},
		Materials: []casefile.Material{
			{Kind: casefile.MaterialImaging, Description: "CT of the liver", Channel: casefile.ByUpload},
			{Kind: casefile.MaterialPathology, Description: "Six slides", Channel: casefile.ByMail, Physical: true},
		},
	}
}

// receive is what the clinic's door does with a sealed case.
func (w *world) receive(doc casefile.Document, location workflow.Location) string {
	w.t.Helper()
	ctx, id, key := context.Background(), casefile.CaseID(casefile.NewID()), seal.NewKey()
	cols := chart.ColumnsOf(id, &key)
	must := func(b []byte, err error) []byte {
		if err != nil {
			w.t.Fatal(err)
		}
		return b
	}
	// One record of the case, and one page of PDF.
	plain := []byte("%PDF-1.7 a report of nobody")
	record := casefile.RecordID(casefile.NewID())
	sealed := seal.NewBox(&key, seal.PurposeChunk).SealChunk(nil, plain, seal.ChunkPlace{Case: string(id), Record: string(record), Index: 0, Last: true}, false)
	hash := seal.HashChunk(sealed)
	if err := w.blobs.Put(ctx, "packs/"+hash.String(), sealed); err != nil {
		w.t.Fatal(err)
	}
	item := deed.Item{
		Record: record, Kind: deed.ItemRecord, Path: "disc.zip!/report.pdf", MediaType: "application/pdf", Bytes: int64(len(plain)), SHA256: seal.SHA256(plain),
		Chunks: []seal.ChunkRef{{Hash: hash, Size: len(sealed)}},
		DICOM:  &deed.DICOMRef{AccessionNumber: "A-17", ReferringPhysician: `Halloran^Deirdre^^Dr.\Okafor^Bola`},
	}
	agreed, text := intake.Sign(intake.Agreement(), intake.PartiesOf(&doc, "OSO", "Clinic", "Doctor", "Santiago Quintanilla", intake.Self), intake.Attested)
	agreement := deed.Agreement{Version: agreed.Version, SHA256: agreed.SHA256, Signer: "Santiago Quintanilla", Relation: "self", Method: "attested-at-desk", AttestedBy: "A", SignedAt: w.now}
	signed, err := deed.SealManifest(w.doctor.signing, deed.Manifest{Case: id, Version: 1, SealedAt: w.now, Agreement: &agreement, Items: []deed.Item{item}})
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := seal.Canonical(signed)
	if err != nil {
		w.t.Fatal(err)
	}
	manifest := seal.NewBox(&key, deed.PurposeManifest).Seal(nil, body, string(id), "1")
	n := &workflow.NewCase{
		ClinicID: w.clinic, PhysicianID: w.doctor.id, PartnerID: w.partner, Kind: string(doc.Service.Kind), PayerKind: "partner", Copy: true,
		Agreement: workflow.Attested, KeyWrapped: w.keys.WrapCaseKey(id, &key),
		Summary:  must(cols.SealPatient(chart.Patient{Name: "Santiago Quintanilla", Sex: doc.Patient.Sex, BirthDate: doc.Patient.BirthDate})),
		Document: must(cols.SealDocument(&doc)), Contact: must(cols.SealContact(chart.Contact{})),
		AgreementS: must(cols.SealAgreement(chart.Agreement{Agreement: agreement, Text: string(text)})),
	}
	for _, m := range doc.Materials {
		mid := casefile.NewID()
		n.Materials = append(n.Materials, workflow.Material{
			ID: mid, Kind: string(m.Kind), Channel: string(m.Channel), Physical: m.Physical, Arrived: m.Channel == casefile.ByUpload,
			Description: cols.SealMaterial(mid, m.Description),
		})
	}
	err = w.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if n.Reference, err = db.NewReference(ctx, tx); err != nil {
			return err
		}
		if _, err := w.flow.Apply(ctx, tx, enqueue, workflow.Command{
			CaseID: string(id), Event: workflow.Receive, Now: w.now, Actor: principal.Principal{Kind: principal.Desk, Person: principal.Person{ID: w.doctor.id}}.As(principal.Physician),
			New: n, Place: &workflow.Place{Answer: location, Rule: "locations-1"}, Participates: true, Object: seal.SHA256(signed.Body),
		}); err != nil {
			return err
		}
		if _, err := q.InsertChunk(ctx, db.InsertChunkParams{ClinicID: w.clinic, CaseID: string(id), SHA256: hash.String(), Size: int64(len(sealed)), BlobKey: "packs/" + hash.String(), ReceivedAt: 1}); err != nil {
			return err
		}
		if err := q.InsertRecord(ctx, db.InsertRecordParams{
			CaseID: string(id), ID: string(record), Version: 1, Bytes: item.Bytes, DescriptionSealed: must(cols.SealItem(item)),
		}); err != nil {
			return err
		}
		return q.InsertCaseVersion(ctx, db.InsertCaseVersionParams{
			CaseID: string(id), Version: 1, ManifestSealed: manifest, ManifestSHA256: seal.SHA256(signed.Body), Signature: signed.Signature,
			ReasonSealed: []byte{}, ReceivedAt: w.now.UnixMilli(), Receipt: []byte{},
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return string(id)
}

// person is somebody of the service with a browser.
type person struct {
	w      *world
	role   principal.Role
	acc    auth.Account
	email  string
	client *http.Client
	step   int
}

func (w *world) hire(role principal.Role, name string) *person {
	w.t.Helper()
	p := &person{w: w, role: role, email: name + "@example.org"}
	acc, err := w.auth.Create(context.Background(), auth.NewAccount{
		Email: p.email, Name: "Dr. Writer " + name, Role: role, Titles: "MD; Professor of Surgery", Password: password, Specialties: []string{"Liver surgery"},
		Tenured: true, Licensed: true, BoardCertified: true, CredentialsUntil: w.now.AddDate(1, 0, 0),
		Partner: map[principal.Role]string{principal.PartnerAdmin: w.partner}[role],
	}, principal.CommandLine())
	if err != nil {
		w.t.Fatal(err)
	}
	p.acc = acc
	p.signIn()
	return p
}

// code gives the next one that was not used; the test's clock stands still.
func (p *person) code() string {
	p.step++
	c, err := auth.Code(p.acc.CodeSecret, p.w.clock().Add(time.Duration(p.step-15)*auth.Step))
	if err != nil {
		p.w.t.Fatal(err)
	}
	return c
}

func (p *person) signIn() {
	p.w.t.Helper()
	jar, _ := cookiejar.New(nil)
	p.client = &http.Client{Jar: jar}
	p.want(200, "POST", "/session", map[string]any{"email": p.email, "password": password}, nil)
	p.want(200, "POST", "/session/code", map[string]any{"code": p.code()}, nil)
}

// ask sends a request and gives status and body.
func (p *person) ask(method, path string, in any) (int, []byte) {
	p.w.t.Helper()
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			p.w.t.Fatal(err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, p.w.http.URL+"/console/api"+path, body)
	if err != nil {
		p.w.t.Fatal(err)
	}
	res, err := p.client.Do(req)
	if err != nil {
		p.w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.w.t.Fatal(err)
	}
	return res.StatusCode, b
}

func (p *person) want(status int, method, path string, in, out any) {
	p.w.t.Helper()
	got, b := p.ask(method, path, in)
	if got != status {
		p.w.t.Fatalf("%s: %s %s answers %d, want %d: %s", p.role, method, path, got, status, b)
	}
	if out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			p.w.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
}

// caseView is what tests read of a case.
type caseView struct {
	There                            string
	ID, Reference, State, Next, Turn string
	Awaited                          []string
	Seq                              int64
	Acts                             []string
	Gone                             bool
	Patient                          *chart.Patient
	Document                         *casefile.Document
	Synopsis                         *struct {
		Diagnosis string
		Things    int
	}
	Tracks    *struct{ Location, Billing, Agreement, Critical string }
	Materials []struct{ ID, State, Channel, Description string }
	Records   []struct {
		ID, Name  string
		Accession string `json:"accession_number"`
		Referrer  string `json:"referring_physician"`
		Kept      string
		Origin    *struct{ Item, Channel string }
	}
	Estimate *struct{ Cents int64 }
	Opinions []struct {
		Version int64
		State   string
	}
	Timeline  []struct{ Event, Actor, Reason, Note string }
	Tasks     []struct{ ID, Kind string }
	Owner     *struct{ ID, Name string }
	Telephone string
	AddOns    []casefile.AddOn `json:"add_ons"`
}

func (p *person) open(id string) caseView {
	p.w.t.Helper()
	var v caseView
	p.want(200, "GET", "/cases/"+id, nil, &v)
	return v
}

// approvalView is what tests read of what an approver has to do.
type approvalView struct {
	Version int64
	SHA256  string
	List    int64
	Checks  []struct {
		Code, Text string
		Mine       *time.Time
		Others     []struct{ By string }
	}
	Comments []commentView
}

type commentView struct {
	ID, Part, Quote, Text, By, Answer string
	Start                             int
	Mine, Settled                     bool
	RowVersion                        int64  `json:"row_version"`
	AnsweredBy                        string `json:"answered_by"`
}

// tick makes every check of the version that is with this approver.
func (p *person) tick(id string) approvalView {
	p.w.t.Helper()
	var v approvalView
	p.want(200, "GET", "/cases/"+id+"/approval", nil, &v)
	for _, c := range v.Checks {
		p.want(200, "PUT", "/cases/"+id+"/approval/checks/"+c.Code, map[string]any{"sha256": v.SHA256, "list": v.List, "made": true}, &v)
	}
	return v
}

func (p *person) act(id, act string, in map[string]any) caseView {
	p.w.t.Helper()
	if in == nil {
		in = map[string]any{}
	}
	if strings.HasPrefix(act, "approve") {
		p.tick(id)
	}
	var v caseView
	p.want(200, "POST", "/cases/"+id+"/acts/"+act, in, &v)
	return v
}

func (p *person) refused(status int, id, act string, in map[string]any) string {
	p.w.t.Helper()
	if in == nil {
		in = map[string]any{}
	}
	var problem wire.Problem
	p.want(status, "POST", "/cases/"+id+"/acts/"+act, in, &problem)
	if problem.Kind == "" || problem.Detail == "" || strings.Contains(problem.Detail, "Quintanilla") {
		p.w.t.Fatalf("%s: problem %+v", act, problem)
	}
	return string(problem.Kind)
}

// direct asks the door itself, as p, under a context that a network would hide.
func (w *world) direct(ctx context.Context, p *person, method, path string) *httptest.ResponseRecorder {
	w.t.Helper()
	req := httptest.NewRequestWithContext(ctx, method, w.http.URL+"/console/api"+path, nil)
	for _, c := range p.client.Jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	res := httptest.NewRecorder()
	w.door.ServeHTTP(res, req)
	return res
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (v caseView) String() string {
	return fmt.Sprintf("%s, next %s, acts %v", v.State, v.Next, v.Acts)
}
