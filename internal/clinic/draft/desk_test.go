package draft

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/intake"
	"oso/internal/policy"
	"oso/internal/seal"
)

const (
	doctor     = "Dr. Amara Okonkwo"
	doctorPass = "seven violet trains wander uphill"
	nurse      = "Jonas"
	nursePass  = "copper kettles hum at noon today"
)

// day is inside the shipped tables' time.
var day = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

// clock goes on by a second at each look, so that no two acts are of one moment.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Second)
	return c.at
}

// made is one vault folder with both users; making one costs three slots of
// 600,000 rounds, so each test takes a copy.
var made = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "draft")
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	_, err = vault.Create(ctx, dir, vault.CreateOptions{User: doctor, Role: vault.Physician, Passphrase: doctorPass, Rounds: vaulttest.Few()})
	if err != nil {
		return dir, err
	}
	v, err := casebook.Open(ctx, dir, vault.OpenOptions{Passphrase: doctorPass, Rounds: vaulttest.Few()})
	if err != nil {
		return dir, err
	}
	defer v.Close()
	_, err = v.AddUser(ctx, nurse, vault.Staff, nursePass)
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, _ := made(); dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// world is a desk over a vault folder of its own.
type world struct {
	t   *testing.T
	dir string
	*Workstation
}

func copyFolder(t *testing.T) string {
	t.Helper()
	from, err := made()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "vault")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: copyFolder(t)}
	w.signIn(doctor, doctorPass)
	return w
}

func (w *world) signIn(user, pass string) {
	w.t.Helper()
	if w.Workstation != nil {
		w.Vault.Close()
	}
	c := &clock{at: day}
	v, err := casebook.Open(context.Background(), w.dir, vault.OpenOptions{User: user, Passphrase: pass, Clock: c.Now, Rounds: vaulttest.Few()})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { v.Close() })
	w.Workstation = &Workstation{Vault: v, Now: c.Now}
}

// create makes the template's case, changed by edit.
func (w *world) create(edit func(*casefile.Document)) casefile.CaseID {
	w.t.Helper()
	doc := intake.TemplateCase()
	if edit != nil {
		edit(doc)
	}
	id, err := w.Create(context.Background(), *doc)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// record stores a record as an import does, and refreshes the case.
func (w *world) record(id casefile.CaseID, path string, content []byte) casefile.RecordID {
	w.t.Helper()
	var rec casefile.RecordID
	err := w.storing(context.Background(), id, func(b *casebook.Batch) error {
		wr, err := b.NewRecord()
		if err != nil {
			return err
		}
		if _, err := wr.ReadFrom(bytes.NewReader(content)); err != nil {
			return err
		}
		wr.Record.Kind, wr.Record.Path, wr.Record.MediaType = deed.ItemRecord, path, "application/dicom"
		if err := wr.Close(); err != nil {
			return err
		}
		rec = wr.Record.Record
		return b.Commit(context.Background(), nil)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.Refresh(context.Background(), id); err != nil {
		w.t.Fatal(err)
	}
	return rec
}

func (w *world) agree(id casefile.CaseID) AgreementRow {
	w.t.Helper()
	row, err := w.SignAgreement(context.Background(), id, Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self})
	if err != nil {
		w.t.Fatal(err)
	}
	return row
}

// ready is a case with nothing left but the seal.
func (w *world) ready() casefile.CaseID {
	w.t.Helper()
	id := w.create(nil)
	w.record(id, "disc/DICOM/I0001", bytes.Repeat([]byte("pixel"), 400_000))
	w.agree(id)
	w.wantState(id, casefile.Ready)
	return id
}

func (w *world) seal(id casefile.CaseID, amendment string) casebook.SealedVersion {
	w.t.Helper()
	s, err := w.Seal(context.Background(), id, Act{Passphrase: doctorPass, Participate: true, Amendment: amendment})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// change gives a record that is there another row, as if it had come so.
func (w *world) change(id casefile.CaseID, rec casefile.RecordID, fn func(*casebook.Record)) {
	w.t.Helper()
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	ctx := context.Background()
	r, err := w.Vault.Record(ctx, id, rec)
	must(err)
	bytes, err := w.Vault.Ciphertext(id)
	must(err)
	var chunks [][]byte
	for i, ref := range r.Chunks {
		c, err := bytes.Chunk(rec, i, ref)
		must(err)
		chunks = append(chunks, c)
	}
	fn(&r)
	must(w.Vault.Update(ctx, id, func(tx *casebook.Tx) error { return casebook.DeleteRecord(tx, rec) }))
	must(w.storing(ctx, id, func(b *casebook.Batch) error {
		if err := b.AddSealed(r, func(i int) ([]byte, error) { return chunks[i], nil }); err != nil {
			return err
		}
		return b.Commit(ctx, nil)
	}))
}

// names makes records name somebody, as an import finds it in them.
func (w *world) names(id casefile.CaseID, family, given string, records ...casefile.RecordID) {
	w.t.Helper()
	meta, err := json.Marshal(people.Claims{Person: &identity.Person{Name: casefile.Name{Family: family, Given: given}, Born: "1971-09-14"}})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, rec := range records {
		w.change(id, rec, func(r *casebook.Record) { r.Meta = meta })
	}
	if err := w.Refresh(context.Background(), id); err != nil {
		w.t.Fatal(err)
	}
}

// discrepancy puts what an import found about single files.
func (w *world) discrepancy(id casefile.CaseID, code, patient string, severity casefile.Severity, records ...casefile.RecordID) {
	w.t.Helper()
	err := w.Vault.Update(context.Background(), id, func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindDraft, casebook.Row[casebook.Discrepancy]{ID: casebook.DiscrepancyID(code, patient), Value: casebook.Discrepancy{
			Code: code, Severity: severity, Message: "Something is odd.", Patient: patient, Records: records, At: w.Now(),
		}})
		if err != nil {
			return err
		}
		return w.refresh(tx)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// rules puts a location table in the place of the shipped one, as an exchange does.
func (w *world) rules(rows ...policy.Row) {
	w.t.Helper()
	table := policy.Table{Version: "test-2", Issued: "2026-11-01", Expires: "2027-11-01", Rows: rows, CompleteLists: []string{}}
	signed, err := seal.SignJSON(seal.NewSigningKey(), deed.DomainPolicy, table)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.Vault.Update(context.Background(), "", func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindTable, casebook.Row[seal.Signed]{ID: TablePolicy, Value: signed})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// text puts version n of the agreement in the place of the one before, as an exchange
// does; signatures hold from version since on.
func (w *world) text(n, since int64) intake.Text {
	w.t.Helper()
	x, err := intake.Agreement().Entered()
	if err != nil {
		w.t.Fatal(err)
	}
	x.Version, x.Date, x.Since = intake.VersionName(n), "2027-01-15", since
	x.Closing = []string{"By signing I agree to version " + x.Version + "."}
	signed, err := seal.SignJSON(seal.NewSigningKey(), deed.DomainAgreement, x)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.Vault.Update(context.Background(), "", func(tx *casebook.Tx) error {
		old, err := casebook.Get[seal.Signed](tx, casebook.KindTable, TableAgreement)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		_, err = casebook.Put(tx, casebook.KindTable, casebook.Row[seal.Signed]{ID: TableAgreement, Version: old.Version, Value: signed})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return x
}

func closed(country string) policy.Row {
	return policy.Row{ID: "t1", Kind: policy.CountryClosed, Country: country, Source: "test", From: "2026-01-01"}
}

func (w *world) head(id casefile.CaseID) casebook.Head {
	w.t.Helper()
	h, err := w.Vault.Head(id)
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

func (w *world) wantState(id casefile.CaseID, want casefile.State) {
	w.t.Helper()
	if got := w.head(id).State; got != want {
		w.t.Fatalf("the case is %s, not %s", got, want)
	}
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Fatalf("error of kind %q, not %q: %v", errs.KindOf(err), kind, err)
	}
}

// bytesIn are all bytes of the vault's folder, file by file.
func bytesIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		out[path] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// wantGone proves that a case left nothing but its tombstone.
func (w *world) wantGone(id casefile.CaseID, files int) {
	w.t.Helper()
	ctx := context.Background()
	_, err := w.Get(ctx, id)
	wantKind(w.t, err, errs.NotFound)
	var stones []casebook.Row[casebook.Tombstone]
	err = w.Vault.View(ctx, "", func(tx *casebook.Tx) (err error) {
		stones, err = casebook.List[casebook.Tombstone](tx, casebook.KindTombstone)
		return err
	})
	if err != nil || len(stones) != 1 || stones[0].Value.Case != id {
		w.t.Fatalf("tombstones %d, %v", len(stones), err)
	}
	text := fmt.Sprintf("%+v", stones[0].Value)
	for _, word := range []string{"Whitcombe", "Eleanor", "1971"} {
		if bytes.Contains([]byte(text), []byte(word)) {
			w.t.Errorf("the tombstone says %q", word)
		}
	}
	records := 0
	for path := range bytesIn(w.t, w.dir) {
		if rel, _ := filepath.Rel(w.dir, path); filepath.Dir(rel) != "." && filepath.Ext(path) == ".db" {
			records++
		}
	}
	if records != files {
		w.t.Errorf("%d record files are left, want %d", records, files)
	}
}

// manifest opens a sealed version as the service does, by the physician's key.
func (w *world) manifest(s casebook.SealedVersion) deed.Manifest {
	w.t.Helper()
	m, err := deed.OpenManifest(s.Manifest, w.Vault.User().Signing)
	if err != nil {
		w.t.Fatal(err)
	}
	if s.SHA256 != seal.SHA256(s.Manifest.Body) {
		w.t.Fatal("the version's hash is not the manifest's")
	}
	return m
}

// open gives an item's original bytes from its sealed chunks, as the service
// opens them: with the case key and nothing else of the vault's.
func (w *world) open(id casefile.CaseID, it deed.Item) []byte {
	w.t.Helper()
	key, err := w.Vault.CaseKey(id)
	if err != nil {
		w.t.Fatal(err)
	}
	box := seal.NewBox(&key, seal.PurposeChunk)
	cipher, err := w.Vault.Ciphertext(id)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []byte
	for i, ref := range it.Chunks {
		sealed, err := cipher.Chunk(it.Record, i, ref)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(sealed) != ref.Size || seal.HashChunk(sealed) != ref.Hash {
			w.t.Fatal("a chunk is not what its item names")
		}
		out, err = box.OpenChunk(out, sealed, seal.ChunkPlace{Case: string(id), Record: string(it.Record), Index: uint32(i), Last: i == len(it.Chunks)-1})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	if int64(len(out)) != it.Bytes || seal.SHA256(out) != it.SHA256 {
		w.t.Fatal("an item opens to other bytes than the manifest names")
	}
	return out
}

// failing reads some bytes and breaks.
type failing struct{ n int }

func (f *failing) Read(p []byte) (int, error) {
	if f.n == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n := min(f.n, len(p))
	f.n -= n
	return n, nil
}
