package e2e

import (
	"path/filepath"
	"slices"
	"testing"
)

// Both programs are killed, each in the middle of its work, and begun again:
// nothing is lost, and nothing is there twice.
func TestLineSurvivesKills(t *testing.T) {
	t.Parallel()
	s := serve(t, "--autopilot")
	c := playedClinic(t)
	id, records := c.begin()
	big := filepath.Join(c.home, "big")
	many(t, big, 160, 300_000)

	// The clinic's program dies while it imports, twice at other places.
	for _, more := range []int64{3 << 20, 12 << 20} {
		if alive, _ := c.during(c.data, more, func(kill func()) { kill() }, "import", id, big); !alive {
			t.Log("the import was faster than the kill")
		}
		c.undamaged(t)
	}
	originals := c.takeIn(id, []string{records, big})
	if len(originals) != 160+27 {
		t.Fatalf("%d files to send", len(originals))
	}
	var shown struct{ Records []struct{ SHA256 string } }
	c.must(&shown, 0, "case", "show", id)
	if len(shown.Records) != len(originals) {
		t.Errorf("%d records of %d files", len(shown.Records), len(originals))
	}
	c.seal(id)
	c.enrol(s)

	// The clinic's program dies while it sends.
	if alive, _ := c.during(s.data, 8<<20, func(kill func()) { kill() }, "sync"); !alive {
		t.Log("the exchange was faster than the kill")
	}
	// The service dies while it receives: the clinic says so and keeps its work.
	alive, exit := c.during(s.data, 8<<20, func(func()) { s.kill() }, "sync")
	if alive && exit != 4 {
		t.Errorf("the exchange with a killed service ended with %d", exit)
	}
	if alive {
		s.restart()
	}
	c.syncUntil("a reference", func(r lineSync) bool { _, ref := r.state(id); return ref != "" })

	// The service dies while its staff works, at each of two states.
	for _, at := range [][]string{{"intake-review", "triage", "offered", "in-review"}, {"in-review", "signed-draft", "approval"}} {
		r := c.syncUntil("work on the case", func(r lineSync) bool {
			state, _ := r.state(id)
			return slices.Contains(at, state) || state == "released"
		})
		state, _ := r.state(id)
		t.Logf("killed while the case is %s", state)
		s.kill()
		c.fails("unreachable", 4, "sync")
		s.restart()
	}
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	c.read(s, id)

	// And once more after it is read: the charge is made once.
	s.kill()
	s.restart()
	c.sync()
	if charges, _ := s.ledger(id); len(charges) != 1 {
		t.Errorf("charges: %v", charges)
	}
	c.compare(s, id, originals)
}
