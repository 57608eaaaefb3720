package db

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"oso/internal/errs"
)

// holdClass keeps the locks of Hold apart from others' on the same server.
const holdClass = 0x6f736f

// Of a name that is held: how often its connection is looked at, and how long the
// database has to answer. One that hangs, or a line that lost it, holds nothing up.
const (
	holdLook   = 5 * time.Second
	holdAnswer = 5 * time.Second
	holdTake   = 2 * crowdedWait // with a new connection
)

// Held is a name that this process holds among all that use the database.
type Held struct {
	end  context.CancelFunc
	done sync.WaitGroup
}

// Hold takes a name that one process at a time may have, until Release or the
// process's death. Conflict: another one has it. For PostgreSQL; a file of
// SQLite is one process's as a whole.
func (d *DB) Hold(ctx context.Context, name string) (*Held, error) {
	return d.hold(ctx, name, holdLook, holdAnswer)
}

func (d *DB) hold(ctx context.Context, name string, look, answer time.Duration) (*Held, error) {
	conn, err := d.take(ctx, name)
	if err != nil {
		return nil, err
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	h := &Held{end: end}
	h.done.Go(func() { d.keep(life, name, conn, look, answer) })
	return h, nil
}

// Release gives the name back. It may be called on nil, and twice.
func (h *Held) Release() {
	if h == nil {
		return
	}
	h.end()
	h.done.Wait()
}

func (d *DB) take(ctx context.Context, name string) (*sql.Conn, error) {
	const op = "hold name"
	ctx, cancel := context.WithTimeout(ctx, holdTake)
	defer cancel()
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return nil, wrap(err, op)
	}
	var ok bool
	if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1, hashtext($2))", holdClass, name).Scan(&ok); err != nil || !ok {
		conn.Close()
		if err != nil {
			return nil, wrap(err, op)
		}
		return nil, errs.E(errs.Conflict, op, "Another process of the service is doing this. Nothing was changed. Wait for its end.")
	}
	return conn, nil
}

// keep looks after the connection that the lock is bound to. Where it was cut
// off, the name is taken again as soon as that can be.
func (d *DB) keep(ctx context.Context, name string, conn *sql.Conn, every, answer time.Duration) {
	look := time.NewTicker(every)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			if conn != nil {
				end, cancel := context.WithTimeout(context.WithoutCancel(ctx), answer)
				conn.ExecContext(end, "SELECT pg_advisory_unlock($1, hashtext($2))", holdClass, name)
				cancel()
				conn.Close()
			}
			return
		case <-look.C:
		}
		if conn != nil && !answers(ctx, conn, answer) && ctx.Err() == nil {
			conn.Close()
			conn = nil
		}
		if conn == nil {
			conn, _ = d.take(ctx, name)
		}
	}
}

func answers(ctx context.Context, conn *sql.Conn, within time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return conn.PingContext(ctx) == nil
}

// Free tells, inside tx, whether no living process holds the name; it stays so
// until tx ends.
func Free(ctx context.Context, tx *sql.Tx, name string) (bool, error) {
	var ok bool
	err := tx.QueryRowContext(ctx, "SELECT pg_try_advisory_xact_lock($1, hashtext($2))", holdClass, name).Scan(&ok)
	return ok, wrap(err, "look for name")
}
