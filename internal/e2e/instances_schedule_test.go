package e2e

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"oso/internal/server/blobtest"
	"oso/internal/server/dbtest"
)

// crewed is a service of several instances that has its people and no case,
// made once for all tests.
var crewed = struct {
	mu       sync.Mutex
	dir      string // what every instance's folder begins with
	database string
}{}

// twoInstances sets a trial on two instances over one PostgreSQL and one bucket,
// each with its own lines to them. The database is at an address of the tests'
// server; nil: a copy of one with people.
func twoInstances(t *testing.T) func(*trial) {
	t.Helper()
	crewed.mu.Lock()
	defer crewed.mu.Unlock()
	if crewed.dir == "" {
		dir, database := filepath.Join(builtIn, "crewed"), dbtest.Lasting(t, "")
		x := &trial{t: t, dir: dir}
		crew(x, database)
		crewed.dir, crewed.database = dir, database
	}
	return over(t, dbtest.Copy(t, crewed.database), 2)
}

// crew lets a service over a database make its people.
func crew(x *trial, database string) {
	x.t.Helper()
	made := filepath.Join(x.dir, "service")
	if err := os.MkdirAll(made, 0o700); err != nil {
		x.t.Fatal(err)
	}
	first := &fleet{t: x.t, dir: x.t.TempDir(), database: database, blobs: blobtest.Address(x.t), out: newOutside(x.t), steps: map[string]int64{}}
	i := first.start("first", "", "")
	i.kill()
	<-i.gone
	if err := os.CopyFS(made, os.DirFS(filepath.Join(first.dir, "made"))); err != nil {
		x.t.Fatal(err)
	}
}

// over sets a trial on so many instances over a database with people.
func over(t *testing.T, database string, instances int) func(*trial) {
	t.Helper()
	blobs := blobtest.Address(t)
	return func(x *trial) {
		if err := os.CopyFS(filepath.Join(x.dir, "service"), os.DirFS(filepath.Join(crewed.dir, "service"))); err != nil {
			t.Fatal(err)
		}
		x.lines = map[string]func(){}
		var pgs []*dbtest.Line
		var s3s []*blobtest.Line
		for range instances {
			pg, s3 := dbtest.Lay(t, database), blobtest.Lay(t)
			x.database, x.blobs = append(x.database, pg.Lead(database)), append(x.blobs, s3.Lead(blobs))
			pgs, s3s = append(pgs, pg), append(s3s, s3)
		}
		x.lines["database cut"] = func() {
			for _, l := range pgs {
				l.Cut()
			}
		}
		x.lines["storage cut"] = func() {
			for _, l := range s3s {
				l.Away()
				l.Back()
			}
		}
	}
}

// TestInstancesSchedules is TestSchedules with two instances over one PostgreSQL
// and one bucket, whose lines are cut too.
func TestInstancesSchedules(t *testing.T) {
	needFleet(t)
	t.Parallel()
	want := newLine(t, nil, nil, twoInstances(t)).walk()
	schedules(t, 4, append([]string{"database cut", "storage cut"}, usual...), want, func(t *testing.T) []func(*trial) {
		return []func(*trial){twoInstances(t)}
	})
}

// TestInstancesWithClocksApart walks the line over two instances of which one is
// a day before or behind the other.
func TestInstancesWithClocksApart(t *testing.T) {
	needFleet(t)
	t.Parallel()
	want := newLine(t, nil, nil, twoInstances(t)).walk()
	for _, apart := range []string{"24h", "-24h"} {
		t.Run(apart, func(t *testing.T) {
			t.Parallel()
			got := newLine(t, nil, nil, twoInstances(t), func(x *trial) { x.apart = apart }).walk()
			if d := differ(want, got); d != "" && !t.Failed() {
				t.Errorf("the outcome is another:\n%s", d)
			}
		})
	}
}
