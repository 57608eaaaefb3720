package vault

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/seal"
)

// world is a small vault with something of every kind in it, and what every
// reader must get from it: exactly this, or a typed error.
type world struct {
	d     *desk
	older string // the folder as it was before the last changes
	cases map[SetID]map[string]string
	recs  map[SetID]map[RecordID][]byte
	own   map[string]string
}

const secondName, secondPass = "Second", newPass

func rowName(kind Kind, id string) string { return string(kind) + "/" + id }

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := context.Background()
	d := newDesk(t)
	w := &world{d: d, cases: map[SetID]map[string]string{}, recs: map[SetID]map[RecordID][]byte{}, own: map[string]string{}}
	v := d.open()
	if _, err := v.AddUser(ctx, secondName, Physician, secondPass); err != nil {
		t.Fatal(err)
	}
	gone := mustSet(t, v, label{Name: "Gone"})
	for _, name := range []string{"Ana Ruiz", "Bo Lindqvist"} {
		id := mustSet(t, v, label{Name: name})
		w.cases[id], w.recs[id] = map[string]string{}, map[RecordID][]byte{}
		for _, content := range [][]byte{bytesOf(900, uint64(len(name))), bytesOf(1<<20+100, uint64(len(name)))} {
			w.recs[id][mustRecord(t, v, id, content).ID] = content
		}
	}
	write := func(round string) {
		for id := range w.cases {
			err := v.Update(ctx, id, func(tx *Tx) error {
				labelOf(tx).Topic = "topic " + round
				for _, k := range []rowKey{{KindSection, "history"}, {KindSection, "plan"}, {KindEvent, newID()}} {
					r, err := Get[string](tx, k.kind, k.id)
					if err != nil && !errs.Is(err, errs.NotFound) {
						return err
					}
					r.Value = labelOf(tx).Name + " " + k.id + " " + round
					w.cases[id][rowName(k.kind, k.id)] = r.Value
					if _, err := Put(tx, k.kind, r); err != nil {
						return err
					}
				}
				for _, k := range []Kind{KindCursor, KindOutbox} {
					r, err := Get[string](tx, k, "x")
					if err != nil && !errs.Is(err, errs.NotFound) {
						return err
					}
					r.Value = string(k) + " " + round
					w.own[rowName(k, "x")] = r.Value
					if _, err := Put(tx, k, r); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	write("first")
	v.Close()
	w.older = filepath.Join(t.TempDir(), "older")
	copyDir(t, d.dir, w.older)
	v = d.open()
	write("second")
	if err := v.Discard(ctx, gone, bury(gone, drName)); err != nil {
		t.Fatal(err)
	}
	if _, err := v.AddUser(ctx, staffName, Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	if err := v.RemoveUser(ctx, staffName); err != nil { // leaves hand-overs
		t.Fatal(err)
	}
	v.Close()
	return w
}

func copyDir(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// at is the world with its files in another folder.
func (w *world) at(t *testing.T, dir string) *world {
	c := *w
	c.d = &desk{t: t, dir: dir, kit: w.d.kit}
	return &c
}

// scratch is a folder in memory where the system has one: these tests open
// thousands of vaults, and no disk is on trial.
func scratch(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "oso-vault-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// copied gives a copy of the world to do harm to.
func (w *world) copied(t *testing.T) *world {
	t.Helper()
	dir := filepath.Join(scratch(t), "data")
	copyDir(t, w.d.dir, dir)
	return w.at(t, dir)
}

// share tells how much of a long proof is run: all of it with OSO_PROOFS=all,
// a spread of it as a rule, little with -short.
func share(t *testing.T, all, rule, short int) int {
	t.Helper()
	switch {
	case os.Getenv("OSO_PROOFS") == "all":
		return all
	case testing.Short():
		return short
	}
	return rule
}

// typed are the kinds that damage may show as.
func typed(err error) bool {
	return slices.Contains([]errs.Kind{errs.Damaged, errs.WrongPassphrase, errs.Unsupported, errs.NotFound, errs.KeyringClosed, errs.Invalid}, errs.KindOf(err))
}

// outcome is what a look at a changed vault gave.
type outcome struct {
	opened  bool
	noticed bool           // somebody was told
	whole   map[SetID]bool // everything in the case came back
}

// look opens the vault in every way, reads everything, and fails the test on
// a byte that was not stored or an error without a kind.
func (w *world) look(t *testing.T, what string) outcome {
	t.Helper()
	ctx := context.Background()
	o := outcome{whole: map[SetID]bool{}}
	bad := func(err error) bool {
		if err == nil {
			return false
		}
		if !typed(err) {
			t.Errorf("%s: error without a kind of damage: %v (%s)", what, err, errs.KindOf(err))
		}
		o.noticed = true
		return true
	}
	v, err := w.d.try(drName, drPass)
	if bad(err) {
		return o
	}
	o.opened = true
	report, err := v.Verify(ctx, nil)
	if err == nil && len(report.Damaged) > 0 {
		o.noticed = true
	}
	bad(err)
	_, err = v.Heads(ctx)
	bad(err)
	for id, rows := range w.cases {
		o.whole[id] = w.lookAt(t, v, id, rows, bad, what)
	}
	err = v.View(ctx, "", func(tx *Tx) error {
		for name, want := range w.own {
			kind, id, _ := strings.Cut(name, "/")
			r, err := Get[string](tx, Kind(kind), id)
			if !bad(err) && r.Value != want {
				t.Errorf("%s: %s is %q, want %q", what, name, r.Value, want)
			}
		}
		return nil
	})
	bad(err)
	bad(v.WithUserKeys(ctx, drPass, func(*seal.SigningKey, *seal.OpeningKey) error { return nil }))
	v.Close()
	if v, err := w.d.try(secondName, secondPass); !bad(err) {
		bad(v.WithUserKeys(ctx, secondPass, func(*seal.SigningKey, *seal.OpeningKey) error { return nil }))
		v.Close()
	}
	if !o.noticed { // the kit is all that is left
		_, err = Recover(ctx, w.d.dir, RecoverOptions{Layout: sample(), User: drName, Kit: w.d.kit, NewPassphrase: drPass, Rounds: quick()})
		bad(err)
	}
	return o
}

func (w *world) lookAt(t *testing.T, v *Vault, id SetID, rows map[string]string, bad func(error) bool, what string) bool {
	t.Helper()
	ctx := context.Background()
	whole := true
	_, err := readLabel(v, id)
	headless := bad(err)
	err = v.View(ctx, id, func(tx *Tx) error {
		if !headless && labelOf(tx).Topic != "topic second" {
			t.Errorf("%s: an older head was believed", what)
		}
		for name, want := range rows {
			kind, rid, _ := strings.Cut(name, "/")
			r, err := Get[string](tx, Kind(kind), rid)
			if bad(err) {
				whole = false
			} else if r.Value != want {
				t.Errorf("%s: %s is %q, want %q", what, name, r.Value, want)
			}
		}
		for _, kind := range []Kind{KindSection, KindEvent} {
			list, err := List[string](tx, kind)
			if bad(err) {
				whole = false
			}
			for _, r := range list {
				if rows[rowName(kind, r.ID)] != r.Value {
					t.Errorf("%s: listed %s %q", what, r.ID, r.Value)
				}
			}
		}
		return nil
	})
	if bad(err) {
		return false
	}
	for rec, want := range w.recs[id] {
		var got bytes.Buffer
		err := v.Copy(ctx, &got, id, rec, nil)
		if bad(err) {
			whole = false
		}
		// Whole chunks before the damage may have been written; never others.
		if n := got.Len(); n%seal.ChunkSize != 0 && err != nil || !bytes.HasPrefix(want, got.Bytes()) || err == nil && n != len(want) {
			t.Errorf("%s: a record gave bytes that were not stored", what)
		}
	}
	return whole && !headless
}

func TestUntouchedWorldIsWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.look(t, "untouched")
	if o.noticed || !o.opened {
		t.Fatalf("damage where there is none: %+v", o)
	}
}
