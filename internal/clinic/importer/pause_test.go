package importer

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/errs"
	"oso/internal/intake"
)

// lockable is a desk with a vault of its own, which a test may lock.
func lockable(t *testing.T) (*desk, *draft.Workstation, func()) {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	const pass = "seven quiet lanterns drift"
	if _, err := vault.Create(context.Background(), data, vault.CreateOptions{User: "vega", Role: vault.Physician, Passphrase: pass, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	v, err := casebook.Open(context.Background(), data, vault.OpenOptions{Passphrase: pass, Rounds: vaulttest.Few()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	work := &draft.Workstation{Vault: v, Now: time.Now}
	id, err := work.Create(context.Background(), *intake.TemplateCase())
	if err != nil {
		t.Fatal(err)
	}
	return &desk{t: t, v: v, id: id}, work, func() {
		if err := v.Unlock(context.Background(), vault.OpenOptions{Passphrase: pass, Rounds: vaulttest.Few()}); err != nil {
			t.Error(err)
		}
	}
}

// An import goes on where it was when the vault is unlocked again: each file
// is in the report and in the case once, whenever the vault was locked.
func TestPausedWhileLocked(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	files := map[string][]byte{"same": slice(p, "1", 3)}
	inner := map[string][]byte{}
	for n := range 12 {
		files[fmt.Sprintf("%02d", n)] = slice(p, "1", n+1)
		inner[fmt.Sprintf("%02d", n)] = slice(p, "2", n+1)
	}
	files["disc.zip"] = archive(t, inner)
	dir := write(t, files)
	d, work, unlock := lockable(t)
	for _, at := range []int{0, 1, 7, 12, 15, 23} {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			id, err := work.Create(context.Background(), *intake.TemplateCase())
			if err != nil {
				t.Fatal(err)
			}
			d := &desk{t: t, v: d.v, id: id}
			q := d.request(dir)
			q.Now = everySecond()
			tick := 0
			real := q.Now
			q.Now = func() time.Time { // commits come now and then
				if tick++; tick%3 != 0 {
					return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
				}
				return real()
			}
			locked, paused, again := false, 0, false
			q.Progress = func(x Progress) {
				switch {
				case x.Phase == Paused:
					paused++
					unlock()
				case x.Phase == Reading && x.Imported >= at && !locked:
					locked = true
					d.v.Lock()
				case x.Phase == Reading && x.Imported >= at && locked && paused == 1 && !again: // and once more soon after
					again = true
					d.v.Lock()
				}
			}
			r, err := Run(context.Background(), q)
			if err != nil || paused == 0 {
				t.Fatalf("paused %d times, %v", paused, err)
			}
			if n := outcomes(r); n[Imported] != 24 || n[Duplicate] != 1 || n[Rejected] != 0 || len(r.Files) != 25 || !r.Whole() {
				t.Errorf("%v", n)
			}
			seen := map[string]bool{}
			for _, f := range r.Files {
				want, inside := files[filepath.Base(f.Path)], inner[filepath.Base(f.Path)]
				if bytes.Contains([]byte(f.Path), []byte("disc.zip!")) {
					want = inside
				}
				if seen[f.Path] || !bytes.Equal(d.stored(f.Record), want) {
					t.Errorf("%s: twice, or other bytes", f.Path)
				}
				seen[f.Path] = true
			}
			if head, err := d.v.Head(id); err != nil || head.Records != 24 {
				t.Errorf("%d records in the case, %v", head.Records, err)
			}
			if all, err := work.Imports(context.Background(), id); err != nil || len(all) != 1 || all[0].Outstanding() || all[0].Ended == nil || all[0].Files != 25 {
				t.Errorf("imports %+v, %v", all, err)
			}
		})
	}
}

// Stopped while it waits, an import has lost nothing that it reported as
// stored, and the case knows of the rest.
func TestStoppedWhileLocked(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	files := map[string][]byte{}
	for n := range 9 {
		files[fmt.Sprintf("%02d", n)] = slice(p, "1", n+1)
	}
	d, work, unlock := lockable(t)
	ctx, cancel := context.WithCancel(context.Background())
	q := d.request(write(t, files))
	tick := time.Unix(0, 0)
	q.Now = func() time.Time { tick = tick.Add(150 * time.Millisecond); return tick }
	q.Progress = func(x Progress) {
		switch {
		case x.Phase == Paused:
			cancel()
		case x.Imported == 4:
			d.v.Lock()
		}
	}
	r, err := Run(ctx, q)
	if !errs.Is(err, errs.Canceled) {
		t.Fatal(err)
	}
	unlock()
	head, err := d.v.Head(d.id)
	if err != nil || head.Records != outcomes(r)[Imported] {
		t.Errorf("%d records in the case, the report says %v, %v", head.Records, outcomes(r), err)
	}
	if s := outstanding(t, d, work); s == "" {
		t.Error("the case does not know of the rest")
	}
}

// A case that takes no records anymore when the vault is open again ends the
// import with the reason, and nothing else: a sealed one is not written to.
func TestCaseTakenMeanwhileEndsTheImport(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	files := map[string][]byte{}
	for n := range 9 {
		files[fmt.Sprintf("%02d", n)] = slice(p, "1", n+1)
	}
	dir := write(t, files)
	for name, c := range map[string]struct {
		taken func(*testing.T, *desk)
		kind  errs.Kind
		at    int // files read before the lock; 9: it is met by the last commit
	}{
		"added to elsewhere":            {addElsewhere, errs.Conflict, 4},
		"added to elsewhere at the end": {addElsewhere, errs.Conflict, 9},
		"sealed":                        {sealed, errs.Refused, 4},
		"sealed before the last commit": {sealed, errs.Refused, 9},
	} {
		t.Run(name, func(t *testing.T) {
			d, work, unlock := lockable(t)
			q := d.request(dir)
			tick := time.Unix(0, 0)
			q.Now = func() time.Time { tick = tick.Add(20 * time.Millisecond); return tick }
			done := false
			q.Progress = func(x Progress) {
				switch {
				case x.Phase == Paused:
					unlock()
					c.taken(t, d)
				case x.Imported >= c.at && !done:
					done = true
					d.v.Lock()
				}
			}
			r, err := Run(context.Background(), q)
			if !errs.Is(err, c.kind) {
				t.Fatal(err)
			}
			if n := outcomes(r); n[Imported] != 0 || n[Rejected] != 9 {
				t.Errorf("the report says %v of what is not stored", n)
			}
			if head, err := d.v.Head(d.id); err != nil || head.Records != 0 {
				t.Errorf("%d records in the case, %v", head.Records, err)
			}
			all, err := work.Imports(context.Background(), d.id)
			if err != nil || len(all) != 1 || (all[0].Ended == nil) != (c.kind == errs.Refused) {
				t.Errorf("imports %+v, %v", all, err)
			}
		})
	}
}

func addElsewhere(t *testing.T, d *desk) {
	b, err := d.v.NewBatch(context.Background(), d.id, vault.BatchOptions{})
	if err != nil {
		t.Error(err)
		return
	}
	t.Cleanup(func() { _ = b.Close() })
}

func sealed(t *testing.T, d *desk) {
	err := d.v.Update(context.Background(), d.id, func(tx *casebook.Tx) error {
		tx.Head().State = casefile.Sealed
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// promised are the files that the case's report of its import calls stored, by
// name; one whose bytes are not in the case is an error.
func promised(t *testing.T, d *desk) (stored []string) {
	t.Helper()
	err := d.v.View(context.Background(), d.id, func(tx *casebook.Tx) error {
		all, err := casebook.Imports(tx)
		if err != nil {
			return err
		}
		pages, err := casebook.ReportOf(tx, all[len(all)-1].ID)
		for _, p := range pages {
			for _, f := range p.Value.Files {
				if f.Outcome != string(Imported) && f.Outcome != string(Kept) && f.Outcome != string(Duplicate) {
					continue
				}
				stored = append(stored, filepath.Base(f.Path))
				if _, err := casebook.Get[casebook.Record](tx, casebook.KindRecord, string(f.Record)); err != nil {
					t.Errorf("%s is called stored: %v", f.Path, err)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return stored
}

// An archive that stayed locked and was lost with a lock asks again behind it, and what
// was read after it is not called stored before it is: were the program killed while the
// question is open, it would be missing. What the person says by then is heard.
func TestAsksAgainBehindALock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		second Answer
		taken  int
		relock bool // once more while the archive is read again
	}{
		"still unknown":       {Answer{}, 4, false},
		"known by then":       {Answer{Password: "19720409"}, 4, false},
		"locked again":        {Answer{}, 4, true},
		"known, locked again": {Answer{Password: "19720409"}, 4, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _, unlock := lockable(t)
			q := d.request(write(t, map[string][]byte{"a.7z": made(t, "hidden.7z"), "b.txt": []byte("one"), "c.txt": []byte("two"), "d.txt": []byte("three")}))
			now := time.Now()
			q.Now = func() time.Time { now = now.Add(20 * time.Millisecond); return now }
			asked, paused, locked := 0, 0, false
			q.Unlock = func(context.Context, Ask) Answer {
				if asked++; asked == 1 {
					return Answer{}
				}
				if stored := promised(t, d); len(stored) > 0 {
					t.Errorf("called stored at question %d: %q", asked, stored)
				}
				if c.relock && asked == 2 {
					d.v.Lock()
				}
				return c.second
			}
			q.Progress = func(x Progress) {
				switch {
				case x.Phase == Paused:
					paused++
					unlock()
				case x.Phase == Reading && x.Files == 3 && !locked:
					locked = true
					d.v.Lock()
				}
			}
			r, err := Run(context.Background(), q)
			if err != nil || asked < 2 || paused == 0 {
				t.Fatalf("asked %d times, paused %d times, %v", asked, paused, err)
			}
			stored := promised(t, d)
			n, seen := outcomes(r), map[string]bool{}
			for _, f := range r.Files {
				if seen[f.Path] || f.Record != "" && len(d.stored(f.Record)) == 0 {
					t.Errorf("%s: twice, or without bytes", f.Path)
				}
				seen[f.Path] = true
			}
			if head, err := d.v.Head(d.id); err != nil || n[Imported]+n[Kept] != c.taken || head.Records != c.taken || len(stored) != c.taken {
				t.Errorf("%v, %d records, called stored %q, %v", n, head.Records, stored, err)
			}
		})
	}
}

// What was not read again behind a lock, since the source went or a person stopped it, is
// ahead of the import and not in the case, and comes in when it goes on. Nor is it
// called stored by commits that come between.
func TestEndsWhileItReadsAgain(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]errs.Kind{"source gone": errs.NotFound, "stopped": errs.Canceled, "not at all": ""} {
		for _, slow := range []bool{false, true} {
			t.Run(fmt.Sprint(name, slow), func(t *testing.T) {
				t.Parallel()
				dir := filepath.Join(t.TempDir(), "disc")
				if err := os.CopyFS(dir, os.DirFS(write(t, map[string][]byte{"a.txt": []byte("one"), "b.txt": []byte("two"), "c.txt": []byte("three"), "d.txt": []byte("four")}))); err != nil {
					t.Fatal(err)
				}
				d, _, unlock := lockable(t)
				ctx, stop := context.WithCancel(context.Background())
				defer stop()
				q := d.request(dir)
				now, again := time.Now(), false
				q.Now = func() time.Time { // behind the lock each file is committed by itself
					if now = now.Add(20 * time.Millisecond); slow && again {
						now = now.Add(commitAfter)
					}
					return now
				}
				locked, met := false, 0
				q.Progress = func(x Progress) {
					switch {
					case x.Phase == Paused:
						unlock()
						again = true
					case again && x.Phase == Reading:
						promised(t, d)
						if met++; met > 1 && kind == errs.Canceled {
							stop()
						} else if met > 1 && kind == errs.NotFound {
							_ = os.Rename(dir, dir+" away")
						}
					case x.Phase == Reading && x.Files == 3 && !locked:
						locked = true
						d.v.Lock()
					}
				}
				r, err := Run(ctx, q)
				if err != nil != (kind != "") || kind != "" && !errs.Is(err, kind) {
					t.Fatal(err)
				}
				stored := promised(t, d)
				if n := outcomes(r); n[Imported]+n[Kept] != len(stored) {
					t.Errorf("the report says %v, the case %q", n, stored)
				}
				if kind == "" {
					return
				}
				_ = os.Rename(dir+" away", dir)
				next := d.request(dir)
				next.Import = r.Import
				if _, err := Run(context.Background(), next); err != nil {
					t.Fatal(err)
				}
				if stored := promised(t, d); len(stored) != 4 {
					t.Errorf("when it went on: %q", stored)
				}
			})
		}
	}
}
