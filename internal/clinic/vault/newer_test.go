package vault

import (
	"context"
	"testing"

	"oso/internal/errs"
)

// A kind of row that this program does not know is a newer program's. Whoever
// does not know it does not write beside it: the next list would lose it.
func TestKindsOfANewerProgram(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, kind := range map[string]Kind{"of a set": "later", "of the vault": "later-own"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			newer := sample()
			newer.Kinds["later"], newer.Kinds["later-own"] = 40, 80
			v, err := Open(ctx, d.dir, OpenOptions{Layout: newer, Passphrase: drPass, Rounds: quick()})
			if err != nil {
				t.Fatal(err)
			}
			id, other := mustSet(t, v, label{Name: "with the later kind"}), mustSet(t, v, label{Name: "other"})
			if err := v.Update(ctx, id, func(tx *Tx) error {
				_, err := Put(tx, kind, Row[string]{ID: "x", Value: "kept"})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			v.Close()

			older, err := d.try(drName, drPass)
			if kind == "later-own" {
				wantKind(t, err, errs.Unsupported)
			} else {
				if err != nil {
					t.Fatal(err)
				}
				wantKind(t, older.Update(ctx, id, func(tx *Tx) error { labelOf(tx).Topic = "new"; return nil }), errs.Unsupported)
				if err := older.Update(ctx, other, func(tx *Tx) error { labelOf(tx).Topic = "new"; return nil }); err != nil {
					t.Error("the other set:", err)
				}
				older.Close()
			}

			if v, err = Open(ctx, d.dir, OpenOptions{Layout: newer, Passphrase: drPass, Rounds: quick()}); err != nil {
				t.Fatal(err)
			}
			defer v.Close()
			if err := v.View(ctx, id, func(tx *Tx) error {
				r, err := Get[string](tx, kind, "x")
				if err == nil && r.Value != "kept" {
					t.Errorf("the row says %q", r.Value)
				}
				return err
			}); err != nil {
				t.Error(err)
			}
			if report, err := v.Verify(ctx, nil); err != nil || len(report.Damaged) > 0 {
				t.Error(report.Damaged, err)
			}
		})
	}
}

// Each kind has a name and a number of its own.
func TestLayoutsThatClash(t *testing.T) {
	t.Parallel()
	for name, kinds := range map[string]map[Kind]byte{
		"a kind of the vault's": {KindRecord: 20},
		"a number of another":   {"a": 20, "b": 20},
		"a number of a record":  {"a": 4},
		"no number":             {"a": 0},
		"a number of the list":  {"a": 97},
	} {
		_, err := Layout{Kinds: kinds}.prepare()
		if !errs.Is(err, errs.Internal) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
