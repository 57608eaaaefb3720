package e2e

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/opinion"
	"oso/internal/clinic/syncer"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/seal"
	"oso/internal/server"
	"oso/internal/server/clinicapi"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// A desk and a service that runs, with one clock that is moved: ten years in
// months.
type decade struct {
	t      *testing.T
	root   *seal.SigningKey
	master *keys.Master
	dir    string // the service's
	s      *server.Server
	stop   func()

	clinic, person string
	desk           string // the vault's folder
	kit, pass      string
	v              *casebook.Vault
	sync           *syncer.Syncer
	read           []casefile.CaseID // cases whose opinion is here, with the number of its version

	mu sync.Mutex
	at time.Time
}

func (d *decade) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at
}

// month lets a month pass, and the service have its daily look.
func (d *decade) month() {
	d.t.Helper()
	d.mu.Lock()
	d.at = d.at.AddDate(0, 1, 0)
	d.mu.Unlock()
	d.look()
}

func (d *decade) look() {
	d.t.Helper()
	if err := d.s.Renew(context.Background()); err != nil {
		d.t.Fatal(err)
	}
}

// keys are made by an administrator beside the running service.
func (d *decade) keys(first ...keys.Stored) {
	d.t.Helper()
	s, err := server.OpenStore(context.Background(), d.dir)
	d.ok(err)
	defer s.Close()
	made, err := keys.Certified(d.root, d.master, "OSO", d.now())
	d.ok(err)
	d.ok(s.AddKeys(context.Background(), "test", d.now(), append(first, made...)...))
}

func (d *decade) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("%s: %v", d.now().Format(time.DateOnly), err)
	}
}

// serve runs the service; again after a stop, on the same address.
func (d *decade) serve(listen string) {
	d.t.Helper()
	s, err := server.Open(context.Background(), server.Config{
		Data: d.dir, Master: d.master, Listen: listen, Office: time.UTC, Service: wire.Service{Name: "OSO"}, Now: d.now, Log: slog.New(slog.DiscardHandler),
	})
	d.ok(err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	d.s, d.stop = s, sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			d.t.Errorf("run: %v", err)
		}
		s.Close()
	})
	d.t.Cleanup(d.stop)
}

func newDecade(t *testing.T) *decade {
	t.Helper()
	ctx := context.Background()
	d := &decade{
		t: t, root: seal.NewSigningKey(), master: keys.NewMaster(), dir: t.TempDir(), pass: linePass,
		desk: filepath.Join(t.TempDir(), "vault"), clinic: casefile.NewID(), person: casefile.NewID(), at: faultyDay,
	}
	d.ok(server.Migrate(ctx, d.dir))
	d.keys(keys.Root(d.root, nil, d.now()))
	d.serve("127.0.0.1:0")
	now := d.now().UnixMilli()
	d.ok(d.s.Store().DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertClinic(ctx, db.InsertClinicParams{ID: d.clinic, Name: "Harbor Street Clinic", CreatedAt: now}); err != nil {
			return err
		}
		return q.Enter(ctx, db.InsertPersonParams{ID: d.person, Name: lineUser, LicenseCheckedAt: now, CreatedAt: now, UpdatedAt: now},
			principal.Held{Role: principal.Physician, Clinic: d.clinic}, "test")
	}))
	made, err := vault.Create(ctx, d.desk, vault.CreateOptions{User: lineUser, Role: vault.Physician, Passphrase: d.pass, Rounds: vaulttest.Few(), Clock: d.now})
	d.ok(err)
	d.kit = made.Kit
	d.open()
	d.enrol()
	return d
}

func (d *decade) open() {
	d.t.Helper()
	var err error
	d.v, err = casebook.Open(context.Background(), d.desk, vault.OpenOptions{Passphrase: d.pass, Clock: d.now, Rounds: vaulttest.Few()})
	d.ok(err)
	d.t.Cleanup(func() { d.v.Close() })
	d.sync = &syncer.Syncer{Vault: d.v, Now: d.now, Pause: noPause}
}

// code is made by a coordinator for the physician.
func (d *decade) code() (text string, err error) {
	ctx := context.Background()
	err = d.s.Store().DB.Tx(ctx, func(tx *sql.Tx) error {
		text, err = clinicapi.Mint(ctx, tx, d.s.Store().Keys, clinicapi.CodeRequest{Clinic: d.clinic, Person: d.person, By: principal.CommandLine(), Life: time.Hour, TLS: d.s.Pin()}, d.now())
		return err
	})
	return text, err
}

func (d *decade) enrol() {
	d.t.Helper()
	code, err := d.code()
	d.ok(err)
	_, err = d.sync.Enrol(context.Background(), "https://"+d.s.Addr().String(), code, d.pass, "")
	d.ok(err)
}

// exchange is a whole one, of which nothing is left over.
func (d *decade) exchange() syncer.Report {
	d.t.Helper()
	r, err := d.sync.Exchange(context.Background())
	d.ok(err)
	if len(r.Waiting) != 0 || r.Notice != "" {
		d.t.Fatalf("%s: waiting %+v, told %q", d.now().Format(time.DateOnly), r.Waiting, r.Notice)
	}
	return r
}

// newCase is filled in and sealed.
func (d *decade) newCase() casefile.CaseID {
	d.t.Helper()
	ctx := context.Background()
	desk := &draft.Workstation{Vault: d.v, Now: d.now}
	doc := *intake.TemplateCase()
	id, err := desk.Create(ctx, doc)
	d.ok(err)
	b, err := d.v.NewBatch(ctx, id, vault.BatchOptions{})
	d.ok(err)
	defer b.Close()
	r, err := b.NewRecord()
	d.ok(err)
	_, err = r.Write(noise(1, 64<<10))
	d.ok(err)
	r.Record.Kind, r.Record.Path, r.Record.MediaType = deed.ItemRecord, "I0001", "application/dicom"
	d.ok(r.Close())
	d.ok(b.Commit(ctx, nil))
	d.ok(b.Close())
	_, err = desk.SignAgreement(ctx, id, draft.Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self})
	d.ok(err)
	_, err = desk.Seal(ctx, id, draft.Act{Passphrase: d.pass, Participate: true})
	d.ok(err)
	return id
}

func (d *decade) received(id casefile.CaseID) {
	d.t.Helper()
	h, err := d.v.Head(id)
	d.ok(err)
	if h.State != casefile.Received || len(h.Reference) != 10 {
		d.t.Fatalf("%s: the case is %s with the service", d.now().Format(time.DateOnly), h.State)
	}
}

// answer lets the service release an opinion, as an approval leaves it.
func (d *decade) answer(id casefile.CaseID) {
	d.t.Helper()
	ctx, ring, now := context.Background(), d.s.Store().Keys, d.now()
	row, err := d.s.Store().DB.Q().GetCase(ctx, string(id))
	d.ok(err)
	manifest, err := d.s.Store().DB.Q().GetManifestSHA256(ctx, db.GetManifestSHA256Params{CaseID: string(id), Version: 1})
	d.ok(err)
	content, err := deed.NewContent(deed.Content{Case: id, Reference: casefile.Reference(row.Reference), Version: 1, Kind: deed.KindOpinion, Assessment: "Of " + now.Format(time.DateOnly)})
	d.ok(err)
	signer := func(role deed.CertRole) (*seal.SigningKey, deed.Certificate) {
		k := seal.NewSigningKey()
		c, err := ring.Certify(deed.CertBody{Role: role, Subject: casefile.NewID(), Name: string(role), SigningKey: k.Public(), NotBefore: now, NotAfter: now.Add(keys.CertLife)})
		d.ok(err)
		return k, c
	}
	ak, ac := signer(deed.RoleSpecialist)
	author, err := deed.SignContent(ak, ac, deed.AuthorStatement{Case: id, Version: 1, ContentSHA256: seal.SHA256(content), ManifestSHA256: manifest, SignedAt: now})
	d.ok(err)
	p := deed.Package{Content: content, Authors: []deed.Endorsement{author}, A4: []byte("%PDF a4"), Letter: []byte("%PDF letter")}
	pk, pc := signer(deed.RoleApprover)
	p.Approval, err = deed.Approve(pk, pc, p.Authors, now)
	d.ok(err)
	p, err = ring.Release(p, now)
	d.ok(err)
	encoded, err := p.Encode()
	d.ok(err)
	key := seal.NewKey()
	sealed := deed.SealPackage(&key, encoded, id, 1)
	certs, err := d.s.Store().DB.Q().ListCertificatesByPerson(ctx, d.person)
	d.ok(err)
	opinionID, ms := casefile.NewID(), now.UnixMilli()
	name, err := d.s.Store().Records.PutBlob(ctx, sealed)
	d.ok(err)
	d.ok(d.s.Store().DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertOpinion(ctx, db.InsertOpinionParams{ID: opinionID, CaseID: row.ID, Version: 1, Kind: "opinion", AuthorID: casefile.NewID(), DraftSealed: []byte{}, UpdatedAt: ms}); err != nil {
			return err
		}
		// Of the keys the one that was certified last for the first time is the
		// present one; any certificate of it names where it leads.
		var newest db.Certificate
		for i, c := range certs {
			if !slices.ContainsFunc(certs[:i], func(o db.Certificate) bool { return bytes.Equal(o.PublicKey, c.PublicKey) }) {
				newest = c
			}
		}
		var cert deed.Certificate
		if err := json.Unmarshal(newest.Body, &cert); err != nil {
			return err
		}
		body, err := d.s.Store().Keys.Trust().Origin(cert)
		if err != nil {
			return err
		}
		wrapped, err := seal.Wrap(body.OpeningKey, deed.WrapOpinion, key[:], string(id), "1")
		if err != nil {
			return err
		}
		if err := q.PutOpinionKey(ctx, db.PutOpinionKeyParams{OpinionID: opinionID, CertificateID: newest.ID, PersonID: d.person, Wrapped: wrapped, CreatedAt: ms}); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE opinions SET state = 'released', content_sha256 = ?, package_blob = ?, package_size = ?, package_sha256 = ?,
			author_signature = X'01', approver_signature = X'01', signed_at = ?, approved_at = ?, released_at = ? WHERE id = ?`,
			seal.SHA256(content), name, len(sealed), seal.SHA256(sealed), ms, ms, ms, opinionID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE cases SET state = 'released', participation = 'linked', version = 1, unread = TRUE WHERE id = ?`, row.ID); err != nil {
			return err
		}
		for _, f := range []db.InsertFeedParams{{Kind: string(wire.ChangeStatus)}, {Kind: string(wire.ChangeOpinion), RefID: opinionID}} {
			f.ClinicID, f.CaseID, f.CreatedAt = row.ClinicID, row.ID, ms
			if err := q.InsertFeed(ctx, f); err != nil {
				return err
			}
		}
		return nil
	}))
}

// whole is one case from its seal to the opened opinion.
func (d *decade) whole() {
	d.t.Helper()
	id := d.newCase()
	d.exchange()
	d.received(id)
	d.answer(id)
	if r := d.exchange(); r.Received.Opinions != 1 {
		d.t.Fatalf("%s: %d opinions came", d.now().Format(time.DateOnly), r.Received.Opinions)
	}
	_, err := (&opinion.Workstation{Vault: d.v, Now: d.now}).Open(context.Background(), id, d.pass, true)
	d.ok(err)
	d.exchange()
	if row, err := d.s.Store().DB.Q().GetCase(context.Background(), string(id)); err != nil || row.State == "released" {
		d.t.Fatalf("%s: the opening is not recorded: %s, %v", d.now().Format(time.DateOnly), row.State, err)
	}
	d.read = append(d.read, id)
}

// verifies looks at every opinion that came in all the years.
func (d *decade) verifies() {
	d.t.Helper()
	for i, id := range d.read {
		p, err := (&opinion.Workstation{Vault: d.v, Now: d.now}).Verify(context.Background(), id, d.pass)
		if err != nil || !p.Valid || len(p.Signers) != 2 {
			d.t.Errorf("%s: opinion %d: valid %t, %v, %v", d.now().Format(time.DateOnly), i+1, p.Valid, p.Why, err)
		}
	}
}

func (d *decade) health() (int, int) {
	d.t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	resp, err := client.Get("https://" + d.s.Addr().String() + "/healthz")
	d.ok(err)
	resp.Body.Close()
	days, err := strconv.Atoi(resp.Header.Get(server.HeaderKeyDays))
	d.ok(err)
	return resp.StatusCode, days
}

// Ten years: the administrator makes the next keys each year, the desk is off
// for some months and once for longer than its certificates last, the physician
// has new keys once. Everything syncs, and every opinion of then verifies.
func TestDecade(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDecade(t)
	off := func(month int) bool { return month >= 30 && month < 35 || month >= 52 && month < 68 }
	for month := 1; month <= 120; month++ {
		d.month()
		if month%12 == 9 {
			d.keys()
			d.look()
		}
		if code, days := d.health(); code != http.StatusNoContent || days < 1 {
			t.Fatalf("month %d: health %d, the issuing key signs for %d days", month, code, days)
		}
		if off(month) {
			continue
		}
		if month == 80 { // without the old passphrase: new keys
			d.v.Close()
			d.pass = "green lanterns wander past noon"
			_, err := casebook.Recover(ctx, d.desk, vault.RecoverOptions{Kit: d.kit, User: lineUser, NewPassphrase: d.pass, Clock: d.now, Rounds: vaulttest.Few()})
			d.ok(err)
			d.open()
			d.enrol()
			d.read = nil // of then: OSO encrypts them to the new keys, which is another's to test
		}
		d.exchange()
		if month%6 == 0 {
			d.whole()
		}
		if month%12 == 0 {
			d.verifies()
		}
	}
	if n := len(d.read); n < 6 {
		t.Errorf("%d opinions", n)
	}
	// A start in the tenth year finds all as it was.
	addr := d.s.Addr().String()
	d.stop()
	d.serve(addr)
	d.whole()
	d.verifies()
}

// The administrator forgets the issuing key. It is told long before; then desks
// and coordinators are told what is the matter, nothing is lost, and with the
// next key everything goes on without a stop.
func TestForgottenIssuingKey(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDecade(t)
	d.whole()
	for range 9 {
		d.month()
		d.exchange()
	}
	if code, days := d.health(); code != http.StatusNoContent || days >= 120 || days < 60 {
		t.Errorf("before the end: health %d, %d days", code, days)
	}
	for range 5 {
		d.month()
	}
	waits := d.newCase()
	told := func(err error, kind errs.Kind) {
		t.Helper()
		if !errs.Is(err, kind) || errs.Message(err) == errs.Message(nil) {
			t.Errorf("%q: %v", errs.Message(err), err)
		}
	}
	for _, start := range []bool{false, true} {
		if start { // it starts all the same, and says so
			addr := d.s.Addr().String()
			d.stop()
			d.serve(addr)
		}
		if code, days := d.health(); code != http.StatusServiceUnavailable || days >= 0 {
			t.Errorf("after the end: health %d, %d days", code, days)
		}
		_, err := d.sync.Exchange(ctx)
		told(err, errs.Unreachable)
		_, err = d.code()
		told(err, errs.Incomplete)
	}
	var backup bytes.Buffer
	store, err := server.OpenStore(ctx, d.dir)
	d.ok(err)
	d.ok(store.OpenKeys(ctx, d.master, d.now()))
	if _, err := store.Backup(ctx, &backup, d.master); err != nil || backup.Len() == 0 {
		t.Errorf("no backup: %v", err)
	}
	d.ok(store.Close())

	d.keys()
	d.look()
	d.exchange()
	d.received(waits)
	d.whole()
	d.verifies()
	_, err = d.code()
	d.ok(err)
	if code, _ := d.health(); code != http.StatusNoContent {
		t.Errorf("with the next key: health %d", code)
	}
}

// A desk that was off for so long that its signature alone is no proof any more
// is told what to do, and it works.
func TestDeskOffForYears(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDecade(t)
	d.whole()
	for month := range 42 {
		d.month()
		if month%12 == 9 {
			d.keys()
			d.look()
		}
	}
	_, err := d.sync.Exchange(ctx)
	if !errs.Is(err, errs.NotEnrolled) {
		t.Fatalf("after 42 months: %v", err)
	}
	d.enrol()
	d.whole()
	d.verifies()
}

// A service goes back to a backup: what came after it is received again with new
// receipts, the openings of then are recorded again, nothing of the feed is
// missed, and people are told once.
func TestServiceGoesBackToABackup(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDecade(t)
	d.whole()
	before := d.read[0]
	unopened := d.newCase()
	d.exchange()
	d.answer(unopened)
	d.exchange()

	var backup bytes.Buffer
	_, err := d.s.Store().Backup(ctx, &backup, d.master)
	d.ok(err)
	_, err = (&opinion.Workstation{Vault: d.v, Now: d.now}).Open(ctx, unopened, d.pass, true)
	d.ok(err)
	d.exchange()
	d.whole() // of the years after
	later := d.newCase()
	d.exchange()
	d.received(later)

	receipts := func(id casefile.CaseID) (epoch string) {
		t.Helper()
		d.ok(d.v.View(ctx, id, func(tx *casebook.Tx) error {
			row, err := casebook.Get[casebook.ReceiptRow](tx, casebook.KindReceipt, casebook.VersionID(1))
			epoch = row.Value.Receipt.Epoch
			return err
		}))
		return epoch
	}
	old := receipts(later)
	addr := d.s.Addr().String()
	d.stop()
	d.dir = filepath.Join(t.TempDir(), "restored")
	_, err = server.Places{Dir: d.dir}.Restore(ctx, &backup, d.master, "test", d.now())
	d.ok(err)
	d.serve(addr)

	d.mu.Lock()
	d.at = d.at.Add(time.Hour)
	d.mu.Unlock()
	r, err := d.sync.Exchange(ctx)
	d.ok(err)
	if r.Notice == "" || len(r.Waiting) != 0 {
		t.Errorf("told %q, waiting %+v", r.Notice, r.Waiting)
	}
	// The opinion of after the backup is here alone: its opening waits, and is told.
	lost := d.read[1]
	only := func(r syncer.Report) bool {
		return len(r.Waiting) == 1 && r.Waiting[0].ID == lost && r.Waiting[0].Kind == errs.NotFound
	}
	if r, err = d.sync.Exchange(ctx); err != nil || !only(r) { // brings what the service said to that
		t.Errorf("once more: %+v, %v", r.Waiting, err)
	}
	for _, id := range append(d.read, unopened, later) {
		d.received(id)
		row, err := d.s.Store().DB.Q().GetCase(ctx, string(id))
		if err != nil {
			t.Errorf("a case is not at the service: %v", err)
			continue
		}
		if e := receipts(id); e == old || e == "" {
			t.Errorf("a receipt is of the epoch before")
		}
		if (id == before || id == unopened) && row.State == "released" {
			t.Errorf("the opening is not recorded again")
		}
	}
	if r, err = d.sync.Exchange(ctx); err != nil || r.Notice != "" || r.Sent.Records != 0 || !only(r) {
		t.Errorf("in the end: %+v, %v", r, err)
	}
	d.read = append(d.read, unopened)
	d.verifies()
}
