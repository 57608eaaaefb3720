package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/server/blobtest"
	"oso/internal/server/dbtest"
)

// trap kills an instance at one point of what it does, seen from outside: by
// what it says to its database, its storage and the gateway.
type trap struct {
	pg *dbtest.Line
	s3 *blobtest.Line
	f  *fleet
	a  *instance

	once   sync.Once
	goesOn chan struct{} // closed when it goes on, of one that stands still; nil: it is killed
}

// spring kills it; what it was about to say or to hear it neither says nor hears.
// Where it is to stand still, that comes later, and is true.
func (x *trap) spring() bool {
	if x.goesOn != nil {
		x.once.Do(x.stop)
		<-x.goesOn
		return true
	}
	x.once.Do(x.a.kill)
	<-x.a.gone
	return false
}

// commits springs at the commit of a transaction with a statement: before the
// database has done it, or after that.
func commits(statement string, done bool) func(*trap) {
	return func(x *trap) {
		x.pg.Watch(func(m dbtest.Moment) bool {
			if !m.Has("name: "+statement+" ") || m.Committed != done {
				return true
			}
			return x.spring()
		})
	}
}

// stores springs at the nth request of a kind for an opinion's blobs: before the
// storage hears of it, or when it has done it.
func stores(method string, nth int, done bool) func(*trap) {
	return storesIn("/opinions/", method, nth, done)
}

func storesIn(folder, method string, nth int, done bool) func(*trap) {
	return func(x *trap) {
		var mu sync.Mutex
		x.s3.Befall(func(r *http.Request) blobtest.Fault {
			mu.Lock()
			defer mu.Unlock()
			if r.Method != method || !strings.Contains(r.URL.Path, folder) {
				return nil
			}
			if nth--; nth != 0 {
				return nil
			}
			return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if done {
					next.ServeHTTP(w, r)
				}
				if !x.spring() {
					panic(http.ErrAbortHandler)
				}
				if !done {
					next.ServeHTTP(w, r)
				}
			}
		})
	}
}

func pays(charged bool) func(*trap) {
	return func(x *trap) {
		x.f.out.watch(func(now bool) {
			if now == charged {
				x.f.out.watch(nil)
				x.spring()
			}
		})
	}
}

// deaths are where an instance dies on the way from the approval to the charge.
var deaths = []struct {
	name string
	set  func(*trap)
	// alone: the other instance begins only then. Elsewhere it runs beside.
	alone bool
}{
	{"before the code of the signature is taken", commits("UseCode", false), false},
	{"with the code taken and nothing signed", commits("UseCode", true), false},
	{"before the package is stored", stores(http.MethodPut, 1, false), false},
	{"with the package stored and the letters not", stores(http.MethodPut, 1, true), false},
	{"with everything stored and named by no row", stores(http.MethodPut, 3, true), false},
	{"before the release is committed", commits("SaveOpinionPackage", false), false},
	{"with a release that nobody was told of", commits("SaveOpinionPackage", true), false},
	{"with a notice begun", commits("BeginNotice", true), true},
	{"with a mail sent and not written down", commits("EndNotice", false), true},
	{"with a mail written down and its job not done", commits("EndNotice", true), true},
	{"while the desk fetches the opinion", stores(http.MethodGet, 1, false), false},
	{"before the access is committed", commits("InsertAccess", false), false},
	{"with an access that the desk was not told of", commits("InsertAccess", true), false},
	{"before the charge is begun", commits("BeginCharge", false), true},
	{"with the charge begun", commits("BeginCharge", true), true},
	{"before the gateway has charged", pays(false), true},
	{"with a charge that nobody knows of", pays(true), true},
	{"before the charge is written down", commits("EndCharge", false), true},
	{"with the charge written down and its job not done", commits("EndCharge", true), true},
}

// Two instances; one is killed in the middle of a release, a mail or a charge.
// The other one goes on, the person tries again, and everything is there once.
func TestInstancesKilledOnTheWayToTheCharge(t *testing.T) {
	needFleet(t)
	t.Parallel()
	k := approvalFleet(t)
	calm := from(t, k)
	calm.finish(calm.start("a", "", ""), nil)
	want := calm.outcome()
	t.Logf("undisturbed:\n%s", want)
	if !strings.Contains(want, "the till charged 1 times") {
		t.Error("the case was not charged")
	}
	for _, d := range deaths {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			f := from(t, k)
			x := &trap{pg: dbtest.Lay(t, f.database), s3: blobtest.Lay(t), f: f}
			x.a = f.start("a", x.pg.Lead(f.database), x.s3.Lead(f.blobs))
			var b *instance
			other := func() *instance {
				if b == nil {
					b = f.start("b", "", "")
				}
				return b
			}
			if !d.alone {
				other()
			}
			f.finish(x.a, func() *instance { return other() }, func() { d.set(x) })
			select {
			case <-x.a.gone:
			case <-time.After(waits):
				t.Fatal("it did not die")
			}
			if d := differ(want, f.outcome()); d != "" {
				t.Errorf("the outcome is another:\n%s", d)
			}
		})
	}
}

// finish carries a case from its approval to its charge, at an instance until it
// dies and then at the other one. Armed is done when the approver is signed in.
func (f *fleet) finish(a *instance, b func() *instance, armed ...func()) {
	f.t.Helper()
	at := func() *instance {
		select {
		case <-a.gone:
			return b()
		case <-a.still:
			return b()
		default:
			return a
		}
	}
	approver := f.person("approver", a)
	for _, do := range armed {
		do()
	}
	end := time.Now().Add(waits)
	late := func(what string) {
		f.t.Helper()
		if time.Now().After(end) {
			f.t.Fatalf("%s: does not come to its end", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
	// The approver tries until the page says that it is released. What was sent
	// once is sent again as it was: if it was done, it is not done twice.
	var first *consoleCase
	for {
		i := at()
		approver.at(i)
		var c consoleCase
		if !approver.sees(f.id, &c) {
			late("approval")
			continue
		}
		if first == nil {
			first = &c
		}
		if c.State != "approval" {
			if c.Seq != first.Seq && i != a {
				code, said := approver.tries(f.id, "approve", map[string]any{"version": 1, "seq": first.Seq, "password": approver.password, "code": approver.code()})
				if code != http.StatusConflict && code != http.StatusForbidden {
					f.t.Errorf("the same approval once more: %d %s", code, said)
				}
			}
			break
		}
		code, said := approver.triesAt(i, f.id, "approve", map[string]any{"version": 1, "seq": c.Seq, "password": approver.password, "code": approver.code()})
		if code != 0 && code != http.StatusOK {
			f.t.Fatalf("approval: %d %s", code, said)
		}
		late("approval")
	}
	c := f.desk()
	exchange := func(what string, so func(lineSync) bool) {
		f.t.Helper()
		for {
			at().serves()
			out, code := run(f.t, c.command("sync"))
			var r lineSync
			if code == 0 {
				decode(f.t, out, &r)
				if so(r) {
					return
				}
			} else if kind, message := said(out); kind != "unreachable" {
				f.t.Fatalf("%s: %d, %s: %s", what, code, kind, message)
			}
			late(what)
		}
	}
	exchange("opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	c.must(nil, 0, "opinion", "show", f.id)
	exchange("closing", func(r lineSync) bool {
		state, _ := r.state(f.id)
		return slices.Contains([]string{"closed", "accessed"}, state) && len(f.rows("SELECT id FROM charges WHERE state IN ('charged', 'failed')")) == 1
	})
	f.settled()
	if state := f.rows("SELECT state FROM cases"); state[0] != "closed" {
		f.t.Errorf("the case is %s", state)
	}
}

// sees reads a case at the console; false where the line broke.
func (p *person) sees(id string, into *consoleCase) bool {
	resp, err := p.http.Get(p.base + "/cases/" + id)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK && json.NewDecoder(resp.Body).Decode(into) == nil
}
