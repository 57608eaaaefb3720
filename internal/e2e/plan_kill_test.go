package e2e

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
)

// TestKilledPlansGoOn kills the program at random moments while it makes
// cases of a disc with several patients, and goes on: in the end there is one
// case for each patient, with one import and that patient's records alone, as
// where nobody disturbed it. OSO_SCHEDULES says how many, OSO_SEED the first.
func TestKilledPlansGoOn(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program many times")
	}
	t.Parallel()
	dir := severalPatients(t, alike(5), 60)
	calm := playedClinic(t)
	before := bytesBelow(calm.data)
	calm.run("disc", "take", dir, "--country", "GB", "--nobody")
	want := calm.taken(t, dir)
	written := bytesBelow(calm.data) - before
	if len(want) != 5 {
		t.Fatalf("%d cases undisturbed: %q", len(want), want)
	}
	for _, seed := range seeds(t, 3) {
		t.Run(ofSeed(seed), func(t *testing.T) {
			t.Parallel()
			c, r := playedClinic(t), rand.New(rand.NewPCG(seed, 0))
			take := []string{"disc", "take", dir, "--country", "GB", "--nobody"}
			for n := range 3 + r.IntN(4) {
				args := []string{"disc", "go-on"}
				if len(c.cases(t)) == 0 { // whoever does not know whether anything was written down chooses once more
					args = take
				}
				more := r.Int64N(written / 3)
				if n%2 == 1 { // a file at which the program ended three times in a row is passed by
					more += written / 6
				}
				alive, _ := c.during(c.data, more, func(kill func()) { kill() }, args...)
				t.Logf("%s, alive: %v after %d bytes, %d cases", args[1], alive, more, len(c.cases(t)))
			}
			c.run("disc", "go-on")
			if len(c.cases(t)) == 0 {
				c.run(take...)
			}
			if got := c.taken(t, dir); !slices.Equal(got, want) {
				t.Errorf("killed on the way:\n%s\nundisturbed:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			c.undamaged(t)
		})
	}
}

// alike are people who are like each other.
func alike(n int) (all []casefile.Patient) {
	for p := range n {
		all = append(all, casefile.Patient{Name: casefile.Name{Family: "Okonkwo", Given: []string{"Ada", "Adaeze", "Ada"}[p%3]}, BirthDate: fmt.Sprintf("19%d2-03-1%d", 4+p/2, p), Sex: casefile.Female})
	}
	return all
}

// severalPatients is a disc of people, some images and a file that names nobody
// beside each.
func severalPatients(t *testing.T, people []casefile.Patient, images int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "MAYVIEW 0412")
	for p, who := range people {
		at := filepath.Join(dir, fmt.Sprintf("P%d", p))
		for n := range images {
			put(t, filepath.Join(at, fmt.Sprintf("IM%03d", n)), slice(who, uint64(p+1), "", n+1))
		}
		put(t, filepath.Join(at, "note.txt"), fmt.Append(nil, "beside ", p))
	}
	return dir
}

// cases are the ids of all cases of the workstation.
func (c *clinic) cases(t *testing.T) (ids []string) {
	t.Helper()
	var list struct{ Cases []struct{ ID string } }
	c.must(&list, 0, "case", "list")
	for _, x := range list.Cases {
		ids = append(ids, x.ID)
	}
	return ids
}

// taken is what each case holds, without what differs from run to run.
func (c *clinic) taken(t *testing.T, dir string) (out []string) {
	t.Helper()
	for _, id := range c.cases(t) {
		var shown struct {
			Document casefile.Document
			Records  []struct{ Path, SHA256 string }
			Imports  []struct {
				Found, Imported, Kept, Duplicate, Refused, Unread, Apart int
				Outstanding                                              bool
			}
		}
		c.must(&shown, 0, "case", "show", id)
		folders, sums := map[string]int{}, map[string]bool{}
		for _, r := range shown.Records {
			folders[filepath.Dir(r.Path)]++
			sums[r.SHA256] = true
		}
		p := shown.Document.Patient
		out = append(out, fmt.Sprintf("%s born %s: %v, %d different, imports %+v", p.Name.Display(), p.BirthDate, folders, len(sums), shown.Imports))
	}
	slices.Sort(out)
	return out
}
