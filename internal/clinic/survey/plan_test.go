package survey

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/errs"
	"oso/internal/intake"
)

// carry does a plan as the programs do, until stop says that the program ends.
func carry(t *testing.T, d *draft.Workstation, p Plan, stop func(at string) bool) bool {
	t.Helper()
	ctx := context.Background()
	if err := p.Prepare(ctx, d); err != nil {
		t.Fatal(err)
	}
	if stop("prepared") {
		return false
	}
	for i := range p.Rows {
		if p.Rows[i].Imported {
			continue
		}
		r, done, err := p.Import(ctx, d, i, importer.Request{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		if stop("begun") {
			return false
		}
		if !done {
			if _, err := importer.Run(ctx, r); err != nil {
				t.Fatal(err)
			}
			if err := d.Refresh(ctx, r.Case); err != nil {
				t.Fatal(err)
			}
		}
		if stop("imported") {
			return false
		}
		if _, err := p.Ended(ctx, d.Vault, i, nil); err != nil {
			t.Fatal(err)
		}
	}
	return true
}

func never(string) bool { return false }

// chosen proposes a case of its own for each person, as the page does.
func chosen(s Snapshot, in string) []Choice {
	var out []Choice
	for _, p := range s.People {
		out = append(out, Choice{
			People: []string{p.Key}, Taken: intake.Takable(),
			Doc: casefile.Document{Residence: casefile.Place{Country: in}, Patient: p.Patient, Materials: p.Materials},
		})
	}
	return out
}

// held are the files of each case, by the patient's family name.
func held(t *testing.T, d *draft.Workstation) map[string][]string {
	t.Helper()
	ctx := context.Background()
	heads, err := d.Vault.Heads(ctx)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, h := range heads {
		c, err := d.Get(ctx, h.ID)
		if err != nil {
			t.Fatal(err)
		}
		name := c.Document.Patient.Name.Family
		if _, twice := out[name]; twice {
			t.Errorf("two cases of one patient")
		}
		out[name] = []string{}
		records, err := d.Vault.Records(ctx, h.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			out[name] = append(out[name], r.Path)
		}
		slices.Sort(out[name])
	}
	return out
}

var several = map[string][]byte{
	"a/1": slice(anna, "chest", "a", 1), "a/2": slice(anna, "chest", "a", 2), "b/1": slice(berta, "knee", "a", 1),
	"a/note.txt": []byte("called on Monday\n"), "index.txt": []byte("of all\n"),
}

// Each patient's records go into the case that a person chose for them, and what
// nobody chose goes nowhere.
func TestSplit(t *testing.T) {
	t.Parallel()
	d := desk(t)
	dir := tree(t, several)
	s := New([]string{dir})
	if err := s.Run(context.Background(), Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	snap := s.Snapshot()
	choices := chosen(snap, "IN")
	for _, l := range snap.Loose {
		if l.Beside == choices[0].People[0] {
			choices[0].Loose = append(choices[0].Loose, l.ID)
		}
	}
	plan, err := s.Choose(context.Background(), d, choices)
	if err != nil {
		t.Fatal(err)
	}
	if !carry(t, d, plan, never) {
		t.Fatal("not carried out")
	}
	got := held(t, d)
	if !slices.Equal(got["Müller"], []string{"disc/a/1", "disc/a/2", "disc/a/note.txt"}) || !slices.Equal(got["Jones"], []string{"disc/b/1"}) {
		t.Errorf("the cases hold %q", got)
	}
	if left, err := Plans(context.Background(), d.Vault); err != nil || len(left) > 0 {
		t.Errorf("%d plans left, %v", len(left), err)
	}
	heads, _ := d.Vault.Heads(context.Background())
	for _, h := range heads {
		r, err := d.Check(context.Background(), h.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(r.Problems, func(p casefile.Problem) bool { return p.Code == intake.CodeTaken && p.Field == intake.FieldBirthDate }) {
			t.Error("the birth date is not marked as taken from the records")
		}
		if slices.ContainsFunc(r.Problems, func(p casefile.Problem) bool { return draft.AboutIdentity(p.Code) }) {
			t.Errorf("somebody else's records are in a case: %+v", r.Problems)
		}
	}

	// The same disc again has nothing new for anybody.
	again := look(t, dir)
	found, err := Matches(context.Background(), d.Vault, again.People)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range again.People {
		if m := found[p.Key]; len(m) != 1 || m[0].New != 0 || !m[0].Sure || !m[0].Holds {
			t.Errorf("%s again: %+v", p.Key, m)
		}
	}
}

// However often the program ends under it, each case is made once and holds what
// it would have held.
func TestPlanAfterKills(t *testing.T) {
	t.Parallel()
	d := desk(t)
	dir := tree(t, several)
	s := New([]string{dir})
	if err := s.Run(context.Background(), Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	plan, err := s.Choose(context.Background(), d, chosen(s.Snapshot(), "IN"))
	if err != nil {
		t.Fatal(err)
	}
	for kill := 1; ; kill++ {
		n := 0
		whole := carry(t, d, plan, func(string) bool { n++; return n == 1+kill%5 && kill < 15 })
		left, err := Plans(context.Background(), d.Vault)
		if err != nil {
			t.Fatal(err)
		}
		if whole != (len(left) == 0) {
			t.Fatalf("whole %v, %d plans left", whole, len(left))
		}
		if whole {
			break
		}
		if kill > 20 {
			t.Fatal("it does not come to its end")
		}
		plan = left[0]
	}
	heads, err := d.Vault.Heads(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range heads {
		if all, err := d.Imports(context.Background(), h.ID); err != nil || len(all) != 1 {
			t.Errorf("a case has %d imports, %v", len(all), err)
		}
	}
	got := held(t, d)
	if !slices.Equal(got["Müller"], []string{"disc/a/1", "disc/a/2"}) || !slices.Equal(got["Jones"], []string{"disc/b/1"}) || len(got) != 2 {
		t.Errorf("the cases hold %q", got)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	d := desk(t)
	s := New([]string{tree(t, several)})
	if err := s.Run(context.Background(), Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	snap := s.Snapshot()
	good := chosen(snap, "IN")
	for name, c := range map[string]struct {
		choices []Choice
		kind    errs.Kind
	}{
		"nothing":                   {nil, errs.Usage},
		"a case of nobody":          {[]Choice{{Doc: good[0].Doc}}, errs.Usage},
		"one person for two cases":  {[]Choice{good[0], good[0]}, errs.Usage},
		"somebody who is not there": {[]Choice{{People: []string{"x"}}}, errs.Conflict},
		"a file that is not there":  {[]Choice{{Loose: []string{"x"}}}, errs.Conflict},
		"a refused place among others": {[]Choice{good[0], {People: good[1].People, Doc: casefile.Document{
			Residence: casefile.Place{Country: "US", Region: "NM"}, Patient: berta,
		}}}, errs.Refused},
	} {
		if _, err := s.Choose(context.Background(), d, c.choices); !errs.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	left, err := Plans(context.Background(), d.Vault)
	heads, herr := d.Vault.Heads(context.Background())
	if err != nil || herr != nil || len(left)+len(heads) > 0 {
		t.Errorf("%d plans and %d cases were kept, %v, %v", len(left), len(heads), err, herr)
	}
}

// Chosen again while the case is not made yet, nobody gets two.
func TestChooseAgain(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), desk(t)
	s := New([]string{tree(t, several)})
	if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	all := chosen(s.Snapshot(), "IN")
	plan, err := s.Choose(ctx, d, all[:1])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Choose(ctx, d, all); !errs.Is(err, errs.Conflict) {
		t.Errorf("the same patient chosen again: %v", err)
	}
	if _, err := s.Choose(ctx, d, all[1:]); err != nil {
		t.Errorf("another patient: %v", err)
	}
	if err := plan.Prepare(ctx, d); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Choose(ctx, d, all[:1]); err != nil {
		t.Errorf("a person says so, and the case is seen: %v", err)
	}
}

// Records of a found case go into it, also where it is sealed.
func TestIntoFoundCases(t *testing.T) {
	t.Parallel()
	d := desk(t)
	ctx := context.Background()
	id := begin(t, d, anna)
	gone := begin(t, d, berta)
	set := func(id casefile.CaseID, state casefile.State) {
		if err := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error { tx.Head().State = state; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	set(id, casefile.Received)
	set(gone, casefile.Sending)
	s := New([]string{tree(t, several)})
	if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	snap := s.Snapshot()
	choices := []Choice{}
	for _, p := range snap.People {
		to := map[string]casefile.CaseID{"Müller": id, "Jones": gone}[p.Patient.Name.Family]
		choices = append(choices, Choice{People: []string{p.Key}, Case: to})
	}
	plan, err := s.Choose(ctx, d, choices)
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Prepare(ctx, d); err != nil {
		t.Fatal(err)
	}
	why := 0
	for i := range plan.Rows {
		if plan.Rows[i].Why != "" && plan.Rows[i].Case == gone {
			why++
		}
	}
	if why != 1 || plan.Left() != 1 {
		t.Errorf("a case that is being sent: %d reasons, %d left", why, plan.Left())
	}
	if !carry(t, d, plan, never) {
		t.Fatal("not carried out")
	}
	// Why one was not done is there until somebody has heard it.
	left, err := Plans(ctx, d.Vault)
	if err != nil || len(left) != 1 || left[0].Left() != 0 || len(left[0].Whys()) != 1 {
		t.Errorf("%+v, %v", left, err)
	}
	if got := held(t, d); len(got["Müller"]) != 2 || len(got["Jones"]) != 0 {
		t.Errorf("the cases hold %q", got)
	}
	if h, err := d.Vault.Head(id); err != nil || h.State != casefile.Draft {
		t.Errorf("the sealed case is %s, %v", h.State, err)
	}
}

// What was chosen of one disc is taken of that disc alone: the second case's
// records too, and after another disc was put in.
func TestAnotherDiscBeforeItsTurn(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), desk(t)
	dir, other := tree(t, several), tree(t, map[string][]byte{"b/1": slice(berta, "other", "a", 1), "index.txt": []byte("of another\n")})
	s := New([]string{dir})
	if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	plan, err := s.Choose(ctx, d, chosen(s.Snapshot(), "IN"))
	if err != nil {
		t.Fatal(err)
	}
	carry(t, d, plan, func(at string) bool { return at == "begun" })
	if err := errors.Join(os.Rename(dir, dir+"-away"), os.Rename(other, dir)); err != nil {
		t.Fatal(err)
	}
	plans, err := Plans(ctx, d.Vault)
	if err != nil || len(plans) != 1 || plans[0].Left() != 2 {
		t.Fatalf("%+v, %v", plans, err)
	}
	for i := range plans[0].Rows {
		for range 2 { // tried again it is the same import
			r, done, err := plans[0].Import(ctx, d, i, importer.Request{Now: time.Now})
			if err != nil || done {
				t.Fatal(done, err)
			}
			if report, err := importer.Run(ctx, r); !importer.Other(err) || len(report.Files) > 0 {
				t.Errorf("case %d: %d files of another disc, %v", i, len(report.Files), err)
			}
		}
		if all, err := d.Imports(ctx, plans[0].Rows[i].Case); err != nil || len(all) != 1 {
			t.Errorf("case %d has %d imports, %v", i, len(all), err)
		}
	}
}

// What the look has met need not be read for each patient again, and each case holds
// and remembers the same as where it was.
func TestWhoseNeedsNoReading(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := tree(t, several)
	var all [2][]string
	for k := range all {
		d := desk(t)
		s := New([]string{dir})
		if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
			t.Fatal(err)
		}
		plan, err := s.Choose(ctx, d, chosen(s.Snapshot(), "IN"))
		if err != nil {
			t.Fatal(err)
		}
		if err := plan.Prepare(ctx, d); err != nil {
			t.Fatal(err)
		}
		for i := range plan.Rows {
			q := importer.Request{Now: time.Now}
			others := 0
			if whose := s.Whose(); k == 1 {
				q.Whose = func(file string) ([]string, bool) {
					who, known := whose(file)
					if known && !plan.Rows[i].Only.Takes(who, file) {
						others++
					}
					return who, known
				}
			}
			r, _, err := plan.Import(ctx, d, i, q)
			if err != nil {
				t.Fatal(err)
			}
			report, err := importer.Run(ctx, r)
			if err != nil {
				t.Fatal(err)
			}
			if k == 1 && others != report.Apart {
				t.Errorf("of %d files of others %d were known", report.Apart, others)
			}
			x, err := plan.Begun(ctx, d, i)
			if err != nil {
				t.Fatal(err)
			}
			all[k] = append(all[k], fmt.Sprint(x.Found, x.Imported, x.Kept, x.Refused, x.Apart, x.Unread(), x.NotTaken))
		}
		for who, files := range held(t, d) {
			all[k] = append(all[k], fmt.Sprint(who, files))
		}
		slices.Sort(all[k])
	}
	if !slices.Equal(all[0], all[1]) {
		t.Errorf("read: %q\nnot read: %q", all[0], all[1])
	}
}

// An archive that the look could not open is not known to be nobody's: an import
// asks for its password and reads what is in it, as it does without a look.
func TestWhoseSaysNothingOfALockedArchive(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	files := maps.Clone(several)
	for _, name := range []string{"hidden.7z", "locked.7z"} {
		b, err := os.ReadFile("../../container/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["c/"+name] = b
	}
	dir := tree(t, files)
	var met [2]string
	for k := range met {
		d := desk(t)
		s := New([]string{dir})
		if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
			t.Fatal(err)
		}
		plan, err := s.Choose(ctx, d, chosen(s.Snapshot(), "IN")[:1])
		if err != nil {
			t.Fatal(err)
		}
		if err := plan.Prepare(ctx, d); err != nil {
			t.Fatal(err)
		}
		asked := 0
		q := importer.Request{Now: time.Now, Unlock: func(_ context.Context, a importer.Ask) importer.Answer {
			asked++
			if a.Wrong {
				return importer.Answer{Password: "19720409"}
			}
			return importer.Answer{Password: "password"}
		}}
		if k == 1 {
			q.Whose = s.Whose()
		}
		r, _, err := plan.Import(ctx, d, 0, q)
		if err != nil {
			t.Fatal(err)
		}
		report, err := importer.Run(ctx, r)
		if err != nil {
			t.Fatal(err)
		}
		if asked == 0 {
			t.Errorf("whose known: %t; nobody was asked for a password", k == 1)
		}
		met[k] = fmt.Sprint(asked, report.Apart, len(report.Files))
	}
	if met[0] != met[1] {
		t.Errorf("passwords, files apart and files met: %s without, %s with what the look met", met[0], met[1])
	}
}

// A plan of which an import ends the program again and again while it counts what
// is there waits for a person.
func TestPlanWaitsWhereCountingEndsTheProgram(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := desk(t)
	s := New([]string{tree(t, several)})
	if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	plan, err := s.Choose(ctx, d, chosen(s.Snapshot(), "IN")[:1])
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Prepare(ctx, d); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for n := range 3 {
		if !plan.GoesOn(ctx, d) {
			t.Fatalf("after %d kills it waits for a person", n)
		}
		q, _, err := plan.Import(ctx, d, 0, importer.Request{Now: func() time.Time { now = now.Add(time.Second); return now }, ByItself: n > 0, Progress: func(p importer.Progress) {
			if p.Phase == importer.Looking {
				panic("killed")
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() { _ = recover() }()
			_, err := importer.Run(ctx, q)
			t.Fatalf("it ran to its end: %v", err)
		}()
	}
	if plan.GoesOn(ctx, d) {
		t.Error("it goes on by itself for ever")
	}
}
