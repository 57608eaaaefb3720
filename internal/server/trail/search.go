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

// asking gathers one statement and its arguments.
type asking struct {
	args []any
}

func (a *asking) arg(v any) string {
	a.args = append(a.args, v)
	return "?" + strconv.Itoa(len(a.args))
}

func (a *asking) in(column string, list []string) string {
	var marks []string
	for _, v := range list {
		marks = append(marks, a.arg(v))
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")"
}

// kindOf is what of an event stands before its colon, as the index audit_kind has it.
const kindOf = "substr(event, 1, length(event) - length(ltrim(event, 'abcdefghijklmnopqrstuvwxyz-')))"

// is asks for one event, or for all that begin with what ends in a colon: text is
// compared by its bytes on both databases, and after the colon comes the semicolon.
// The kind alone has the index; an event that another one could be asked by would be
// read whole.
func (a *asking) is(event string) string {
	begin, all := strings.CutSuffix(event, ":")
	kind, _, _ := strings.Cut(event, ":")
	is := kindOf + " = " + a.arg(kind)
	if !all {
		return is + " AND event || '' = " + a.arg(event)
	}
	return is + " AND event || '' >= " + a.arg(event) + " AND event || '' < " + a.arg(begin+";")
}

const order = " ORDER BY server_time DESC, chain, seq DESC"

// sql is the query for both databases. Each way to ask has its index: audit's key,
// audit_actor, audit_about, audit_kind, else audit_time, all of which go on by time.
// A page of several events is the newest of each, merged: asked for together they
// would be read whole and sorted.
func (q Query) sql() (string, []any) {
	a := &asking{}
	if len(q.Events) == 0 || q.Limit == 0 || q.Chain != "" || len(q.Actors) > 0 || len(q.About) > 0 {
		return q.one(a, q.among(a)), a.args
	}
	var of []string
	for i, e := range q.Events {
		of = append(of, "SELECT * FROM ("+q.one(a, a.is(e))+") AS e"+strconv.Itoa(i))
	}
	return "SELECT " + columns + " FROM (" + strings.Join(of, " UNION ALL ") + ") AS e" + order + " LIMIT " + a.arg(q.Limit), a.args
}

// among asks for all events at once.
func (q Query) among(a *asking) string {
	var any []string
	for _, e := range q.Events {
		any = append(any, "("+a.is(e)+")")
	}
	if len(any) == 0 {
		return ""
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

// one is the query for those events that a condition names.
func (q Query) one(a *asking, events string) string {
	var where []string
	if q.Chain != "" {
		where = append(where, "chain = "+a.arg(q.Chain))
	}
	if len(q.Actors) > 0 {
		where = append(where, a.in("actor_id", q.Actors))
	}
	if len(q.About) > 0 {
		where = append(where, a.in("object_sha256", q.About))
	}
	if events != "" {
		where = append(where, events)
	}
	if q.From > 0 || len(where) == 0 && q.Until == 0 && q.After == (Place{}) { // else nobody would ask audit_time
		where = append(where, "server_time >= "+a.arg(q.From))
	}
	if q.Until > 0 {
		where = append(where, "server_time < "+a.arg(q.Until))
	}
	if q.After != (Place{}) {
		t := a.arg(q.After.Time)
		where = append(where, "server_time <= "+t,
			"(server_time < "+t+" OR chain > "+a.arg(q.After.Chain)+" OR (chain = "+a.arg(q.After.Chain)+" AND seq < "+a.arg(q.After.Seq)+"))")
	}
	text := "SELECT " + columns + " FROM audit"
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	text += order
	if q.Limit > 0 {
		text += " LIMIT " + a.arg(q.Limit)
	}
	return text
}
