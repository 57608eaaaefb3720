package db

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/server/dbtest"
)

// TestHeldNameOutlivesALostConnection: a connection over which nothing comes any more,
// and that nobody ended, costs the name no longer than an answer may take. It is given
// back over a lost one, too.
func TestHeldNameOutlivesALostConnection(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	address := dbtest.New(t)
	near, err := Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close()
	line := dbtest.Lay(t, address)
	far, err := Open(ctx, line.Lead(address))
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	held, err := far.hold(ctx, "x", 10*time.Millisecond, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	holder := func() (pid int64) {
		t.Helper()
		err := near.read.QueryRowContext(ctx, "SELECT COALESCE(MAX(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = $1 AND granted", holdClass).Scan(&pid)
		if err != nil {
			t.Fatal(err)
		}
		return pid
	}
	first := holder()
	line.Lose()
	if _, err := near.write.ExecContext(ctx, "SELECT pg_terminate_backend($1::int, 10000)", first); err != nil || first == 0 {
		t.Fatalf("who holds it is %d, %v", first, err)
	}
	for pid := holder(); pid == 0 || pid == first; pid = holder() {
		if ctx.Err() != nil {
			t.Fatal("the name was not taken again")
		}
		time.Sleep(5 * time.Millisecond)
	}
	line.Lose()
	began := time.Now()
	held.Release()
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("giving it back over a lost connection took %v", took)
	}
	line.Cut()
	for holder() != 0 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := near.Tx(ctx, func(tx *sql.Tx) error {
		free, err := Free(ctx, tx, "x")
		if !free {
			t.Error("the name is not free")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
