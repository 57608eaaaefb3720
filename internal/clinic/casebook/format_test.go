package casebook_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

var update = flag.Bool("update", false, "write the backup of format 1 anew")

const (
	doctor     = "Amara"
	doctorPass = "seven violet trains wander uphill"
	nurse      = "Jonas"
	nursePass  = "copper kettles hum at noon today"
	gonePass   = "nine gentle foxes wait in snow"

	formatBackup = "testdata/format1.backup.gz"
	formatKit    = "testdata/format1.kit.txt"
)

var day = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

func clock() time.Time { return day }

func root() seal.VerifyKey { return bytes.Repeat([]byte{7}, 32) }

// inCase and own are the kinds that a caller writes, each with a value.
func inCase() map[casebook.Kind]string {
	return map[casebook.Kind]string{
		casebook.KindSection: "history", casebook.KindAgreement: "agreement", casebook.KindDecision: "d1", casebook.KindEvent: "e1",
		casebook.KindOpinion: "1", casebook.KindMessage: "m1", casebook.KindDraft: "finding/x", casebook.KindImport: "i1", casebook.KindAhead: "i1",
	}
}

func own() map[casebook.Kind]string {
	return map[casebook.Kind]string{
		casebook.KindCursor: "feed", casebook.KindTable: "location", casebook.KindOutbox: "o1", casebook.KindSetting: "s1",
		casebook.KindNotice: "n1", casebook.KindHeld: "17", casebook.KindWanted: "w1",
	}
}

type kept struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

const formatCase = casefile.CaseID("0123456789abcdef0123456789abcdef")

func recordBytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * i >> 3)
	}
	return b
}

// writeFormat makes a vault with something of everything in it.
func writeFormat(t *testing.T, dir string) (kit string) {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	made, err := vault.Create(ctx, dir, vault.CreateOptions{User: doctor, Role: vault.Physician, Passphrase: doctorPass, Clock: clock, Rounds: vaulttest.Few()})
	must(err)
	v, err := casebook.Open(ctx, dir, vault.OpenOptions{Passphrase: doctorPass, Clock: clock, Rounds: vaulttest.Few()})
	must(err)
	must(v.ConfirmRoot(ctx, doctorPass, root()))
	for name, role := range map[string]vault.Role{nurse: vault.Staff, "Leaves": vault.Staff} {
		pass := nursePass
		if name == "Leaves" {
			pass = gonePass
		}
		_, err = v.AddUser(ctx, name, role, pass)
		must(err)
	}
	must(v.SetCertificate(ctx, v.User().ID, &deed.Certificate{Signed: seal.Signed{Body: []byte(`{"name":"Dr. Amara Obi"}`), Signature: []byte{1}}}))
	_, err = v.DeviceKey(ctx)
	must(err)
	head := casebook.Head{Name: "Ruiz, Ana", Topic: "lump", State: casefile.Draft, Problems: 2, Questions: []string{"why?"}, WaitingSince: &day}
	_, err = v.CreateCase(ctx, casebook.NewCase{ID: formatCase, Head: head}, func(tx *casebook.Tx) error {
		for kind, id := range inCase() {
			if _, err := casebook.Put(tx, kind, casebook.Row[kept]{ID: id, Value: kept{string(kind), id}}); err != nil {
				return err
			}
		}
		_, err := casebook.Put(tx, casebook.KindServer, casebook.Row[casebook.Server]{ID: casebook.ServerID,
			Value: casebook.Server{URL: "https://oso.example", Trust: deed.Trust{Root: root()}, ClinicName: "Clinic", Since: day}})
		if err != nil {
			return err
		}
		for kind, id := range own() {
			if _, err := casebook.Put(tx, kind, casebook.Row[kept]{ID: id, Value: kept{string(kind), id}}); err != nil {
				return err
			}
		}
		return nil
	})
	must(err)
	must(v.Update(ctx, formatCase, func(tx *casebook.Tx) error {
		if _, err := casebook.Put(tx, casebook.KindSealed, casebook.Row[casebook.SealedVersion]{ID: casebook.VersionID(2), Value: casebook.SealedVersion{Version: 2, SHA256: "aa"}}); err != nil {
			return err
		}
		_, err := casebook.Put(tx, casebook.KindReceipt, casebook.Row[casebook.ReceiptRow]{ID: casebook.VersionID(1), Value: casebook.ReceiptRow{Receipt: deed.Receipt{Version: 1, Epoch: "e"}}})
		return err
	}))
	b, err := v.NewBatch(ctx, formatCase, vault.BatchOptions{})
	must(err)
	for _, size := range []int{0, 700, seal.ChunkSize + 5} {
		w, err := b.NewRecord()
		must(err)
		_, err = w.Write(recordBytes(size))
		must(err)
		w.Record.Kind, w.Record.Path, w.Record.MediaType, w.Record.Meta = deed.ItemRecord, "disc/I0001", "application/dicom", json.RawMessage(`{"x":1}`)
		w.Record.DICOM = &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", Series: "axial"}
		must(w.Close())
	}
	must(b.Commit(ctx, nil))
	must(b.Close())
	gone, err := v.CreateCase(ctx, casebook.NewCase{Head: casebook.Head{Name: "Goes"}}, nil)
	must(err)
	must(v.Discard(ctx, gone, casebook.Tombstone{By: doctor, Reason: "test"}))
	_, _, err = v.Report(ctx)
	must(err)
	must(v.RemoveUser(ctx, "Leaves")) // leaves hand-overs for the nurse and the kit
	must(v.Close())
	return made.Kit
}

// A vault of format 1 that an earlier program wrote opens, is whole, and says
// what was written. The backup is made by -update, which a program that reads
// format 1 has no reason for.
func TestFormatOneStaysReadable(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	if *update {
		dir := filepath.Join(t.TempDir(), "made")
		kit := writeFormat(t, dir)
		v, err := casebook.Open(ctx, dir, vault.OpenOptions{User: doctor, Passphrase: doctorPass, Clock: clock, Rounds: vaulttest.Few()})
		if err != nil {
			t.Fatal(err)
		}
		plain := filepath.Join(t.TempDir(), "backup")
		if err := v.Backup(ctx, plain); err != nil {
			t.Fatal(err)
		}
		v.Close()
		b, err := os.ReadFile(plain)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
		z.Write(b)
		z.Close()
		if err := os.WriteFile(formatBackup, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(formatKit, []byte(kit), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dir := restoreFormat(t)
	v, err := casebook.Open(ctx, dir, vault.OpenOptions{User: doctor, Passphrase: doctorPass, Clock: clock, Rounds: vaulttest.Few()})
	if err != nil {
		t.Fatal(err)
	}
	if u := v.User(); u.Signature() != "Dr. Amara Obi" || u.Role != vault.Physician || !bytes.Equal(v.Root(), root()) {
		t.Errorf("the user is %s, %s, with the root %x", u.Signature(), u.Role, v.Root())
	}
	report, err := v.Verify(ctx, nil)
	if err != nil || len(report.Damaged) > 0 || report.Records != 3 || report.Chunks != 4 {
		t.Errorf("verify: %+v, error %v", report, err)
	}
	heads, err := v.Heads(ctx)
	if err != nil || len(heads) != 1 {
		t.Fatalf("%d heads, error %v", len(heads), err)
	}
	want := casebook.Head{ID: formatCase, Version: heads[0].Version, Name: "Ruiz, Ana", Topic: "lump", State: casefile.Draft, Problems: 2, Questions: []string{"why?"}, WaitingSince: &day,
		Created: day, Updated: day, SealedVersion: 2, ReceivedVersion: 1, ReceivedEpoch: "e", Records: 3, Bytes: 700 + seal.ChunkSize + 5}
	if one, err := v.Head(formatCase); err != nil || !reflect.DeepEqual(one, want) || !reflect.DeepEqual(heads[0], want) {
		t.Errorf("head %+v, in the list %+v, want %+v, error %v", one, heads[0], want, err)
	}
	err = v.View(ctx, formatCase, func(tx *casebook.Tx) error {
		for _, rows := range []map[casebook.Kind]string{inCase(), own()} {
			for kind, id := range rows {
				if row, err := casebook.Get[kept](tx, kind, id); err != nil || row.Value != (kept{string(kind), id}) {
					t.Errorf("%s is %+v, error %v", kind, row.Value, err)
				}
			}
		}
		s, err := casebook.ReadServer(tx)
		if err != nil || s.ClinicName != "Clinic" || s.Unchanged() != nil || s.Rooted() != nil {
			t.Errorf("enrolment %+v, error %v", s, err)
		}
		sealed, err := casebook.Get[casebook.SealedVersion](tx, casebook.KindSealed, casebook.VersionID(2))
		if err != nil || sealed.Value.SHA256 != "aa" {
			t.Errorf("sealed version %+v, error %v", sealed.Value, err)
		}
		stones, err := casebook.List[casebook.Tombstone](tx, casebook.KindTombstone)
		if err != nil || len(stones) != 1 || stones[0].Value.By != doctor || string(stones[0].Value.Case) != stones[0].ID {
			t.Errorf("tombstones %+v, error %v", stones, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	records, err := v.Records(ctx, formatCase)
	if err != nil || len(records) != 3 {
		t.Fatalf("%d records, error %v", len(records), err)
	}
	for _, r := range records {
		if r.Path != "disc/I0001" || r.DICOM == nil || r.DICOM.Series != "axial" || string(r.Meta) != `{"x":1}` || !r.Added.Equal(day) {
			t.Errorf("record %+v", r)
		}
		var got bytes.Buffer
		if _, err := v.Copy(ctx, &got, formatCase, r.Record); err != nil || !bytes.Equal(got.Bytes(), recordBytes(int(r.Bytes))) {
			t.Errorf("a record of %d bytes reads otherwise, error %v", r.Bytes, err)
		}
	}
	if _, err := v.DeviceKey(ctx); err != nil || v.NextDevice() == nil {
		t.Errorf("device key: %v, next %v", err, v.NextDevice())
	}
	if now, earlier, err := v.Report(ctx); err != nil || len(earlier) != 1 || len(now.History) != 32 {
		t.Errorf("history: %d earlier, error %v", len(earlier), err)
	}
	v.Close()

	// Who was handed the new key, who was removed, and the kit.
	if v, err = casebook.Open(ctx, dir, vault.OpenOptions{User: nurse, Passphrase: nursePass, Clock: clock, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(v.Root(), root()) {
		t.Error("staff did not learn the root of trust")
	}
	if heads, err := v.Search(ctx, "ruiz LUMP"); err != nil || len(heads) != 1 {
		t.Errorf("search: %d heads, error %v", len(heads), err)
	}
	v.Close()
	_, err = casebook.Open(ctx, dir, vault.OpenOptions{User: "Leaves", Passphrase: gonePass, Rounds: vaulttest.Few()})
	if !errs.Is(err, errs.WrongPassphrase) {
		t.Errorf("who was removed: %v", err)
	}
	kit, err := os.ReadFile(formatKit)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := casebook.Recover(ctx, dir, vault.RecoverOptions{User: doctor, Kit: string(kit), OldPassphrase: doctorPass, NewPassphrase: gonePass, Rounds: vaulttest.Few()}); err != nil {
		t.Error("recovery:", err)
	}
}

// restoreFormat unpacks the backup and restores it.
func restoreFormat(t *testing.T) (dir string) {
	t.Helper()
	f, err := os.Open(formatBackup)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(t.TempDir(), "backup")
	if err := os.WriteFile(plain, b, 0o600); err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "data")
	if err := vault.Restore(context.Background(), plain, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}
