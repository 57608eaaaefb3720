package casebook_test

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
)

// TestMeasures prints how long the list of 10,000 cases takes in a vault just
// unlocked, against the same JSON in plain SQLite rows; see docs/BENCH.md. It
// asserts nothing about time. OSO_BENCH=1 runs it.
func TestMeasures(t *testing.T) {
	if os.Getenv("OSO_BENCH") != "1" {
		t.Skip("set OSO_BENCH=1, or run make bench")
	}
	ctx := context.Background()
	dir := cmp.Or(os.Getenv("OSO_BENCH_DIR"), t.TempDir())
	options := vault.OpenOptions{Passphrase: doctorPass, Rounds: vaulttest.Few()}
	vdir := filepath.Join(dir, "heads")
	if _, err := vault.Create(ctx, vdir, vault.CreateOptions{User: doctor, Role: vault.Physician, Passphrase: doctorPass, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	v, err := casebook.Open(ctx, vdir, options)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	plain, err := sql.Open("sqlite3", filepath.Join(dir, "plain.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	if _, err := plain.Exec("CREATE TABLE heads (id TEXT PRIMARY KEY, head BLOB) WITHOUT ROWID"); err != nil {
		t.Fatal(err)
	}
	tx, err := plain.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10_000 {
		h := casebook.Head{
			Name: "Maria Elena Vasquez Ortega " + strconv.Itoa(i), BirthDate: "1961-07-14", Sex: casefile.Female, State: casefile.Draft,
			Topic: "Ductal carcinoma in situ, margin positive after lumpectomy", Physician: "Dr. Vega",
		}
		id, err := v.CreateCase(ctx, casebook.NewCase{Head: h}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if h, err = v.Head(id); err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec("INSERT INTO heads VALUES (?, ?)", string(id), b); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	rounds, err := strconv.Atoi(os.Getenv("OSO_BENCH_ROUNDS"))
	if err != nil {
		rounds = 9
	}
	var ratios, search []float64
	var opened, rows time.Duration
	for range rounds {
		began := time.Now()
		n := readPlain(t, plain)
		rows = time.Since(began)
		v.Lock()
		if err := v.Unlock(ctx, options); err != nil {
			t.Fatal(err)
		}
		began = time.Now()
		list, err := v.Heads(ctx)
		opened = time.Since(began)
		if err != nil || len(list) != n {
			t.Fatal(len(list), n, err)
		}
		ratios = append(ratios, opened.Seconds()/rows.Seconds())
		began = time.Now()
		if found, err := v.Search(ctx, "vasquez 9999"); err != nil || len(found) != 1 {
			t.Fatal(len(found), err)
		}
		search = append(search, time.Since(began).Seconds()*1000)
	}
	slices.Sort(ratios)
	slices.Sort(search)
	figure(t, fmt.Sprintf("list opened | 10,000 cases | %.2f (%.2f to %.2f) (%v against %v, last round) | the same rows in plain SQLite | at most 2 times",
		ratios[rounds/2], ratios[0], ratios[rounds-1], opened.Round(100*time.Microsecond), rows.Round(100*time.Microsecond)))
	figure(t, fmt.Sprintf("search | 10,000 cases | %.1f ms | | said only", search[rounds/2]))
}

// readPlain reads the unsealed rows and tells how many there are.
func readPlain(t *testing.T, plain *sql.DB) (n int) {
	rows, err := plain.Query("SELECT id, head FROM heads")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		var id string
		var b []byte
		var h casebook.Head
		if err := rows.Scan(&id, &b); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &h); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// figure says a row of the table of docs/BENCH.md.
func figure(t *testing.T, row string) {
	t.Helper()
	t.Log(row)
	if out := os.Getenv("OSO_BENCH_OUT"); out != "" {
		f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		fmt.Fprintln(f, row)
	}
}
