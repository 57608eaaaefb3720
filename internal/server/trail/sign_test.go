package trail

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// signer is what signs, from a time on.
func signer(t *testing.T, now time.Time) *keys.Ring {
	t.Helper()
	root, master := seal.NewSigningKey(), keys.NewMaster()
	certified, err := keys.Certified(root, master, "OSO", now)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.Open(master, append([]keys.Stored{keys.Root(root, nil, now)}, certified...), now)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func grow(t *testing.T, d *db.DB, event string, chains ...string) {
	t.Helper()
	ctx := context.Background()
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		for _, c := range chains {
			if _, err := db.AppendAudit(ctx, tx, db.Audit{Chain: c, Event: event, ServerTime: 1}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// sets are the signed ones by day.
func sets(t *testing.T, d *db.DB) map[string]Heads {
	t.Helper()
	rows, err := d.Reader().Query("SELECT day, body FROM audit_heads")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]Heads{}
	for rows.Next() {
		var day string
		var body []byte
		var h Heads
		if err := rows.Scan(&day, &body); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(body, &h); err != nil {
			t.Fatal(err)
		}
		out[day] = h
	}
	return out
}

// TestADaySignsWhatMoved: of fifty chains of which one grows each day, a day signs one
// end, and a month's first all. Whatever is taken away, changed or put in another's
// place since shows as it did when each day had all; and after it a whole set follows.
func TestADaySignsWhatMoved(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	begin := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	ring := signer(t, begin)
	const chains, days = 50, 30
	name := func(i int) string { return "case" + strconv.Itoa(i) }
	made := func(t *testing.T) *db.DB {
		d := tables.Memory(t)
		all := make([]string, chains)
		for i := range all {
			all[i] = name(i)
		}
		grow(t, d, "a", all...)
		for day := range days {
			grow(t, d, "b", name(day))
			for range 2 { // each start of the service signs, too
				if err := Sign(ctx, d, ring, begin.AddDate(0, 0, day)); err != nil {
					t.Fatal(err)
				}
			}
		}
		return d
	}
	d := made(t)
	for day, h := range sets(t, d) {
		want := 1
		if day == "2026-11-24" || day[8:] == "01" {
			want = chains
		}
		if len(h.Heads) != want || h.Whole != (want > 1) {
			t.Errorf("%s has %d ends, whole %t; want %d", day, len(h.Heads), h.Whole, want)
		}
	}
	if r, err := Verify(ctx, d.Reader(), ring.Trust()); err != nil || r.Signed != days || len(r.Broken) != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	next := func(t *testing.T, d *db.DB, whole bool) {
		t.Helper()
		at := begin.AddDate(0, 0, days)
		if err := Sign(ctx, d, ring, at); err != nil {
			t.Fatal(err)
		}
		if h := sets(t, d)[at.Format(time.DateOnly)]; h.Whole != whole || whole && len(h.Heads) < chains-1 || h.Before == nil {
			t.Errorf("the set after it is whole: %t, with %d ends", h.Whole, len(h.Heads))
		}
	}
	next(t, d, false)
	const moved = "2026-12-11" // when case17 grew, and was signed for the last time
	for _, harm := range []struct {
		name, do, shows string
		whole           bool
	}{
		{"a day is gone", "DELETE FROM audit_heads WHERE day = '2026-12-11'", "heads of 2026-12-11", true},
		{"a day is another's", "UPDATE audit_heads SET body = (SELECT o.body FROM audit_heads o WHERE o.day = '2026-12-10'), signature = (SELECT o.signature FROM audit_heads o WHERE o.day = '2026-12-10') WHERE day = '2026-12-11'", "heads of 2026-12-11", true},
		{"a day says less", `UPDATE audit_heads SET body = CAST('{"day":"2026-12-11","heads":[]}' AS BLOB) WHERE day = '2026-12-11'`, "heads of 2026-12-11", true},
		{"a month is gone", "DELETE FROM audit_heads WHERE day < '2026-12-01'", "heads of 2026-11-30", false},
		{"a chain is cut", "DELETE FROM audit WHERE chain = 'case17' AND seq = 2", "case17", false},
		{"a chain that grew no more is gone", "DELETE FROM audit WHERE chain = 'case49'", "case49", false},
	} {
		t.Run(harm.name, func(t *testing.T) {
			t.Parallel()
			d := made(t)
			do := harm.do
			if d.Kind() == db.PostgreSQL && harm.name == "a day says less" {
				do = `UPDATE audit_heads SET body = convert_to('{"day":"2026-12-11","heads":[]}', 'UTF8') WHERE day = '2026-12-11'`
			}
			if _, err := d.Writer().Exec(do); err != nil {
				t.Fatal(err)
			}
			r, err := Verify(ctx, d.Reader(), ring.Trust())
			if err != nil || len(r.Broken) == 0 {
				t.Fatalf("%+v, %v", r, err)
			}
			for _, b := range r.Broken {
				if b.Chain != harm.shows {
					t.Errorf("%+v, want one of %s", b, harm.shows)
				}
			}
			next(t, d, harm.whole)
		})
	}
	t.Run("a chain is written anew", func(t *testing.T) {
		t.Parallel()
		d := made(t)
		if _, err := d.Writer().Exec("DELETE FROM audit WHERE chain = 'case17' AND seq = 2"); err != nil {
			t.Fatal(err)
		}
		grow(t, d, "other", "case17")
		if r, err := Verify(ctx, d.Reader(), ring.Trust()); err != nil || len(r.Broken) != 1 || r.Broken[0] != (Broken{"case17", 2, "The chain is not the one whose end was signed on " + moved + "."}) {
			t.Fatalf("%+v, %v", r, err)
		}
	})
}

// TestDaysOfAnOlderProgramHold: an older version of the program signed all chains each
// day. Its sets hold, and what follows rests on the last of them.
func TestDaysOfAnOlderProgramHold(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), tables.Memory(t)
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	ring := signer(t, now)
	grow(t, d, "a", "c1", "c2")
	rows, err := d.Q().ListAuditHeads(ctx)
	if err != nil {
		t.Fatal(err)
	}
	type older struct {
		Day   string `json:"day"`
		Heads []Head `json:"heads"`
	}
	h := older{Day: "2026-11-24"}
	for _, r := range rows {
		h.Heads = append(h.Heads, Head{r.Chain, r.Seq, r.SHA256})
	}
	issuing, err := ring.Issuing()
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.SignJSON(issuing, deed.DomainAuditHead, h)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).PutSignedHeads(ctx, db.PutSignedHeadsParams{Day: h.Day, Body: s.Body, Signature: s.Signature, KeyID: issuing.Public().ID(), CreatedAt: 1})
	}); err != nil {
		t.Fatal(err)
	}
	grow(t, d, "b", "c2")
	if err := Sign(ctx, d, ring, now.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if got := sets(t, d)["2026-11-25"]; got.Whole || len(got.Heads) != 1 || got.Heads[0].Chain != "c2" || got.Before == nil || *got.Before != (Before{h.Day, seal.SHA256(s.Body)}) {
		t.Errorf("the next day's: %+v", got)
	}
	if r, err := Verify(ctx, d.Reader(), ring.Trust()); err != nil || r.Signed != 2 || len(r.Broken) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestSignedEndsAreKeptOnce: a chain that grows no more costs a check nothing for each
// day on which its end was signed again; another end of the same number is kept.
func TestSignedEndsAreKeptOnce(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), tables.Memory(t)
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	ring := signer(t, now)
	grow(t, d, "a", "c")
	for day := range 30 {
		if err := Sign(ctx, d, ring, now.AddDate(0, 0, day)); err != nil {
			t.Fatal(err)
		}
	}
	var out Result
	got, err := signedEnds(ctx, d.Reader(), ring.Trust(), &out)
	if err != nil || out.Signed != 30 || len(out.Broken) != 0 || len(got["c"][1]) != 1 || got["c"][1][0].day != "2026-11-24" {
		t.Errorf("%+v, %+v, %v", out, got, err)
	}
}
