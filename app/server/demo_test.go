package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/demo"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

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

// command runs one command to its end and reads its JSON.
func doCommand(t *testing.T, want int, into any, args ...string) {
	t.Helper()
	var out, log bytes.Buffer
	code := run(context.Background(), program{out: &out, err: &log, env: func(string) string { return "" }, now: time.Now}, append(args, "--json"))
	if code != want {
		t.Fatalf("%s: exit %d, want %d: %s %s", strings.Join(args[:2], " "), code, want, &out, &log)
	}
	if into != nil {
		if err := json.Unmarshal(out.Bytes(), into); err != nil {
			t.Fatalf("%s: %v: %s", strings.Join(args[:2], " "), err, &out)
		}
	}
}

func TestDemonstrationCarriesACaseToItsOpinion(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	line := startDemo(t, "--data", dir, "--autopilot")
	d := enrol(t, line.URL, line.EnrolmentCode)
	scan := bytes.Repeat([]byte("image "), 400_000)
	c := d.send(map[string][]byte{"/media/disc/report.pdf": []byte("a report"), "/media/disc/../../etc/passwd": scan}, func(doc *casefile.Document) {
		doc.Service.AddOns = []casefile.AddOn{casefile.ImagingReview}
	})
	var notice *wire.OpinionNotice
	d.follow(c, func(s wire.Status, n *wire.OpinionNotice) bool {
		notice = n
		return s.State == "released" && n != nil
	})
	p, v := d.opinion(c, notice)
	if len(p.A4) == 0 || len(p.Letter) == 0 || len(v.Signers) != 2 || v.Content.Reference != c.reference {
		t.Errorf("the opinion has signers %v and reference %s", v.Signers, v.Content.Reference)
	}
	if err := v.Content.CheckAnswers(c.doc.Questions); err != nil || len(c.doc.Questions) == 0 {
		t.Errorf("the case's own questions: %v", err)
	}
	if !strings.Contains(v.Content.Assessment, "demonstration") {
		t.Error("the letter does not say what it is")
	}
	d.open(c, notice)
	d.follow(c, func(s wire.Status, _ *wire.OpinionNotice) bool {
		return s.State == "closed" // invoiced to the partner, nothing to give back
	})

	// The administrator's copy of the case, beside the running server.
	to := filepath.Join(t.TempDir(), "export")
	var exported exportAnswer
	doCommand(t, 0, &exported, "admin", "export-case", string(c.reference), to, "--data", dir)
	if len(exported.Files) != len(c.records) {
		t.Fatalf("%d files are exported, want %d", len(exported.Files), len(c.records))
	}
	want := map[string]bool{}
	for _, b := range c.records {
		want[seal.SHA256(b)] = true
	}
	for _, f := range exported.Files {
		b, err := os.ReadFile(filepath.Join(to, filepath.FromSlash(f.Path)))
		if err != nil || seal.SHA256(b) != f.SHA256 || int64(len(b)) != f.Bytes || !want[f.SHA256] || strings.Contains(f.Path, "..") {
			t.Errorf("file %s: %v", f.Path, err)
		}
	}
	var manifest exportAnswer
	b, err := os.ReadFile(filepath.Join(to, "manifest.json"))
	if err != nil || json.Unmarshal(b, &manifest) != nil || len(manifest.Files) != len(exported.Files) {
		t.Errorf("manifest.json: %v", err)
	}
	doCommand(t, 1, nil, "admin", "export-case", string(c.reference), to, "--data", dir)
	doCommand(t, 1, nil, "admin", "export-case", "1000000000", filepath.Join(to, "x"), "--data", dir)

	var audit auditAnswer
	doCommand(t, 0, &audit, "admin", "audit", "verify", "--data", dir)
	if audit.Rows < 15 || len(audit.Broken) != 0 {
		t.Errorf("audit %+v", audit)
	}

	// A restore drill: the backup gives the same bytes in another folder.
	file, other := filepath.Join(t.TempDir(), "all.backup"), filepath.Join(t.TempDir(), "other")
	doCommand(t, 0, nil, "admin", "backup", file, "--data", dir)
	master := filepath.Join(dir, "master.key")
	doCommand(t, 0, nil, "admin", "restore", file, "--data", other, "--master-key", master)
	var again exportAnswer
	doCommand(t, 0, &again, "admin", "export-case", string(c.reference), filepath.Join(t.TempDir(), "again"), "--data", other, "--master-key", master)
	if len(again.Files) != len(exported.Files) {
		t.Errorf("after the restore %d files, want %d", len(again.Files), len(exported.Files))
	}
	sealed, err := os.ReadFile(file)
	if err != nil || bytes.Contains(sealed, []byte("coordinator@oso.example")) {
		t.Errorf("the backup stands in the clear: %v", err)
	}
	if err := os.WriteFile(file+".cut", sealed[:len(sealed)-100], 0o600); err != nil {
		t.Fatal(err)
	}
	doCommand(t, 1, nil, "admin", "restore", file+".cut", "--data", filepath.Join(t.TempDir(), "cut"), "--master-key", master)
}

func TestDemonstrationStartsAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var first demo.Line
	t.Run("first", func(t *testing.T) {
		first = startDemo(t, "--data", dir)
		enrol(t, first.URL, first.EnrolmentCode)
		// One process serves a folder.
		doCommand(t, errs.Exit(errs.Conflict), nil, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	})
	t.Run("again", func(t *testing.T) {
		line := startDemo(t, "--data", dir)
		if line.EnrolmentCode == first.EnrolmentCode {
			t.Error("the code is not a fresh one")
		}
		a, _, err1 := deed.ParseCode(first.EnrolmentCode)
		b, _, err2 := deed.ParseCode(line.EnrolmentCode)
		if err1 != nil || err2 != nil || !bytes.Equal(a.Root, b.Root) || !bytes.Equal(a.TLS, b.TLS) || a.Clinic != b.Clinic {
			t.Error("the keys are not the same")
		}
		if len(line.Accounts) == 0 || line.Accounts[0] != first.Accounts[0] {
			t.Error("the people are not the same")
		}
		enrol(t, line.URL, line.EnrolmentCode)
	})
}

func TestNoSuchCommandAnswersInTheFormAskedFor(t *testing.T) {
	t.Parallel()
	var failure struct {
		Error struct{ Kind string }
	}
	doCommand(t, errs.Exit(errs.Usage), &failure, "admin", "nonsense")
	if failure.Error.Kind != string(errs.Usage) {
		t.Errorf("the answer names kind %q", failure.Error.Kind)
	}
}

// What a desk sent beside a case that was received is shown, and freed; the case
// stays whole, also where one pack holds both.
func TestFreeingLeavesAReceivedCaseWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	line := startDemo(t, "--data", dir)
	d := enrol(t, line.URL, line.EnrolmentCode)
	records := map[string][]byte{"/a/report.pdf": []byte("a report"), "/a/scan.pdf": bytes.Repeat([]byte("image "), 400_000)}
	chunk := func(b []byte) []byte { return append(wire.AppendPackHeader(nil, seal.HashChunk(b), len(b)), b...) }
	mixed := bytes.Repeat([]byte("m"), 5000)
	d.beside = chunk(mixed) // in the case's own pack
	c := d.send(records, nil)
	d.call("PUT", strings.NewReplacer("{case}", string(c.id), "{pack}", "2").Replace(wire.PathPack), append(chunk(bytes.Repeat([]byte("x"), 3000)), chunk(bytes.Repeat([]byte("y"), 4000))...), nil)
	var shown uploadsAnswer
	doCommand(t, 0, &shown, "admin", "uploads", "--data", dir)
	if len(shown.Uploads) != 1 || shown.Uploads[0].Bytes != 12000 {
		t.Fatalf("shown %+v", shown)
	}
	shown = uploadsAnswer{}
	doCommand(t, 0, &shown, "admin", "uploads", "--data", dir, "--free", "--older-than", "0")
	if shown.Freed != 7000 || len(shown.Uploads) != 1 || shown.Uploads[0].Bytes != 5000 {
		t.Errorf("freed %+v", shown)
	}
	out := filepath.Join(t.TempDir(), "out")
	doCommand(t, 0, nil, "admin", "export-case", "--data", dir, string(c.reference), out)
	n := 0
	if err := filepath.Walk(out, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, want := range records {
			if bytes.Equal(b, want) {
				n++
			}
		}
		return err
	}); err != nil || n != len(records) {
		t.Errorf("%d records are whole, %v", n, err)
	}
}
