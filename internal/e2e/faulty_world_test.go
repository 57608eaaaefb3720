package e2e

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
	"oso/internal/intake"
	"oso/internal/seal"
	"oso/internal/server"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/clinicapi"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// Both sides in one process: the clinic's real exchange over a real vault, and
// the service's real door over its real database, on TLS over loopback. Both
// clocks stand still, so that two runs differ in nothing but what was cut.

var faultyDay = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

func faultyNow() time.Time { return faultyDay }

// stage is a moment from which an exchange is tried: both folders as they are.
type stage struct {
	name          string
	vault, server string
}

// world is what the stages share.
type world struct {
	dir    string
	ring   *keys.Ring
	cert   tls.Certificate
	pin    []byte
	code   string
	id     casefile.CaseID
	clinic string

	unsealed            stage // enrolled, the case is ready for its seal
	enrol, send, fetch  stage
	act                 stage // the opinion was opened, the access waits
	recordSums          []string
	firstManifestSHA256 string
}

var faulty = sync.OnceValues(func() (w *world, err error) {
	w = &world{dir: filepath.Join(builtIn, "faulty")}
	return w, w.make()
})

func (w *world) make() error {
	ctx := context.Background()
	desk, serverDir := filepath.Join(w.dir, "now", "vault"), filepath.Join(w.dir, "now", "server")
	if err := os.MkdirAll(serverDir, 0o700); err != nil {
		return err
	}
	root, master := seal.NewSigningKey(), keys.NewMaster()
	certified, err := keys.Certified(root, master, "OSO", faultyDay)
	if err != nil {
		return err
	}
	if w.ring, err = keys.Open(master, append([]keys.Stored{keys.Root(root, nil, faultyDay)}, certified...), faultyDay); err != nil {
		return err
	}
	if w.cert, w.pin, err = server.OwnCertificate(w.dir, nil, faultyDay); err != nil {
		return err
	}
	door, err := w.open(serverDir)
	if err != nil {
		return err
	}
	defer door.close()
	if err := w.people(ctx, door.db); err != nil {
		return err
	}

	if _, err := vault.Create(ctx, desk, vault.CreateOptions{User: lineUser, Role: vault.Physician, Passphrase: linePass, Rounds: vaulttest.Few()}); err != nil {
		return err
	}
	v, err := casebook.Open(ctx, desk, vault.OpenOptions{Passphrase: linePass, Clock: faultyNow, Rounds: vaulttest.Few()})
	if err != nil {
		return err
	}
	defer v.Close()
	snap := func(name string) (stage, error) {
		s := stage{name, filepath.Join(w.dir, name, "vault"), filepath.Join(w.dir, name, "server")}
		return s, copyBoth(s, desk, serverDir)
	}
	exchange := &syncer.Syncer{Vault: v, Now: faultyNow, Line: door.line, Pause: noPause}
	d := &draft.Workstation{Vault: v, Now: faultyNow}
	if w.id, err = w.newCase(ctx, d); err != nil {
		return err
	}
	if w.enrol, err = snap("enrol"); err != nil {
		return err
	}
	if _, err = exchange.Enrol(ctx, door.url(), w.code, linePass, ""); err != nil {
		return err
	}
	if w.unsealed, err = snap("unsealed"); err != nil {
		return err
	}
	sealed, err := d.Seal(ctx, w.id, draft.Act{Passphrase: linePass, Participate: true})
	if err != nil {
		return err
	}
	w.firstManifestSHA256 = sealed.SHA256
	if w.send, err = snap("send"); err != nil {
		return err
	}
	if _, err = exchange.Exchange(ctx); err != nil {
		return err
	}
	if err := w.release(ctx, door, v.User()); err != nil {
		return err
	}
	if w.fetch, err = snap("fetch"); err != nil {
		return err
	}
	if _, err = exchange.Exchange(ctx); err != nil {
		return err
	}
	if _, err = (&opinion.Workstation{Vault: v, Now: faultyNow}).Open(ctx, w.id, linePass, false); err != nil {
		return err
	}
	w.act, err = snap("act")
	return err
}

func copyBoth(to stage, desk, serverDir string) error {
	for from, dir := range map[string]string{desk: to.vault, serverDir: to.server} {
		if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
			return err
		}
	}
	return nil
}

// people puts a clinic with its physician on the service's list.
func (w *world) people(ctx context.Context, d *db.DB) error {
	now := faultyDay.UnixMilli()
	person := casefile.NewID()
	w.clinic = casefile.NewID()
	return d.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertClinic(ctx, db.InsertClinicParams{ID: w.clinic, Name: "Harbor Street Clinic", CreatedAt: now}); err != nil {
			return err
		}
		if err := q.InsertPartner(ctx, db.InsertPartnerParams{ID: casefile.NewID(), Name: intake.DemoPartner, AcceptsEstimates: true, CreatedAt: now}); err != nil {
			return err
		}
		if err := q.Enter(ctx, db.InsertPersonParams{ID: person, Name: lineUser, LicenseCheckedAt: now, CreatedAt: now, UpdatedAt: now},
			principal.Held{Role: principal.Physician, Clinic: w.clinic}, "test"); err != nil {
			return err
		}
		var err error
		w.code, err = clinicapi.Mint(ctx, tx, w.ring, clinicapi.CodeRequest{Clinic: w.clinic, Person: person, By: principal.CommandLine(), Life: time.Hour, TLS: w.pin}, faultyDay)
		return err
	})
}

// newCase is a case with some megabytes that do not shrink: several packs.
func (w *world) newCase(ctx context.Context, d *draft.Workstation) (casefile.CaseID, error) {
	id, err := d.Create(ctx, *intake.TemplateCase())
	if err != nil {
		return "", err
	}
	b, err := d.Vault.NewBatch(ctx, id, vault.BatchOptions{})
	if err != nil {
		return "", err
	}
	defer b.Close()
	for i := range 5 {
		r, err := b.NewRecord()
		if err != nil {
			return "", err
		}
		if _, err := r.Write(noise(i, 1<<20)); err != nil {
			return "", err
		}
		r.Record.Kind, r.Record.Path, r.Record.MediaType = deed.ItemRecord, fmt.Sprintf("I%04d", i), "application/dicom"
		if err := r.Close(); err != nil {
			return "", err
		}
		w.recordSums = append(w.recordSums, r.Record.SHA256)
	}
	if err := b.Commit(ctx, nil); err != nil {
		return "", err
	}
	_, err = d.SignAgreement(ctx, id, draft.Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self})
	return id, err
}

// release puts a real package under the case, as the approval leaves it.
func (w *world) release(ctx context.Context, door *door, physician casebook.User) error {
	d := door.db
	row, err := d.Q().GetCase(ctx, string(w.id))
	if err != nil {
		return err
	}
	content, err := deed.NewContent(deed.Content{
		Case: w.id, Reference: casefile.Reference(row.Reference), Version: 1, Kind: deed.KindOpinion, Assessment: string(bytes.Repeat([]byte("Reasons. "), 5000)),
	})
	if err != nil {
		return err
	}
	certify := func(role deed.CertRole, k *seal.SigningKey) (deed.Certificate, error) {
		return w.ring.Certify(deed.CertBody{Serial: casefile.NewID(), Role: role, Subject: casefile.NewID(), Name: string(role), SigningKey: k.Public(), NotBefore: faultyDay, NotAfter: faultyDay.AddDate(1, 0, 0)})
	}
	ak, pk := seal.NewSigningKey(), seal.NewSigningKey()
	ac, err := certify(deed.RoleSpecialist, ak)
	if err != nil {
		return err
	}
	pc, err := certify(deed.RoleApprover, pk)
	if err != nil {
		return err
	}
	author, err := deed.SignContent(ak, ac, deed.AuthorStatement{Case: w.id, Version: 1, ContentSHA256: seal.SHA256(content), ManifestSHA256: w.firstManifestSHA256, SignedAt: faultyDay})
	if err != nil {
		return err
	}
	p := deed.Package{Content: content, Authors: []deed.Endorsement{author}, A4: []byte("%PDF a4"), Letter: []byte("%PDF letter")}
	if p.Approval, err = deed.Approve(pk, pc, p.Authors, faultyDay); err != nil {
		return err
	}
	if p, err = w.ring.Release(p, faultyDay); err != nil {
		return err
	}
	encoded, err := p.Encode()
	if err != nil {
		return err
	}
	key := seal.NewKey()
	sealed := deed.SealPackage(&key, encoded, w.id, 1)
	name, err := chart.New(d, blob.Beside(door.blobs)).PutBlob(ctx, sealed)
	if err != nil {
		return err
	}
	wrapped, err := seal.Wrap(physician.Opening, deed.WrapOpinion, key[:], string(w.id), "1")
	if err != nil {
		return err
	}
	body, err := w.ring.Trust().Check(*physician.Certificate, faultyDay)
	if err != nil {
		return err
	}
	id, now := casefile.NewID(), faultyDay.UnixMilli()
	return d.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertOpinion(ctx, db.InsertOpinionParams{ID: id, CaseID: row.ID, Version: 1, Kind: "opinion", AuthorID: casefile.NewID(), DraftSealed: []byte{}, UpdatedAt: now}); err != nil {
			return err
		}
		if err := q.PutOpinionKey(ctx, db.PutOpinionKeyParams{OpinionID: id, CertificateID: body.Serial, PersonID: body.Subject, Wrapped: wrapped, CreatedAt: now}); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE opinions SET state = 'released', content_sha256 = ?, package_blob = ?, package_size = ?, package_sha256 = ?,
			author_signature = X'01', approver_signature = X'01', signed_at = ?, approved_at = ?, released_at = ? WHERE id = ?`,
			seal.SHA256(content), name, len(sealed), seal.SHA256(sealed), now, now, now, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE cases SET state = 'released', participation = 'linked', version = 1, unread = TRUE WHERE id = ?`, row.ID); err != nil {
			return err
		}
		if err := q.InsertFeed(ctx, db.InsertFeedParams{ClinicID: row.ClinicID, CaseID: row.ID, Kind: string(wire.ChangeStatus), CreatedAt: now}); err != nil {
			return err
		}
		return q.InsertFeed(ctx, db.InsertFeedParams{ClinicID: row.ClinicID, CaseID: row.ID, Kind: string(wire.ChangeOpinion), RefID: id, CreatedAt: now})
	})
}

// door is the service over one folder.
type door struct {
	db    *db.DB
	http  *http.Server
	addr  string
	blobs string

	mu   sync.Mutex
	host string // where the desk is led; the door itself, or something before it
	wrap func(http.RoundTripper) http.RoundTripper
}

func (w *world) open(dir string) (*door, error) {
	ctx := context.Background()
	d := &door{blobs: filepath.Join(dir, "blobs")}
	var err error
	if d.db, err = db.Open(ctx, filepath.Join(dir, "oso.db")); err != nil {
		return nil, err
	}
	if err := d.db.Migrate(ctx); err != nil {
		return nil, err
	}
	store := blob.Beside(d.blobs)
	api := clinicapi.New(clinicapi.Config{
		DB: d.db, Blobs: store, Records: chart.New(d.db, store), Keys: w.ring, Flow: workflow.New(workflow.Defaults(time.UTC)),
		Enqueue: func(context.Context, *sql.Tx, ...db.Job) error { return nil },
		Service: wire.Service{Name: "OSO"}, Now: faultyNow, Log: slog.New(slog.DiscardHandler),
	})
	d.http, d.addr, err = listen(api, w.cert)
	d.host = d.addr
	return d, err
}

// listen serves on TLS at an address of the system's choice.
func listen(h http.Handler, cert tls.Certificate) (*http.Server, string, error) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	s := &http.Server{Handler: h, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	go s.Serve(tls.NewListener(on, &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, NextProtos: []string{"http/1.1"}}))
	return s, on.Addr().String(), nil
}

func (d *door) url() string { return "https://" + d.addr }

func (d *door) close() {
	d.http.Close()
	d.db.Close()
}

// line leads the desk to the door wherever its vault remembers it, through
// whatever was put between.
func (d *door) line(next http.RoundTripper) http.RoundTripper {
	d.mu.Lock()
	defer d.mu.Unlock()
	host := d.host
	led := roundTripper(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Host = host
		return next.RoundTrip(r)
	})
	if d.wrap != nil {
		return d.wrap(led)
	}
	return led
}

// between puts something on the line; nil takes it away.
func (d *door) between(wrap func(http.RoundTripper) http.RoundTripper) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrap = wrap
}

// lead sends the desk to another address; empty: back to the door.
func (d *door) lead(host string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.host = host; host == "" {
		d.host = d.addr
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func noPause(context.Context, time.Duration) {}

// bench is one trial: copies of a stage's folders, both sides running.
type bench struct {
	t    *testing.T
	w    *world
	at   stage
	door *door
	v    *casebook.Vault
	s    *syncer.Syncer
}

func newBench(t *testing.T, pick func(*world) stage) *bench {
	t.Helper()
	w, err := faulty()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, w: w, at: pick(w)}
	dir := t.TempDir()
	mine := stage{b.at.name, filepath.Join(dir, "vault"), filepath.Join(dir, "server")}
	if err := copyBoth(mine, b.at.vault, b.at.server); err != nil {
		t.Fatal(err)
	}
	if b.door, err = w.open(mine.server); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.door.close)
	b.openVault(mine.vault)
	return b
}

func (b *bench) openVault(dir string) {
	b.t.Helper()
	v, err := casebook.Open(context.Background(), dir, vault.OpenOptions{User: lineUser, Passphrase: linePass, Clock: faultyNow, Rounds: vaulttest.Few()})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { v.Close() })
	b.v = v
	b.s = &syncer.Syncer{Vault: v, Now: faultyNow, Line: b.door.line, Pause: noPause}
}

// try does what the stage is there for.
func (b *bench) try() error {
	if b.at.name == "enrol" {
		_, err := b.s.Enrol(context.Background(), b.door.url(), b.w.code, linePass, "")
		return err
	}
	r, err := b.s.Exchange(context.Background())
	if err == nil && len(r.Waiting) > 0 {
		err = fmt.Errorf("waiting: %+v", r.Waiting)
	}
	return err
}

// outcome is all that counts of both sides, as lines that can be compared.
func (b *bench) outcome() string {
	b.t.Helper()
	var out strings.Builder
	b.deskOutcome(&out)
	b.serviceOutcome(&out)
	return out.String()
}

func (b *bench) deskOutcome(out *strings.Builder) {
	b.t.Helper()
	ctx := context.Background()
	say := func(format string, a ...any) { fmt.Fprintf(out, "desk "+format+"\n", a...) }
	err := b.v.View(ctx, b.w.id, func(tx *casebook.Tx) error {
		h := tx.Head()
		say("state %s at the service %q opinion %q unread %t waits for %d bytes", h.State, h.ServerState, h.Opinion, h.Unread, h.TotalBytes-h.SentBytes)
		events, err := casebook.List[casebook.Event](tx, casebook.KindEvent)
		if err != nil {
			return err
		}
		var codes []string
		for _, e := range events {
			codes = append(codes, e.Value.Code)
		}
		slices.Sort(codes)
		say("events %v", codes)
		receipts, err := casebook.List[casebook.ReceiptRow](tx, casebook.KindReceipt)
		if err != nil {
			return err
		}
		for _, r := range receipts {
			say("receipt of version %d manifest %s, same reference %t", r.Value.Receipt.Version, r.Value.Receipt.ManifestSHA256, r.Value.Receipt.Reference == h.Reference)
		}
		opinions, err := casebook.List[casebook.Opinion](tx, casebook.KindOpinion)
		if err != nil {
			return err
		}
		for _, o := range opinions {
			say("opinion %d sha256 %s as noticed %t accessed %t", o.Value.Notice.Version, seal.SHA256(o.Value.Sealed), seal.SHA256(o.Value.Sealed) == o.Value.Notice.SHA256, o.Value.Accessed != nil)
		}
		other, err := casebook.List[json.RawMessage](tx, casebook.KindDraft)
		if err != nil {
			return err
		}
		say("%d other rows", len(other))
		outbox, err := casebook.List[casebook.Outgoing](tx, casebook.KindOutbox)
		if err != nil {
			return err
		}
		say("%d acts wait", len(outbox))
		cursor, err := casebook.List[struct{ Seq int64 }](tx, casebook.KindCursor)
		if err != nil {
			return err
		}
		for _, c := range cursor {
			say("cursor %d", c.Value.Seq)
		}
		for _, kind := range []casebook.Kind{casebook.KindHeld, casebook.KindWanted} {
			rows, err := casebook.List[json.RawMessage](tx, kind)
			if err != nil {
				return err
			}
			say("%d %s", len(rows), kind)
		}
		tables, err := casebook.List[seal.Signed](tx, casebook.KindTable)
		if err != nil {
			return err
		}
		for _, table := range tables {
			say("table %s sha256 %s", table.ID, seal.SHA256(table.Value.Body))
		}
		if s, err := casebook.ReadServer(tx); err == nil {
			say("enrolled for %s, exchanged %t", s.ClinicName, s.LastExchange != nil)
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	say("certified %t", b.v.User().Certificate != nil)
}

func (b *bench) serviceOutcome(out *strings.Builder) {
	b.t.Helper()
	ctx := context.Background()
	say := func(format string, a ...any) { fmt.Fprintf(out, "service "+format+"\n", a...) }
	err := b.door.db.Tx(ctx, func(tx *sql.Tx) error {
		for what, query := range map[string]string{
			"cases":      "SELECT state || ' ' || billing || ' ' || correction FROM cases",
			"versions":   "SELECT version || ' ' || manifest_sha256 FROM case_versions ORDER BY version",
			"records":    "SELECT id || ' ' || bytes FROM records ORDER BY id",
			"chunks":     "SELECT sha256 || ' ' || size FROM chunks ORDER BY sha256",
			"accesses":   "SELECT count(*) FROM accesses",
			"charges":    "SELECT kind || ' ' || state FROM charges ORDER BY kind",
			"notices":    "SELECT notice || ' ' || audience FROM notices ORDER BY notice, audience",
			"devices":    "SELECT count(*) FROM devices",
			"certs":      "SELECT kind || ' ' || role FROM certificates ORDER BY kind",
			"audit":      "SELECT event FROM audit WHERE chain = '" + string(b.w.id) + "' ORDER BY seq",
			"feed":       "SELECT kind FROM feed ORDER BY seq",
			"deliveries": "SELECT delivered_at > 0 FROM opinions",
		} {
			rows, err := tx.QueryContext(ctx, query)
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			var all []string
			for rows.Next() {
				var s string
				if err := rows.Scan(&s); err != nil {
					return err
				}
				all = append(all, s)
			}
			if err := rows.Err(); err != nil {
				return err
			}
			rows.Close()
			say("%s %v", what, all)
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	// How many packs there are hangs on how fast the line was. What was cut off may
	// still be on its way to the disk: then it is found to be there, and deleted.
	lying, named := b.packs()
	for end := time.Now().Add(patience); !slices.Equal(lying, named) && time.Now().Before(end); lying, named = b.packs() {
		time.Sleep(20 * time.Millisecond)
	}
	say("packs lie there that no chunk names, or are missing: %t", !slices.Equal(lying, named))
}

// packs are those that lie in the service's folder, and those that its chunks name.
func (b *bench) packs() (lying, named []string) {
	b.t.Helper()
	filepath.WalkDir(filepath.Join(b.door.blobs, "packs"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			lying = append(lying, e.Name())
		}
		return nil
	})
	ctx := context.Background()
	err := b.door.db.Tx(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT DISTINCT blob_key FROM chunks")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key string
			if err := rows.Scan(&key); err != nil {
				return err
			}
			named = append(named, path.Base(key))
		}
		return rows.Err()
	})
	if err != nil {
		b.t.Fatal(err)
	}
	slices.Sort(lying)
	slices.Sort(named)
	return lying, named
}

// noise does not shrink, and is the same each time.
func noise(seed, size int) []byte {
	out := make([]byte, 0, size+64)
	for n := 0; len(out) < size; n++ {
		sum := seal.SHA256([]byte(strconv.Itoa(seed) + "/" + strconv.Itoa(n)))
		for i := 0; i < len(sum); i += 2 {
			b, _ := strconv.ParseUint(sum[i:i+2], 16, 8)
			out = append(out, byte(b))
		}
	}
	return out[:size]
}

// differ tells what is not the same in two outcomes.
func differ(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	slices.Sort(a)
	slices.Sort(b)
	var out []string
	for _, l := range a {
		if !slices.Contains(b, l) {
			out = append(out, "- "+l)
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			out = append(out, "+ "+l)
		}
	}
	if len(a) != len(b) {
		out = append(out, fmt.Sprintf("%d lines, not %d", len(b), len(a)))
	}
	return strings.Join(out, "\n")
}
