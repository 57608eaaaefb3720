package casebook_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
)

func newCase(t *testing.T, v *casebook.Vault, h casebook.Head) casefile.CaseID {
	t.Helper()
	id, err := v.CreateCase(context.Background(), casebook.NewCase{Head: h}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// The list shows the newest change first, finds by words, and what is changed
// in a head that was read changes nothing that is kept.
func TestList(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir, _ := desk(t)
	now := day
	v, err := casebook.Open(ctx, dir, vault.OpenOptions{Passphrase: doctorPass, Rounds: vaulttest.Few(), Clock: func() time.Time { now = now.Add(time.Second); return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	ana := newCase(t, v, casebook.Head{Name: "Ruiz, Ana", Native: "Ána", Topic: "lump", Reference: "1234567890", Records: 7, Created: now.AddDate(-1, 0, 0)})
	bo := newCase(t, v, casebook.Head{Name: "Lindqvist, Bo", Physician: "Dr. Vega"})
	found := func(query string) (ids []casefile.CaseID) {
		t.Helper()
		heads, err := v.Search(ctx, query)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range heads {
			ids = append(ids, h.ID)
		}
		return ids
	}
	is := func(query string, want ...casefile.CaseID) {
		t.Helper()
		if got := found(query); strings.Join(strs(got), " ") != strings.Join(strs(want), " ") {
			t.Errorf("%q finds %v, want %v", query, got, want)
		}
	}
	for range 2 { // from the disk, and again from memory that each act keeps up
		is("", bo, ana)
		is("RUIZ lump", ana)
		is("ána", ana)
		is("456 789", ana)
		is("vega", bo)
		is("vega lump")
		if err := v.Update(ctx, ana, func(tx *casebook.Tx) error { tx.Head().Topic = "node"; return nil }); err != nil {
			t.Fatal(err)
		}
		is("", ana, bo)
		is("lump")
		is("node", ana)
		heads, err := v.Heads(ctx)
		if err != nil || heads[0].Records != 0 || !heads[0].Created.After(day) {
			t.Fatalf("heads %+v, error %v", heads, err)
		}
		heads[0].Name = "somebody else"
		if err := v.View(ctx, ana, func(tx *casebook.Tx) error { tx.Head().Name = "somebody else"; return nil }); err != nil {
			t.Fatal(err)
		}
		is("ruiz", ana)
		if err := v.Update(ctx, ana, func(tx *casebook.Tx) error { tx.Head().Topic = "lump"; return nil }); err != nil {
			t.Fatal(err)
		}
		before, err := v.Head(ana)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Update(ctx, ana, func(tx *casebook.Tx) error { tx.Head().Topic = "lump"; return nil }); err != nil {
			t.Fatal(err)
		}
		if after, err := v.Head(ana); err != nil || after.Version != before.Version || !after.Updated.Equal(before.Updated) {
			t.Errorf("an act that changed nothing was written: %+v, then %+v, error %v", before, after, err)
		}
		if err := v.Update(ctx, bo, func(tx *casebook.Tx) error { tx.Head().Emergent = !tx.Head().Emergent; return nil }); err != nil {
			t.Fatal(err)
		}
		v.Lock()
		if _, err := v.Heads(ctx); !errs.Is(err, errs.VaultLocked) {
			t.Errorf("locked: %v", err)
		}
		if err := v.Unlock(ctx, vault.OpenOptions{Passphrase: doctorPass, Rounds: vaulttest.Few()}); err != nil {
			t.Fatal(err)
		}
	}
}

func strs(ids []casefile.CaseID) (out []string) {
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

// The head counts what is in the case, in the transaction that changes it.
func TestHeadCountsRecords(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir, _ := desk(t)
	v := open(t, dir, doctor, doctorPass)
	id := newCase(t, v, casebook.Head{Name: "Ana"})
	has := func(records int, bytes int64) {
		t.Helper()
		if h, err := v.Head(id); err != nil || h.Records != records || h.Bytes != bytes {
			t.Errorf("%d records with %d bytes, want %d with %d, error %v", h.Records, h.Bytes, records, bytes, err)
		}
	}
	b, err := v.NewBatch(ctx, id, vault.BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	add := func(text string) casefile.RecordID {
		t.Helper()
		w, err := b.NewRecord()
		if err != nil {
			t.Fatal(err)
		}
		w.Record.Path = "before the bytes"
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		w.Record.Kind = deed.ItemRecord
		if int(w.Record.Bytes) != len(text) || len(w.Record.SHA256) != 64 {
			t.Errorf("after Close the record is %+v", w.Record)
		}
		return w.Record.Record
	}
	one, two := add("one"), add("zwei")
	has(0, 0)
	if err := b.Commit(ctx, func(tx *casebook.Tx, rows []casebook.Record) error {
		if len(rows) != 2 || rows[0].Record != one || rows[1].Record != two || rows[0].Path != "before the bytes" || rows[1].Kind != deed.ItemRecord || len(rows[1].Chunks) != 1 || !rows[0].Added.Equal(day) {
			t.Errorf("committed %+v", rows)
		}
		if tx.Head().Records != 2 {
			t.Errorf("the head in the act has %d records", tx.Head().Records)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	has(2, 7)
	if err := b.Commit(ctx, nil); err != nil { // nothing new
		t.Fatal(err)
	}
	has(2, 7)
	add("drei")
	if err := b.Commit(ctx, func(*casebook.Tx, []casebook.Record) error { return context.Canceled }); err == nil {
		t.Fatal("a commit that was given up")
	}
	has(2, 7)
	if err := v.Update(ctx, id, func(tx *casebook.Tx) error { return casebook.DeleteRecord(tx, one) }); err != nil {
		t.Fatal(err)
	}
	has(1, 4)
	wantKind(t, v.Update(ctx, id, func(tx *casebook.Tx) error { return casebook.DeleteRecord(tx, one) }), errs.NotFound)
	has(1, 4)
}

// A tombstone is there because a case was discarded, and for no other reason.
func TestTombstoneIsWrittenByDiscard(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir, _ := desk(t)
	v := open(t, dir, doctor, doctorPass)
	wantKind(t, v.Update(ctx, "", func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindTombstone, casebook.Row[casebook.Tombstone]{ID: casefile.NewID()})
		return err
	}), errs.Internal)
	id := newCase(t, v, casebook.Head{Name: "Ana"})
	if err := v.Discard(ctx, id, casebook.Tombstone{Case: "another", By: doctor, Reason: "asked"}); err != nil {
		t.Fatal(err)
	}
	if err := v.View(ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Tombstone](tx, casebook.KindTombstone, string(id))
		if want := (casebook.Tombstone{Case: id, At: day, By: doctor, Reason: "asked"}); err == nil && row.Value != want {
			t.Errorf("tombstone %+v, want %+v", row.Value, want)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	_, err := v.Head(id)
	wantKind(t, err, errs.NotFound)
}

// What verify finds is named in the clinic's words, with the case and the
// record that it is of.
func TestDamageInTheClinicsWords(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := restoreFormat(t)
	v := open(t, dir, doctor, doctorPass)
	records, err := v.Records(ctx, formatCase)
	if err != nil {
		t.Fatal(err)
	}
	v.Close()
	for kind, words := range map[string]string{
		"section": "part of the case document", "agreement": "agreement", "decision": "decision about records", "sealed": "sealed version",
		"event": "entry of the case's history", "opinion": "opinion", "receipt": "receipt from OSO", "message": "message", "draft": "what import found or a person typed",
		"import": "report of an import", "ahead": "list of files that an import began with", "record": "record", "head": "what the list shows of the case",
		"set": "case", "case-key": "case",
		"server": "enrollment with OSO", "cursor": "place in the exchange with OSO", "table": "table from OSO", "outbox": "what waits to be sent",
		"tombstone": "note of a discarded case", "setting": "setting", "notice": "notice", "held": "what came from OSO and is held", "wanted": "opinion to be fetched",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			dir := restoreFormat(t)
			db, err := sql.Open("sqlite3", filepath.Join(dir, "vault.db"))
			if err != nil {
				t.Fatal(err)
			}
			where, args := "kind = ? AND parent = ?", []any{kind, ""}
			switch kind {
			case "server", "cursor", "table", "outbox", "tombstone", "setting", "notice", "held", "wanted":
			case "record":
				where += " AND id = '" + string(records[0].Record) + "'"
				args[1] = string(formatCase)
			default:
				args[1] = string(formatCase)
			}
			r, err := db.Exec("UPDATE rows SET sealed = zeroblob(60) WHERE "+where, args...)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := r.RowsAffected(); err != nil || n == 0 {
				t.Fatalf("%d rows of %s, error %v", n, kind, err)
			}
			db.Close()
			v := open(t, dir, doctor, doctorPass)
			report, err := v.Verify(ctx, nil)
			if err != nil || len(report.Damaged) == 0 {
				t.Fatalf("%+v, error %v", report, err)
			}
			d := report.Damaged[0]
			if d.What != words+": does not open" || (d.Case == formatCase) != (args[1] != "") || (d.Record == records[0].Record) != (kind == "record") {
				t.Errorf("verify says %+v, want %q", d, words)
			}
		})
	}
}
