package desktop

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault/vaulttest"
)

// Damage that opening finds is said to whoever has the window open, also where
// it is a case that the list can no longer show.
func TestDamageIsSaid(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]struct{ do, says string }{
		"a case was taken out":  {"DELETE FROM rows WHERE parent <> ''", "cases: one or more were taken out"},
		"a case's head is gone": {"UPDATE rows SET sealed = zeroblob(60) WHERE kind = 'head'", "what the list shows of the case: does not open"},
		"the kit's slot":        {"UPDATE slots SET salt = zeroblob(16) WHERE kind = 'kit'", "slot of the recovery kit"},
		"nothing":               {"SELECT 1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			a := New(Config{DataDir: dir, Now: time.Now, Shell: silent{}, Rounds: vaulttest.Few()})
			s := &Session{a}
			if _, err := s.CreateVault(NewVault{User: "doctor", Role: "physician", Passphrase: pass}); err != nil {
				t.Fatal(err)
			}
			if _, err := a.vault.CreateCase(a.ctx, casebook.NewCase{Head: casebook.Head{Name: "Ana"}}, nil); err != nil {
				t.Fatal(err)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite3", filepath.Join(dir, "vault.db"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(harm.do); err != nil {
				t.Fatal(err)
			}
			db.Close()

			a = New(Config{DataDir: dir, Now: time.Now, Shell: silent{}, Rounds: vaulttest.Few()})
			t.Cleanup(func() { a.Close() })
			s = &Session{a}
			st, err := s.Unlock("doctor", pass)
			if err != nil || st.Damage == nil {
				t.Fatalf("unlocked: %v, %v", st.Damage, err)
			}
			if _, err := (&Cases{a}).List(); err != nil {
				t.Fatal("the other cases:", err)
			}
			said := strings.Join(s.State().Damage, "\n")
			if harm.says == "" && said != "" || !strings.Contains(said, harm.says) {
				t.Errorf("the window says %q, want %q", said, harm.says)
			}
		})
	}
}

// A screen names each kind of damage once, and no more than it has room for.
func TestDamageFitsAScreen(t *testing.T) {
	t.Parallel()
	var found []casebook.Damage
	for _, what := range []string{"a", "b", "a", "c", "d", "e", "f", "f"} {
		found = append(found, casebook.Damage{What: what})
	}
	if got, want := strings.Join(damageOf(found), "; "), "a; b; c; d; and 2 more, which oso vault verify names"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if got := damageOf(nil); got == nil || len(got) != 0 {
		t.Errorf("nothing is said as %#v", got)
	}
}
