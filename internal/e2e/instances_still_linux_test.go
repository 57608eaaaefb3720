package e2e

import (
	"context"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/blobtest"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
)

// stop makes the instance stand still, and does what happens after a while: the
// database ends the transaction that it holds (idle_in_transaction_session_timeout),
// its jobs are given to others (River's rescue), and who stands before it leads
// clinics elsewhere. Its other connections live on.
func (x *trap) stop() {
	x.a.cmd.Process.Signal(syscall.SIGSTOP)
	ctx := context.Background()
	d, err := db.Open(ctx, x.f.database)
	if err != nil {
		x.f.t.Error(err)
		return
	}
	defer d.Close()
	for _, s := range []string{
		"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'stands-still' AND state LIKE 'idle in transaction%'",
		"UPDATE river_job SET state = 'available' WHERE state = 'running'",
	} {
		if _, err := d.Writer().ExecContext(ctx, s); err != nil {
			x.f.t.Error(err)
		}
	}
	close(x.a.still)
	x.f.front.cut()
}

// nameless is the outcome without the case's number, which each receipt draws anew.
func (f *fleet) nameless() string {
	f.t.Helper()
	number := casefile.Reference(f.rows("SELECT reference FROM cases")[0])
	return strings.ReplaceAll(f.outcome(), number.String(), "NUMBER")
}

// Two instances; one stands still in the middle of something for longer than anybody
// waits for it, the other one does it, and then the first goes on from where it
// was. What it still does and says changes nothing.
func TestInstancesThatStandStill(t *testing.T) {
	needFleet(t)
	t.Parallel()
	upload := func(f *fleet, a *instance, b func() *instance, armed ...func()) {
		f.t.Helper()
		for _, do := range armed {
			do()
		}
		c := f.desk()
		for end, at := time.Now().Add(waits), a; ; time.Sleep(50 * time.Millisecond) {
			at.serves()
			out, code := run(f.t, c.command("sync"))
			var r lineSync
			if code == 0 {
				decode(f.t, out, &r)
				if _, reference := r.state(f.id); reference != "" {
					return
				}
			} else if kind, message := said(out); kind != "unreachable" {
				f.t.Fatalf("sync: %d, %s: %s", code, kind, message)
			}
			if time.Now().After(end) {
				f.t.Fatal("the case is not received")
			}
			select {
			case <-a.still:
				at = b()
			default:
			}
		}
	}
	type walk func(*fleet, *instance, func() *instance, ...func())
	sealed, approval := sealedFleet(t), approvalFleet(t)
	want := map[*kept]string{}
	for k, do := range map[*kept]walk{sealed: upload, approval: (*fleet).finish} {
		f := from(t, k)
		do(f, f.start("calm", "", ""), nil)
		want[k] = f.nameless()
	}
	type place struct {
		name string
		from *kept
		do   walk
		set  func(*trap)
	}
	places := []place{
		{"before a pack has its rows", sealed, upload, commits("InsertChunk", false)},
		{"before the package is stored", approval, (*fleet).finish, stores(http.MethodPut, 1, false)},
		{"before the release is committed", approval, (*fleet).finish, commits("SaveOpinionPackage", false)},
		{"with a release that nobody was told of", approval, (*fleet).finish, commits("SaveOpinionPackage", true)},
		{"before the gateway has charged", approval, (*fleet).finish, pays(false)},
	}
	if os.Getenv("OSO_SOAK") != "" { // each waits most of a minute
		places = append(places, []place{
			{"before a pack is stored", sealed, upload, storesIn("/packs/", http.MethodPut, 1, false)},
			{"before the receipt is committed", sealed, upload, commits("InsertCaseVersion", false)},
			{"before the access is committed", approval, (*fleet).finish, commits("InsertAccess", false)},
			{"before the charge is written down", approval, (*fleet).finish, commits("EndCharge", false)},
		}...)
	}
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			f := from(t, p.from)
			x := &trap{pg: dbtest.Lay(t, f.database), s3: blobtest.Lay(t), f: f, goesOn: make(chan struct{})}
			x.a = f.start("a", x.pg.Lead(f.database)+"&application_name=stands-still", x.s3.Lead(f.blobs))
			var b *instance
			p.do(f, x.a, func() *instance {
				if b == nil {
					b = f.start("b", "", "")
				}
				return b
			}, func() { p.set(x) })
			select {
			case <-x.a.still:
			default:
				t.Fatal("it did not stand still")
			}
			if d := differ(want[p.from], f.nameless()); d != "" {
				t.Fatalf("the outcome is another before it goes on:\n%s", d)
			}
			x.a.cmd.Process.Signal(syscall.SIGCONT)
			close(x.goesOn)
			x.a.waiting.Wait()
			for end := time.Now().Add(waits); !x.a.ready() || len(f.rows("SELECT id::text FROM river_job WHERE state = 'running'")) > 0; time.Sleep(50 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("it does not go on")
				}
			}
			if d := differ(want[p.from], f.nameless()); d != "" {
				t.Errorf("the outcome is another:\n%s", d)
			}
		})
	}
}
