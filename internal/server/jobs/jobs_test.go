package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func open(t *testing.T, path string) *db.DB {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := Migrate(ctx, d); err != nil {
		t.Fatal(err)
	}
	return d
}

func start(t *testing.T, cfg Config) *Client {
	t.Helper()
	cfg.Poll = 100 * time.Millisecond
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := c.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return c
}

// wait gives the queue time; it does not measure it.
func wait(t *testing.T, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(60 * time.Second):
		t.Fatal("the job never ran")
	}
}

// A job that starts by itself has as long as is said of it, the others what is
// said of all.
func TestTimeoutOfAJob(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := open(t, dbtest.Address(t))
	left := map[string]chan time.Duration{"long": make(chan time.Duration, 1), "usual": make(chan time.Duration, 1), "other": make(chan time.Duration, 1)}
	work := map[string]Work{}
	for kind, to := range left {
		work[kind] = func(ctx context.Context, _ db.Job) error {
			end, _ := ctx.Deadline()
			to <- time.Until(end)
			return nil
		}
	}
	c := start(t, Config{DB: d, Work: work, Timeout: time.Hour, RescueAfter: 2 * time.Hour, Every: []Every{
		{Kind: "long", Interval: 24 * time.Hour, Timeout: 100 * time.Hour}, {Kind: "usual", Interval: 24 * time.Hour},
	}})
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return c.Enqueue(ctx, tx, db.Job{Kind: "other"}) }); err != nil {
		t.Fatal(err)
	}
	for kind, to := range left {
		select {
		case d := <-to:
			if long := d > time.Hour; long != (kind == "long") {
				t.Errorf("%s has %s", kind, d)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s never ran", kind)
		}
	}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := open(t, dbtest.Address(t))
	var mu sync.Mutex
	ran := map[string]int{}
	done := make(chan struct{})
	c := start(t, Config{DB: d, Work: map[string]Work{
		"mail": func(_ context.Context, j db.Job) error {
			mu.Lock()
			defer mu.Unlock()
			ran[j.Key]++
			if j.Key == "fails-once" && ran[j.Key] == 1 {
				return errors.New("550 no such person")
			}
			return nil
		},
		"last": func(context.Context, db.Job) error { close(done); return nil },
	}})
	put := func(fail bool, list ...db.Job) {
		err := d.Tx(ctx, func(tx *sql.Tx) error {
			if err := c.Enqueue(ctx, tx, list...); err != nil {
				t.Error(err)
			}
			if fail {
				return errors.New("undone")
			}
			return nil
		})
		if fail == (err == nil) {
			t.Fatal(err)
		}
	}
	put(true, db.Job{Kind: "mail", Key: "undone"})
	put(false, db.Job{Kind: "mail", Key: "twice"}, db.Job{Kind: "mail", Key: "twice"})
	put(false, db.Job{Kind: "mail", Key: "twice"}, db.Job{Kind: "mail", Key: "fails-once"},
		db.Job{Kind: "mail", Key: "far", Due: time.Now().Add(time.Hour)})
	for { // the second attempt comes after a pause
		mu.Lock()
		n := ran["fails-once"]
		mu.Unlock()
		if n >= 2 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	put(false, db.Job{Kind: "last"})
	wait(t, done)
	mu.Lock()
	defer mu.Unlock()
	if fmt.Sprint(ran) != "map[fails-once:2 twice:1]" {
		t.Errorf("ran %v", ran)
	}
	var kept int
	if err := d.Reader().QueryRow("SELECT COUNT(*) FROM river_job WHERE CAST(errors AS TEXT) LIKE '%550%'").Scan(&kept); err != nil || kept != 0 {
		t.Errorf("a worker's own words were kept: %d %v", kept, err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return c.Enqueue(ctx, tx, db.Job{Kind: "nobody"}) }); err == nil {
		t.Error("a job without a worker was taken")
	}
}

// TestKillAndResume kills a process in the middle of its jobs. The next one, or
// on PostgreSQL one that runs beside it, does them all, those again that were
// under way, and those once that were done.
func TestKillAndResume(t *testing.T) {
	t.Parallel()
	address := dbtest.Address(t)
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), "OSO_JOBS_CHILD="+address)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 6)
	if _, err := io.ReadFull(out, line); err != nil || string(line) != "ready\n" { // four done, four hang
		t.Fatalf("the child said %q: %v", line, err)
	}
	die := func() {
		cmd.Process.Kill()
		cmd.Wait()
	}
	beside := dbtest.PostgreSQL(t)
	if !beside {
		die()
	}
	d := open(t, address)
	var mu sync.Mutex
	again := map[int]int{}
	done := make(chan struct{})
	start(t, Config{DB: d, LookAfter: 100 * time.Millisecond, Work: map[string]Work{"count": func(_ context.Context, j db.Job) error {
		var n int
		if err := json.Unmarshal(j.Payload, &n); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		if again[n]++; len(again) == 12 {
			close(done)
		}
		return nil
	}}})
	if beside {
		die()
	}
	wait(t, done)
	mu.Lock()
	defer mu.Unlock()
	for n, times := range again {
		if n < 4 || times != 1 {
			t.Errorf("job %d ran %d times after the kill", n, times)
		}
	}
}

// TestChild is the process that TestKillAndResume kills.
func TestChild(t *testing.T) {
	address := os.Getenv("OSO_JOBS_CHILD")
	if address == "" {
		t.Skip("only as a child of TestKillAndResume")
	}
	ctx := context.Background()
	d := open(t, address)
	hung := make(chan struct{}, 16)
	c, err := New(Config{DB: d, Poll: 100 * time.Millisecond, Work: map[string]Work{"count": func(ctx context.Context, j db.Job) error {
		var n int
		if err := json.Unmarshal(j.Payload, &n); err != nil {
			return err
		}
		if n < 4 {
			return nil
		}
		hung <- struct{}{}
		select {} // until killed
	}}})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Tx(ctx, func(tx *sql.Tx) error {
		for n := range 16 {
			if err := c.Enqueue(ctx, tx, db.Job{Kind: "count", Payload: json.RawMessage(fmt.Sprint(n))}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		<-hung
	}
	for { // the first four are written down as done
		var n int
		if err := d.Reader().QueryRow("SELECT COUNT(*) FROM river_job WHERE state = 'completed'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 4 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println("ready")
	select {}
}

// TestLater puts a job off more often than it may fail.
func TestLater(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := open(t, dbtest.Address(t))
	done := make(chan struct{})
	n := 0
	c := start(t, Config{DB: d, Work: map[string]Work{"wait": func(context.Context, db.Job) error {
		if n++; n <= 30 {
			return Later(0)
		}
		close(done)
		return nil
	}}})
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return c.Enqueue(ctx, tx, db.Job{Kind: "wait", Key: "one"}) }); err != nil {
		t.Fatal(err)
	}
	wait(t, done)
}

// A job that fails to its last attempt is neither dropped nor forgotten: it is
// counted, waits a day, and is done when what it needs is there again.
func TestLastAttemptDropsNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := open(t, dbtest.Address(t))
	var back atomic.Bool
	var tries atomic.Int64
	done := make(chan struct{})
	c := start(t, Config{DB: d, Attempts: 2, Work: map[string]Work{"mail": func(context.Context, db.Job) error {
		if back.Load() {
			close(done)
			return nil
		}
		if tries.Add(1) == 1 {
			panic("a fault is a failed attempt too")
		}
		return errors.New("no line")
	}}})
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return c.Enqueue(ctx, tx, db.Job{Kind: "mail", Key: "one"}) }); err != nil {
		t.Fatal(err)
	}
	var state string
	var due time.Time
	since := map[db.Kind]string{db.SQLite: "unixepoch(scheduled_at)", db.PostgreSQL: "EXTRACT(EPOCH FROM scheduled_at)::float8"}
	for { // the second attempt comes after a pause
		var seconds float64
		if err := d.Reader().QueryRow("SELECT state, "+since[d.Kind()]+" FROM river_job").Scan(&state, &seconds); err != nil {
			t.Fatal(err)
		}
		if state == "scheduled" || state == "discarded" {
			due = time.Unix(int64(seconds), 0)
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if state != "scheduled" || tries.Load() != 2 || due.Before(time.Now().Add(lastPause/2)) {
		t.Fatalf("after %d tries the job is %s, due %s", tries.Load(), state, due)
	}
	if n, err := c.Stuck(ctx); err != nil || n != 1 {
		t.Errorf("%d are stuck, %v", n, err)
	}
	back.Store(true)
	now := map[db.Kind]string{db.SQLite: "datetime('now', 'subsec')", db.PostgreSQL: "now()"}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { // the day is over
		_, err := tx.ExecContext(ctx, "UPDATE river_job SET scheduled_at = "+now[d.Kind()])
		return err
	}); err != nil {
		t.Fatal(err)
	}
	wait(t, done)
}

func TestEvery(t *testing.T) {
	t.Parallel()
	d := open(t, dbtest.Address(t))
	done := make(chan struct{})
	var once sync.Once
	start(t, Config{DB: d, Every: []Every{{Kind: "sweep", Interval: time.Hour}},
		Work: map[string]Work{"sweep": func(context.Context, db.Job) error { once.Do(func() { close(done) }); return nil }}})
	wait(t, done)
}
