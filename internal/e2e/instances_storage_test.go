package e2e

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/blobtest"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/keys"
)

// reviewed carries a sealed case from the clinic to the approver, by people at
// one instance.
func (f *fleet) reviewed(i *instance) (approver, specialist *person) {
	f.t.Helper()
	i.serves()
	if _, reference := f.desk().sync().state(f.id); reference == "" {
		f.t.Fatal("the case has no reference")
	}
	coordinator := f.person("coordinator", i)
	specialist, approver = f.person("specialist", i), f.person("approver", i)
	coordinator.intake(f.id)
	coordinator.act(f.id, "offer", map[string]any{"person": specialist.id})
	specialist.act(f.id, "accept-offer", nil)
	specialist.record(f.id)
	l := specialist.write(f.id, "The lungs decide.")
	specialist.sign(f.id, "sign-draft", map[string]any{"version": l.Version, "row_version": l.RowVersion})
	approver.act(f.id, "take-up", nil)
	f.giveCard()
	return approver, specialist
}

// record reads the case's first record at the console, whole.
func (p *person) record(id string) {
	p.t.Helper()
	var c struct{ Records []struct{ ID string } }
	p.must("GET", "/cases/"+id, nil, &c)
	if len(c.Records) == 0 {
		p.t.Fatal("the case has no records")
	}
	p.must("GET", "/cases/"+id+"/records/"+c.Records[0].ID, nil, nil)
}

// backedUp makes a backup as an administrator does.
func (f *fleet) backedUp(database, blobs string, to io.Writer) (server.BackupResult, error) {
	f.t.Helper()
	ctx := context.Background()
	master, err := keys.ReadMaster(filepath.Join(f.dir, "made", "master.key"))
	if err != nil {
		f.t.Fatal(err)
	}
	s, err := server.Places{Dir: f.t.TempDir(), Database: database, Blobs: blobs, Env: os.Getenv}.Open(ctx)
	if err != nil {
		return server.BackupResult{}, err
	}
	defer s.Close()
	if err := s.OpenKeys(ctx, master, time.Now()); err != nil {
		f.t.Fatal(err)
	}
	return s.Backup(ctx, to, master)
}

// letter reads the released letter at the console.
func (p *person) letter(id string) (int, string) {
	p.t.Helper()
	return p.do("GET", "/cases/"+id+"/opinion/letter.pdf", nil, nil)
}

// Whatever befalls each request to the storage once, on the whole line of a case
// and while it is backed up, nobody notices.
func TestInstancesWithAFaultyStorage(t *testing.T) {
	needFleet(t)
	t.Parallel()
	k := sealedFleet(t)
	line := func(f *fleet, i *instance, blobs string) string {
		t.Helper()
		approver, specialist := f.reviewed(i)
		approver.sign(f.id, "approve", map[string]any{"version": 1})
		if status, said := specialist.letter(f.id); status != http.StatusOK || !strings.HasPrefix(said, "%PDF") {
			f.t.Errorf("the letter: %d", status)
		}
		c := f.desk()
		c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
		c.must(nil, 0, "opinion", "show", f.id)
		c.syncUntil("its end", func(r lineSync) bool { state, _ := r.state(f.id); return state == "closed" })
		if r, err := f.backedUp(f.database, blobs, io.Discard); err != nil || r.Missing != 0 || r.Blobs < 3 {
			f.t.Errorf("backed up %+v, %v", r, err)
		}
		return f.contents()
	}
	calm := from(t, k)
	want := line(calm, calm.start("calm", "", ""), calm.blobs)
	reads := func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/packs/")
	}
	for name, fault := range map[string]func(*http.Request) blobtest.Fault{
		"busy": func(*http.Request) blobtest.Fault { return blobtest.Says(http.StatusServiceUnavailable, "SlowDown") },
		"at fault": func(*http.Request) blobtest.Fault {
			return blobtest.Says(http.StatusInternalServerError, "InternalError")
		},
		"dropped":     func(*http.Request) blobtest.Fault { return blobtest.Drop },
		"answer lost": func(*http.Request) blobtest.Fault { return blobtest.Lose },
		"slow":        func(*http.Request) blobtest.Fault { return blobtest.Slow(300 * time.Millisecond) },
		"cut in mid-body": func(r *http.Request) blobtest.Fault {
			switch {
			case r.Method == http.MethodPut:
				return blobtest.CutRequest
			case reads(r) || strings.Contains(r.URL.Path, "/opinions/"):
				return blobtest.CutAnswer
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := from(t, k)
			s3 := blobtest.Lay(t)
			var mu sync.Mutex
			met, hit := map[string]bool{}, 0
			s3.Befall(func(r *http.Request) blobtest.Fault {
				mu.Lock()
				defer mu.Unlock()
				key := r.Method + r.URL.String() + r.Header.Get("Range")
				if met[key] {
					return nil
				}
				met[key] = true
				f := fault(r)
				if f != nil {
					hit++
				}
				return f
			})
			blobs := s3.Lead(f.blobs)
			got := line(f, f.start("a", "", blobs), blobs)
			if hit < 8 {
				t.Errorf("only %d requests were disturbed", hit)
			}
			if d := differ(want, got); d != "" {
				t.Errorf("the outcome is another:\n%s", d)
			}
		})
	}
}

// contents is outcome without what each review makes anew.
func (f *fleet) contents() string {
	f.t.Helper()
	var out []string
	for line := range strings.Lines(f.outcome()) {
		if !strings.HasPrefix(line, "opinions ") && !strings.HasPrefix(line, "mails ") {
			out = append(out, line)
		}
	}
	for _, m := range f.out.mails.Mails() {
		out = append(out, "a mail to "+strings.Join(m.To, " ")+"\n")
	}
	return strings.Join(out, "")
}

// The storage is away for longer than the service is patient, at each step that
// needs it: whoever waits is told so in a sentence, nothing is acknowledged that
// is not there, readiness says so, and everything goes on by itself afterwards.
func TestInstancesWithoutTheirStorage(t *testing.T) {
	needFleet(t)
	t.Parallel()
	k := sealedFleet(t)
	calm := from(t, k)
	calm.start("calm", "", "").serves()
	_, want := calm.desk().sync().state(calm.id)
	if want == "" {
		t.Fatal("the case has no reference")
	}
	sent := calm.rows("SELECT sha256 || ' ' || size FROM chunks")

	f := from(t, k)
	s3 := blobtest.Lay(t)
	blobs := s3.Lead(f.blobs) + "&patience=" + patient()
	pg := dbtest.Lay(t, f.database)
	a := f.start("a", pg.Lead(f.database), blobs)
	a.serves()
	c := f.desk()
	is := func(what string, ready bool) {
		t.Helper()
		for end := time.Now().Add(waits); a.ready() != ready; time.Sleep(100 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: the instance is ready: %t", what, !ready)
			}
		}
	}
	is("at first", true)
	// away does something while the storage is.
	away := func(what string, do func()) {
		t.Helper()
		s3.Away()
		is(what, false)
		do()
		s3.Back()
		is(what+", and back", true)
	}
	unreachable := func(what string) {
		t.Helper()
		out, code := c.run("sync")
		if kind, message := said(out); code != 4 || kind != "unreachable" || !strings.Contains(message, "kept") {
			t.Errorf("%s: %d, %s: %s", what, code, kind, message)
		}
	}
	nothing := func(what string, tables ...string) {
		t.Helper()
		for _, table := range tables {
			if n := f.rows("SELECT 1 FROM " + table); len(n) != 0 {
				t.Errorf("%s: %d rows of %s", what, len(n), table)
			}
		}
	}

	// In the middle of sending: what has rows is there.
	var once sync.Once
	s3.Befall(func(r *http.Request) blobtest.Fault {
		if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/packs/") {
			return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				next.ServeHTTP(w, r) // it has it, and its answer does not come
				once.Do(func() { go s3.Away() })
				<-r.Context().Done()
				panic(http.ErrAbortHandler)
			}
		}
		return nil
	})
	unreachable("in the middle of sending")
	s3.Befall(nil)
	nothing("in the middle of sending", "case_versions")
	s3.Back()
	f.whole()
	is("after sending", true)
	// Everything is there but the receipt, for which the instance dies: another
	// one has to read it first.
	commits("InsertCaseVersion", false)(&trap{pg: pg, f: f, a: a})
	unreachable("at the receipt")
	<-a.gone
	s3.Befall(func(r *http.Request) blobtest.Fault {
		if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/packs/") {
			return blobtest.Says(http.StatusServiceUnavailable, "SlowDown")
		}
		return nil
	})
	a = f.start("a-again", "", blobs)
	a.serves()
	unreachable("before the receipt")
	nothing("before the receipt", "case_versions")
	s3.Befall(nil)
	if _, got := c.sync().state(f.id); got == "" {
		t.Fatal("the case has no reference")
	}
	if got := f.rows("SELECT sha256 || ' ' || size FROM chunks"); !slices.Equal(got, sent) {
		t.Errorf("%d chunks are there, want %d", len(got), len(sent))
	}
	f.whole()

	approver, specialist := f.reviewed(a)
	away("at the approval", func() {
		seen := approver.open(f.id)
		code, said := approver.tries(f.id, "approve", map[string]any{"version": 1, "seq": seen.Seq, "password": approver.password, "code": approver.code()})
		if code != http.StatusServiceUnavailable || !strings.Contains(said, "storage does not answer") {
			t.Errorf("at the approval: %d %s", code, said)
		}
		if now := approver.open(f.id); now.State != "approval" || now.Seq != seen.Seq {
			t.Errorf("at the approval the case is %s", now.State)
		}
	})
	approver.sign(f.id, "approve", map[string]any{"version": 1})
	away("at the letter", func() {
		if code, said := specialist.letter(f.id); code != http.StatusServiceUnavailable || !strings.Contains(said, "storage does not answer") {
			t.Errorf("at the letter: %d %s", code, said)
		}
		unreachable("at the opinion")
	})
	if code, _ := specialist.letter(f.id); code != http.StatusOK {
		t.Errorf("the letter afterwards: %d", code)
	}
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })

	// A backup in whose middle the storage goes is none; the next one is whole.
	s3.Befall(func(r *http.Request) blobtest.Fault {
		if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/opinions/") {
			return blobtest.Drop
		}
		return nil
	})
	if _, err := f.backedUp(f.database, blobs, io.Discard); !errs.Is(err, errs.Unreachable) {
		t.Errorf("a backup without the storage: %v", err)
	}
	s3.Befall(nil)
	var b bytes.Buffer
	if r, err := f.backedUp(f.database, blobs, &b); err != nil || r.Missing != 0 {
		t.Errorf("the backup afterwards: %+v, %v", r, err)
	}
	c.must(nil, 0, "opinion", "show", f.id)
	c.syncUntil("its end", func(r lineSync) bool { state, _ := r.state(f.id); return state == "closed" })
	f.whole()
	f.settled()
}

// patient is how many seconds a service tries here; more in make soak, whose
// storage is away for a minute.
func patient() string {
	if os.Getenv("OSO_SOAK") != "" {
		return "60"
	}
	return "1"
}

// whole looks whether every blob that a row names is in the storage.
func (f *fleet) whole() {
	f.t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, f.database)
	if err != nil {
		f.t.Fatal(err)
	}
	defer d.Close()
	named, err := d.BlobKeys(ctx)
	if err != nil {
		f.t.Fatal(err)
	}
	storage := f.storage(f.blobs)
	for _, key := range named {
		if _, err := storage.Get(ctx, key); err != nil {
			f.t.Errorf("a blob that a row names: %v", err)
		}
	}
}
