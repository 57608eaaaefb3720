package db

import (
	"context"
)

const (
	// fullConns is what an instance takes of a PostgreSQL at most: both pools, one that
	// listens for jobs and one to spare.
	fullConns = 2*openConns + 2
	// leastConns is what one cannot do without for long.
	leastConns = 8
)

// Room is how many connections a PostgreSQL gives the service's user, all instances
// together. 0: it is SQLite.
func (d *DB) Room(ctx context.Context) (int, error) {
	room, _, err := d.look(ctx)
	return room, err
}

// RoomNeeded is what an instance alone can use of it.
func RoomNeeded() int { return fullConns }

func (d *DB) look(ctx context.Context) (room, instances int, err error) {
	if d.kind == SQLite {
		return 0, 1, nil
	}
	err = d.read.QueryRowContext(ctx, `SELECT LEAST(
		current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - COALESCE(NULLIF(current_setting('reserved_connections', true), ''), '0')::int,
		COALESCE((SELECT NULLIF(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user), 1000000),
		COALESCE((SELECT NULLIF(datconnlimit, -1) FROM pg_database WHERE datname = current_database()), 1000000)),
		(SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = $1 AND granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, holdClass).Scan(&room, &instances)
	return room, instances, wrap(err, "count connections")
}

// Share keeps this process to its part of a PostgreSQL that has too few connections for
// all: one that is busy gives none back by itself, and another would not get the one it
// begins with. An instance shares anew from time to time, since others come and go.
func (d *DB) Share(ctx context.Context) error {
	room, instances, err := d.look(ctx)
	if err != nil || d.kind == SQLite {
		return err
	}
	n := shareOf(room, instances)
	for _, p := range []interface {
		SetMaxOpenConns(int)
		SetMaxIdleConns(int)
	}{d.write, d.read} {
		p.SetMaxOpenConns(n)
		p.SetMaxIdleConns(n)
	}
	return nil
}

// shareOf is how many connections each of a process's two pools may have. Another
// instance, or a command, finds room for its first ones.
func shareOf(room, instances int) int {
	part := min(room-leastConns-2, (room-2)/max(instances, 1), fullConns)
	return (max(part, leastConns) - 2) / 2
}
