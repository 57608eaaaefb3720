package trail

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"oso/internal/server/db"
)

// Query is what is looked for. What is empty, or 0, is not asked about; what is
// said has to fit together.
type Query struct {
	Chain  string   // a case's id, or db.SystemChain
	Actors []string // ids under which one person acted
	About  []string // object_sha256: what rows are about
	Events []string // one that ends in a colon stands for all that begin so
	From   int64    // unix ms, the first
	Until  int64    // unix ms, the first that is too late
	Limit  int
	// After is the last row of the page before.
	After Place
}

// Place is where a row stands among those that are newer and older.
type Place struct {
	Time  int64
	Chain string
	Seq   int64
}

// PlaceOf is where a row stands.
func PlaceOf(r db.Audit) Place { return Place{r.ServerTime, r.Chain, r.Seq} }

// columns are all, in the order of db.Audit.
const columns = "chain, seq, server_time, device_time, actor_id, role, device_id, event, from_state, to_state, reason, note_sealed, object_sha256, prev_sha256, sha256"

// Reader asks the database, of which nothing is written here.
type Reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Search gives the rows that fit, the newest first. It goes on after a place, so
// that a page costs the same whether it is the first or the thousandth, and no row
// is given twice while others are added.
func Search(ctx context.Context, d Reader, q Query) ([]db.Audit, error) {
	var out []db.Audit
	err := Each(ctx, d, q, func(r db.Audit) error { out = append(out, r); return nil })
	return out, err
}

// Each is Search, row by row.
func Each(ctx context.Context, d Reader, q Query, do func(db.Audit) error) error {
	const op = "search audit"
	text, args := q.sql()
	rows, err := d.QueryContext(ctx, text, args...)
	if err != nil {
		return db.Err(err, op)
	}
	defer rows.Close()
	for rows.Next() {
		var r db.Audit
		if err := scan(rows, &r); err != nil {
			return db.Err(err, op)
		}
		if err := do(r); err != nil {
			return err
		}
	}
	return db.Err(rows.Err(), op)
}

func scan(rows *sql.Rows, r *db.Audit) error {
	return rows.Scan(&r.Chain, &r.Seq, &r.ServerTime, &r.DeviceTime, &r.ActorID, &r.Role, &r.DeviceID, &r.Event, &r.FromState, &r.ToState, &r.Reason,
		&r.NoteSealed, &r.ObjectSHA256, &r.PrevSHA256, &r.SHA256)
}

// among asks for events.
func (q Query) among(where *[]string, arg func(any) string) {
	var is, any []string
	for _, e := range q.Events {
		if begin, ok := strings.CutSuffix(e, ":"); ok {
			any = append(any, "event LIKE "+arg(begin+":%"))
		} else {
			is = append(is, arg(e))
		}
	}
	if len(is) > 0 {
		any = append(any, "event IN ("+strings.Join(is, ", ")+")")
	}
	if len(any) > 0 {
		*where = append(*where, "("+strings.Join(any, " OR ")+")")
	}
}

// sql is the query for both databases. Each way to ask has its index: audit's key,
// audit_actor, audit_about, audit_of_kind, else audit_time, all of which go on by time.
func (q Query) sql() (string, []any) {
	var where []string
	var args []any
	arg := func(v any) string { args = append(args, v); return "?" + strconv.Itoa(len(args)) }
	in := func(column string, list []string) {
		if len(list) == 0 {
			return
		}
		var marks []string
		for _, v := range list {
			marks = append(marks, arg(v))
		}
		where = append(where, column+" IN ("+strings.Join(marks, ", ")+")")
	}
	if q.Chain != "" {
		in("chain", []string{q.Chain})
	}
	in("actor_id", q.Actors)
	in("object_sha256", q.About)
	q.among(&where, arg)
	if q.From > 0 || len(where) == 0 && q.Until == 0 && q.After == (Place{}) { // else nobody would ask audit_time
		where = append(where, "server_time >= "+arg(q.From))
	}
	if q.Until > 0 {
		where = append(where, "server_time < "+arg(q.Until))
	}
	if q.After != (Place{}) {
		t := arg(q.After.Time)
		where = append(where, "server_time <= "+t,
			"(server_time < "+t+" OR chain > "+arg(q.After.Chain)+" OR (chain = "+arg(q.After.Chain)+" AND seq < "+arg(q.After.Seq)+"))")
	}
	text := "SELECT " + columns + " FROM audit"
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	text += " ORDER BY server_time DESC, chain, seq DESC"
	if q.Limit > 0 {
		text += " LIMIT " + arg(q.Limit)
	}
	return text, args
}
