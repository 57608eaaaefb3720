package importer

import (
	"context"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// A locked archive opens with the password that a person says: a wrong one is
// said to be wrong, the birth date is tried where he chooses so and the report
// says it, and without one the archive is told and nothing is taken.
func TestLockedArchives(t *testing.T) {
	t.Parallel()
	say := func(answers ...Answer) func(t *testing.T, asked *[]Ask) func(context.Context, Ask) Answer {
		return func(_ *testing.T, asked *[]Ask) func(context.Context, Ask) Answer {
			left := slices.Clone(answers)
			return func(_ context.Context, a Ask) Answer {
				*asked = append(*asked, a)
				if len(left) == 0 {
					return Answer{}
				}
				next := left[0]
				left = left[1:]
				return next
			}
		}
	}
	right, wrong, birth := Answer{Password: "password"}, Answer{Password: "passwort"}, Answer{Birth: true}
	for name, c := range map[string]struct {
		files  []string
		say    func(*testing.T, *[]Ask) func(context.Context, Ask) Answer
		taken  int
		asked  []Ask // without their paths
		warned string
	}{
		"right":             {[]string{"pk.zip"}, say(right), 2, []Ask{{Birth: true}}, ""},
		"AES":               {[]string{"aes.zip"}, say(right), 2, []Ask{{Birth: true}}, ""},
		"7z":                {[]string{"locked.7z"}, say(right), 2, []Ask{{Birth: true}}, ""},
		"wrong, then right": {[]string{"aes.zip"}, say(wrong, right), 2, []Ask{{Birth: true}, {Wrong: true, Birth: true}}, ""},
		"birth date":        {[]string{"hidden.7z"}, say(birth), 1, []Ask{{Birth: true}}, codeBirthDate},
		"not by birth date": {[]string{"pk.zip"}, say(birth, right), 2, []Ask{{Birth: true}, {Tried: true}}, ""},
		"one for several":   {[]string{"aes.zip", "locked.7z", "pk.zip"}, say(right), 2, []Ask{{Birth: true}}, ""},
		"nobody knows":      {[]string{"aes.zip", "hidden.7z"}, say(), 0, []Ask{{Birth: true}, {Birth: true}}, codeLocked},
		"nobody to ask":     {[]string{"aes.zip"}, func(*testing.T, *[]Ask) func(context.Context, Ask) Answer { return nil }, 0, nil, codeLocked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			who := anna
			who.BirthDate = "1972-04-09"
			d := newDesk(t, who)
			files := map[string][]byte{}
			for _, f := range c.files {
				files[f] = made(t, f)
			}
			var asked []Ask
			q := d.request(write(t, files))
			q.Unlock = c.say(t, &asked)
			r, err := Run(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			taken := 0
			for _, f := range r.Files {
				if f.Outcome == Imported {
					taken++
				}
				if f.Outcome == Rejected && f.Reason != reasonEncrypted || f.Outcome == Kept && f.Reason != reasonNoPassword {
					t.Errorf("%s: %s %q", f.Path, f.Outcome, f.Reason)
				}
			}
			for i := range asked {
				if !strings.Contains(asked[i].Path, "disc/") {
					t.Errorf("asked of %q", asked[i].Path)
				}
				asked[i].Path = ""
			}
			if taken != c.taken || !slices.Equal(asked, c.asked) || !strings.Contains(warned(r), c.warned) || (taken == 0) == r.Whole() {
				t.Errorf("%d taken, asked %+v, warnings %q, whole %v", taken, asked, warned(r), r.Whole())
			}
		})
	}
}

func TestBirthSpellings(t *testing.T) {
	t.Parallel()
	got := birthSpellings("1972-04-09")
	for _, want := range []string{"19720409", "09041972", "04091972", "720409", "090472", "09.04.1972", "9.4.1972", "1972-04-09", "04/09/1972", "09Apr1972", "09APR1972"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not tried", want)
		}
	}
	if birthSpellings("") != nil || birthSpellings("1972") != nil || len(got) > 50 {
		t.Errorf("%d spellings, or some of no date", len(got))
	}
}

// Where what was read before cannot be stored, the import ends there as with any
// other fault of the vault: nobody is asked, and the archive is not called broken.
func TestFaultBeforeAsking(t *testing.T) {
	t.Parallel()
	for name, locked := range map[string][]byte{
		"an archive": made(t, "aes.zip"), "an archive in another": archive(t, map[string][]byte{"in.zip": made(t, "aes.zip")}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			q := d.request(write(t, map[string][]byte{"a.txt": []byte("Dear colleague"), "b.zip": locked, "c.txt": []byte("Yours")}))
			now := time.Now()
			q.Now = func() time.Time { now = now.Add(20 * time.Millisecond); return now }
			q.Unlock = func(context.Context, Ask) Answer { t.Error("a person is asked"); return Answer{} }
			done := false
			q.Progress = func(x Progress) {
				if x.Phase == Reading && x.Files == 1 && !done {
					done = true
					otherwise(t, d)
				}
			}
			r, err := Run(context.Background(), q)
			if !errs.Is(err, errs.Conflict) {
				t.Fatal(err)
			}
			reasons := map[string]string{}
			for _, f := range r.Files {
				if f.Outcome != Rejected {
					t.Errorf("%s: %s", f.Path, f.Outcome)
				}
				reasons[path.Base(f.Path)] = f.Reason
			}
			if reasons["a.txt"] != reasonUnstored || reasons["b.zip"] != reasonAhead || reasons["c.txt"] != reasonAhead {
				t.Errorf("%q", reasons)
			}
			if head, err := d.v.Head(d.id); err != nil || head.Records != 0 {
				t.Errorf("%d records, %v", head.Records, err)
			}
		})
	}
}

// otherwise changes the import's row behind its back, so that no commit of it lasts.
func otherwise(t *testing.T, d *desk) {
	err := d.v.Update(context.Background(), d.id, func(tx *casebook.Tx) error {
		all, err := casebook.Imports(tx)
		if err == nil {
			_, err = casebook.PutImport(tx, all[len(all)-1])
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// While a person is asked, which may take long, all that was read before is in the case.
func TestAsksWithAllElseKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	q := d.request(write(t, map[string][]byte{"a.txt": []byte("Dear colleague"), "b.zip": made(t, "aes.zip")}))
	asked := false
	q.Unlock = func(context.Context, Ask) Answer {
		asked = true
		records, err := d.v.Records(context.Background(), d.id)
		if x := d.imports(t)[0]; err != nil || len(records) != 1 || x.Files != 1 {
			t.Errorf("%d records while it asks, %d files told, %v", len(records), x.Files, err)
		}
		return Answer{Password: "password"}
	}
	r, err := Run(context.Background(), q)
	if err != nil || !asked || outcomes(r)[Imported] < 2 {
		t.Errorf("asked %v, %v, %v", asked, outcomes(r), err)
	}
}
