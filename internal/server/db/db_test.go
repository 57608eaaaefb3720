package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"oso/internal/errs"
	"oso/internal/server/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func open(t *testing.T) (*DB, string) {
	t.Helper()
	path := dbtest.Address(t)
	if !dbtest.PostgreSQL(t) {
		path = filepath.Join(t.TempDir(), "a name with ?#% in it.db")
	}
	d, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return d, path
}

func TestPragmasOfEveryConnection(t *testing.T) {
	dbtest.SQLite(t)
	t.Parallel()
	ctx := context.Background()
	d, path := open(t)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file is %v, %v", info.Mode(), err)
	}
	for _, pool := range []struct {
		db   *sql.DB
		want []pragma
		n    int
	}{{d.write, durable, 1}, {d.read, readOnly, 3}} {
		var held []*sql.Conn
		for range pool.n {
			c, err := pool.db.Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, c)
			for _, p := range pool.want {
				var got string
				if err := c.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil || !strings.EqualFold(got, p.want) {
					t.Errorf("%s is %q, want %q (%v)", p.name, got, p.want, err)
				}
			}
		}
		for _, c := range held {
			c.Close()
		}
	}
	if _, err := d.Reader().Exec("DELETE FROM people"); err == nil {
		t.Error("the reading pool can write")
	}
	// A pragma that this SQLite does not take must not pass in silence.
	c := connector{dsn: "file::memory:", pragmas: []pragma{{"no_such_pragma", "ON", "1"}}}
	if _, err := c.Connect(ctx); err == nil {
		t.Error("an unknown pragma was taken without a word")
	}
}

func TestTxIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, path := open(t)
	put := func(q *Queries, id string) error {
		return q.InsertClinic(ctx, InsertClinicParams{ID: id, Name: "n", CreatedAt: 1})
	}
	stop := errors.New("stop")
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return errors.Join(put(New(tx), "undone"), stop) }); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return put(New(tx), "kept") }); err != nil {
		t.Fatal(err)
	}
	d.Close()
	again, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	list, err := again.Q().ListClinics(ctx)
	if err != nil || len(list) != 1 || list[0].ID != "kept" {
		t.Fatalf("clinics are %v, %v", list, err)
	}
}

func TestKindsOfErrors(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	_, err := d.Q().GetCase(ctx, "none")
	if !errs.Is(Err(err, "load"), errs.NotFound) {
		t.Errorf("no row: %v", err)
	}
	err = d.Tx(ctx, func(tx *sql.Tx) error {
		q := New(tx)
		p := InsertClinicParams{ID: "one", Name: "n"}
		return errors.Join(q.InsertClinic(ctx, p), q.InsertClinic(ctx, p))
	})
	if !errs.Is(Err(err, "put"), errs.Conflict) {
		t.Errorf("twice: %v", err)
	}
	if !errs.Is(Err(sqlite3.Error{Code: sqlite3.ErrFull}, "put"), errs.DiskFull) || Err(nil, "put") != nil {
		t.Error("a full disk is not told apart")
	}
	known := errs.E(errs.Refused, "x", "said before")
	if err := Err(known, "put"); !errs.Is(err, errs.Refused) || errs.Message(err) != "said before" {
		t.Errorf("a kind was lost: %v", err)
	}
}

// TestFullDisk makes SQLite itself run out of room.
func TestFullDisk(t *testing.T) {
	dbtest.SQLite(t)
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	var pages int
	if err := d.write.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	var limit int
	if err := d.write.QueryRow("PRAGMA max_page_count = 1").Scan(&limit); err != nil { // SQLite takes it as the present size
		t.Fatal(err)
	}
	big := make([]byte, 1<<20)
	err := d.Tx(ctx, func(tx *sql.Tx) error {
		return Err(New(tx).PutSession(ctx, PutSessionParams{Token: "t", Data: big, ExpiresAt: 1}), "put session")
	})
	if !errs.Is(err, errs.DiskFull) {
		t.Fatalf("kind is %s: %v", errs.KindOf(err), err)
	}
	if _, err := d.Q().GetSession(ctx, GetSessionParams{Token: "t"}); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("half of it is there: %v", err)
	}
}

func TestAuditChain(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	for i := range 4 {
		if err := d.Tx(ctx, func(tx *sql.Tx) error {
			_, err := AppendAudit(ctx, tx, Audit{Chain: SystemChain, ServerTime: int64(i), DeviceTime: 2, ActorID: "a", Role: "admin", DeviceID: "d", Event: "e", FromState: "f", ToState: "t", Reason: "r", NoteSealed: []byte("n"), ObjectSHA256: "o"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := d.Q().ListAudit(ctx, SystemChain)
	if err != nil || len(rows) != 4 || VerifyChain(rows) != nil {
		t.Fatalf("%d rows, %v, %v", len(rows), err, VerifyChain(rows))
	}
	// Whatever is changed, removed or moved shows, in every column.
	for name, change := range map[string]func([]Audit) []Audit{
		"time":      func(r []Audit) []Audit { r[1].ServerTime++; return r },
		"device":    func(r []Audit) []Audit { r[1].DeviceTime++; return r },
		"actor":     func(r []Audit) []Audit { r[1].ActorID = "b"; return r },
		"role":      func(r []Audit) []Audit { r[1].Role = "b"; return r },
		"device id": func(r []Audit) []Audit { r[1].DeviceID = "b"; return r },
		"event":     func(r []Audit) []Audit { r[1].Event = "b"; return r },
		"from":      func(r []Audit) []Audit { r[1].FromState = "b"; return r },
		"to":        func(r []Audit) []Audit { r[1].ToState = "b"; return r },
		"moved":     func(r []Audit) []Audit { r[1].Event, r[1].FromState = "ef", ""; return r },
		"reason":    func(r []Audit) []Audit { r[1].Reason = "b"; return r },
		"note":      func(r []Audit) []Audit { r[1].NoteSealed = []byte("b"); return r },
		"object":    func(r []Audit) []Audit { r[1].ObjectSHA256 = "b"; return r },
		"chain":     func(r []Audit) []Audit { r[1].Chain = "b"; return r },
		"removed":   func(r []Audit) []Audit { return append(r[:1], r[2:]...) },
		"first":     func(r []Audit) []Audit { return r[1:] },
		"swapped":   func(r []Audit) []Audit { r[1], r[2] = r[2], r[1]; return r },
	} {
		changed := change(append([]Audit{}, rows...))
		if err := VerifyChain(changed); !errs.Is(err, errs.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMigrationsGoDownAndUp(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	p, err := d.migrations()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(ctx, 0); err != nil {
		t.Fatal(err)
	}
	var left int
	things := "SELECT COUNT(*) FROM sqlite_master WHERE name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'"
	if d.Kind() == PostgreSQL {
		things = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%'"
	}
	if err := d.write.QueryRow(things).Scan(&left); err != nil || left != 0 {
		t.Fatalf("%d things left, %v", left, err)
	}
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
}

// A service that comes from an older version reads every case once, however
// many they are: each has a number of its own.
func TestOlderCasesAreNumbered(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return fill(ctx, tx, d.Kind(), "k", "needle") }); err != nil {
		t.Fatal(err)
	}
	tables, err := layout(ctx)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(tables, func(t *table) bool { return t.name == "cases" })
	columns := strings.Join(tables[at].columns, ", ")
	for i := range 3 {
		number := fmt.Sprintf("'%d'", i)
		var list []string
		for _, c := range tables[at].columns {
			if c == "id" || c == "reference" {
				c = number
			}
			list = append(list, c)
		}
		if _, err := d.write.Exec("INSERT INTO cases (" + columns + ") SELECT " + strings.Join(list, ", ") + " FROM cases WHERE id = 'k'"); err != nil {
			t.Fatal(err)
		}
	}
	p, err := d.migrations()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(ctx, 31); err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	var cases, numbers, first int
	if err := d.read.QueryRow("SELECT COUNT(*), COUNT(DISTINCT change_no), MIN(change_no) FROM cases").Scan(&cases, &numbers, &first); err != nil || cases != 4 || numbers != cases || first != 1 {
		t.Errorf("%d cases have %d numbers from %d, %v", cases, numbers, first, err)
	}
}

func TestBackup(t *testing.T) {
	dbtest.SQLite(t)
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return New(tx).InsertClinic(ctx, InsertClinicParams{ID: "c", Name: "n"}) }); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := d.Backup(ctx, to); err != nil {
		t.Fatal(err)
	}
	copied, err := Open(ctx, to)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if list, err := copied.Q().ListClinics(ctx); err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
}

func TestReferenceNumbers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	seen := map[string]bool{}
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		for range 200 {
			ref, err := NewReference(ctx, tx)
			if err != nil {
				return err
			}
			if len(ref) != 10 || strings.Trim(ref, "0123456789") != "" || ref[0] == '0' || seen[ref] {
				t.Errorf("reference %q", ref)
			}
			seen[ref] = true
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestFeedNumbersClinicsApart(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		for _, clinic := range []string{"a", "b", "a", "a"} {
			if err := New(tx).InsertFeed(ctx, InsertFeedParams{ClinicID: clinic, CaseID: "x", Kind: "status"}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	list, err := d.Q().ListFeed(ctx, ListFeedParams{ClinicID: "a", After: 1, MaxRows: 10})
	if err != nil || len(list) != 2 || list[0].Seq != 2 || list[1].Seq != 3 {
		t.Fatalf("%v, %v", list, err)
	}
}
