package e2e

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// many writes files that no two are alike and that do not shrink.
func many(t *testing.T, dir string, files, size int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range files {
		b := make([]byte, 0, size+sha256.Size)
		for n := uint64(0); len(b) < size; n++ {
			var seed [16]byte
			binary.BigEndian.PutUint64(seed[:], uint64(i))
			binary.BigEndian.PutUint64(seed[8:], n)
			h := sha256.Sum256(seed[:])
			b = append(b, h[:]...)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file-%04d.bin", i)), b[:size], 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// bytesBelow is how much lies on the disk below a folder.
func bytesBelow(dir string) int64 {
	var n int64
	filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			if i, err := e.Info(); err == nil {
				n += i.Size()
			}
		}
		return nil
	})
	return n
}

// during runs a command, and do once so much has come below the folder; it
// tells whether the command was still running then.
func (c *clinic) during(dir string, more int64, do func(kill func()), args ...string) (alive bool, exit int) {
	c.t.Helper()
	before := bytesBelow(dir)
	cmd := c.command(args...)
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	for bytesBelow(dir) < before+more {
		select {
		case <-ended:
			return false, cmd.ProcessState.ExitCode()
		case <-time.After(2 * time.Millisecond):
		}
	}
	do(func() { cmd.Process.Kill() })
	<-ended
	return true, cmd.ProcessState.ExitCode()
}

// Both programs are killed, each in the middle of its work, and begun again:
// nothing is lost, and nothing is there twice.
func TestLineSurvivesKills(t *testing.T) {
	t.Parallel()
	s := serve(t, "--autopilot")
	c := newClinic(t)
	id, records := c.begin()
	big := filepath.Join(c.home, "big")
	many(t, big, 160, 300_000)

	// The clinic's program dies while it imports, twice at other places.
	for _, more := range []int64{3 << 20, 12 << 20} {
		if alive, _ := c.during(c.data, more, func(kill func()) { kill() }, "import", id, big); !alive {
			t.Log("the import was faster than the kill")
		}
		var v struct{ Damaged []any }
		c.must(&v, 0, "vault", "verify")
		if len(v.Damaged) != 0 {
			t.Fatalf("after a kill: %v", v.Damaged)
		}
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
