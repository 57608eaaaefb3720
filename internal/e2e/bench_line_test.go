package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/syncer"
	"oso/internal/clinic/vault"
	"oso/internal/intake"
)

// TestBenchLine takes 1,000 files of 0.5 MB through the importer, with and
// without compression, and the case without it over loopback to the service's
// program, each beside a copy of the same folder with SHA-256.
func TestBenchLine(t *testing.T) {
	dir := benchPlace(t)
	src, out := filepath.Join(dir, "study"), filepath.Join(dir, "copy")
	total := writeStudy(t, src, 1000, 512)
	d := benchDesk(t, filepath.Join(dir, "clinic"))
	s := serveIn(t, filepath.Join(dir, "service"))
	line := &syncer.Syncer{Vault: d.Vault, Now: time.Now}
	if _, err := line.Enrol(context.Background(), s.URL, s.Code, linePass, ""); err != nil {
		t.Fatal(err)
	}
	limit := func() time.Duration {
		defer os.RemoveAll(out)
		return timed(t, func() { copyStudy(t, src, out) })
	}
	var packed, plain, sent turns
	for range benchRounds() {
		c := limit()
		id := benchCase(t, d)
		packed.add(total, c, timed(t, func() { benchImport(t, d, id, src, vault.BatchOptions{}) }))
		benchForget(t, d, id)

		c = limit()
		id = benchCase(t, d)
		plain.add(total, c, timed(t, func() { benchImport(t, d, id, src, vault.BatchOptions{NoCompress: true}) }))

		benchSeal(t, d, id)
		c = limit()
		sent.add(total, c, timed(t, func() {
			r, err := line.Exchange(context.Background())
			if err != nil || r.Sent.Bytes < total || len(r.Waiting) > 0 {
				t.Fatalf("%v, %+v", err, r)
			}
		}))
		benchForget(t, d, id)
	}
	const copied = "copy of the same folder with SHA-256"
	figure(t, "import", "1,000 files of 0.5 MB, chunks compressed at import", packed.String(), copied, "1")
	figure(t, "import", "1,000 files of 0.5 MB, compression off", plain.String(), copied, "1")
	figure(t, "sync on loopback", "1,000 files of 0.5 MB, compression off", sent.String(), copied, "0.4")
}

// TestBenchRealImport is TestBenchLine's import of what scanners made: the low bits
// of a made-up slice are nothing but noise, and nothing can be saved of them.
func TestBenchRealImport(t *testing.T) {
	dir := benchPlace(t)
	const what = "1,000 files of 0.5 MB, slices of a public corpus, chunks compressed at import"
	var slices [][]uint16
	if dir := corpus(); dir != "" {
		slices = realSlices(t, dir)
	}
	if len(slices) == 0 {
		figure(t, "import", what, "not measured: there is no corpus of real slices (OSO_CORPUS)", "", "")
		return
	}
	src, out := filepath.Join(dir, "study"), filepath.Join(dir, "copy")
	total := writeSlices(t, src, 1000, 512, func(n int) []uint16 { return slices[n%len(slices)] })
	d := benchDesk(t, filepath.Join(dir, "clinic"))
	var packed turns
	for range benchRounds() {
		limit := timed(t, func() { copyStudy(t, src, out) })
		os.RemoveAll(out)
		id := benchCase(t, d)
		packed.add(total, limit, timed(t, func() { benchImport(t, d, id, src, vault.BatchOptions{}) }))
		benchForget(t, d, id)
	}
	figure(t, "import", fmt.Sprintf("%s (%d of them in turn)", what, len(slices)), packed.String(), "copy of the same folder with SHA-256", "1")
}

func benchDesk(t *testing.T, dir string) *draft.Workstation {
	t.Helper()
	ctx := context.Background()
	if _, err := vault.Create(ctx, dir, vault.CreateOptions{User: lineUser, Role: vault.Physician, Passphrase: linePass}); err != nil {
		t.Fatal(err)
	}
	v, err := casebook.Open(ctx, dir, vault.OpenOptions{User: lineUser, Passphrase: linePass})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return &draft.Workstation{Vault: v, Now: time.Now}
}

func benchCase(t *testing.T, d *draft.Workstation) casefile.CaseID {
	t.Helper()
	id, err := d.Create(context.Background(), *intake.TemplateCase())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func benchImport(t *testing.T, d *draft.Workstation, id casefile.CaseID, src string, o vault.BatchOptions) {
	t.Helper()
	r, err := importer.Run(context.Background(), importer.Request{
		Vault: d.Vault, Case: id, Paths: []string{src}, Now: time.Now, Batch: o,
	})
	if err != nil || !r.Whole() {
		t.Fatalf("import: %v, whole %t", err, r.Whole())
	}
}

func benchSeal(t *testing.T, d *draft.Workstation, id casefile.CaseID) {
	t.Helper()
	ctx := context.Background()
	if err := d.Refresh(ctx, id); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignAgreement(ctx, id, draft.Signature{Signer: "Eleanor Whitcombe", Relation: intake.Self}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Seal(ctx, id, draft.Act{Passphrase: linePass, Participate: true}); err != nil {
		t.Fatal(err)
	}
}

// benchForget makes room: a case of each round stays on the service's side.
func benchForget(t *testing.T, d *draft.Workstation, id casefile.CaseID) {
	t.Helper()
	if err := d.Vault.Discard(context.Background(), id, casebook.Tombstone{Reason: "bench"}); err != nil {
		t.Fatal(err)
	}
}

// serveIn starts the service's program in a folder of the bench.
func serveIn(t *testing.T, dir string) *service {
	t.Helper()
	s := &service{t: t, bin: build(t).server, data: dir}
	s.start("127.0.0.1:0")
	return s
}
