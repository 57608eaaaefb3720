package opinion

import (
	"context"
	"testing"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// same tells whether two openings are of one verifying: they have one memory.
func same(a, b Opened) bool {
	return len(a.Package.A4) > 0 && &a.Package.A4[0] == &b.Package.A4[0]
}

// What is read is verified once; whatever ends the reading, or changes the
// package, the vault's user or its trust, has it verified anew.
func TestOpinionIsHeldWhileItIsRead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	// tamper stores another state of the opinion over the one that there is.
	tamper := func(w *world, change func(o *casebook.Opinion)) {
		w.t.Helper()
		err := w.Vault.Update(ctx, w.id, func(tx *casebook.Tx) error {
			row, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, casebook.VersionID(1))
			if err != nil {
				return err
			}
			change(&row.Value)
			_, err = casebook.Put(tx, casebook.KindOpinion, row)
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	for name, x := range map[string]struct {
		change func(w *world)
		kind   errs.Kind // of what Again says then; "" where it gives the opinion
		same   bool
	}{
		"read on":               {func(*world) {}, "", true},
		"another case was left": {func(w *world) { w.Leave("another") }, "", true},
		"left":                  {func(w *world) { w.Leave(w.id) }, "", false},
		"proved once more": {func(w *world) {
			if p, err := w.Verify(ctx, w.id, ""); err != nil || !p.Valid {
				w.t.Errorf("%+v, %v", p, err)
			}
		}, "", false},
		"opened once more": {func(w *world) {
			if _, err := w.Open(ctx, w.id, "", false); err != nil {
				w.t.Error(err)
			}
		}, "", false},
		"the bytes changed in the store": {func(w *world) {
			tamper(w, func(o *casebook.Opinion) { o.Sealed[len(o.Sealed)/2] ^= 1 })
		}, errs.Damaged, false},
		"and their hash with them": {func(w *world) {
			tamper(w, func(o *casebook.Opinion) {
				o.Sealed[len(o.Sealed)/2] ^= 1
				o.Notice.SHA256 = seal.SHA256(o.Sealed)
			})
		}, errs.Damaged, false},
		"the notice names another case": {func(w *world) {
			tamper(w, func(o *casebook.Opinion) { o.Notice.Reference = "1111111111" })
		}, errs.SignatureMismatch, false},
		"a newer one has arrived": {func(w *world) {
			second := w.content(2)
			second.Kind, second.Supersedes, second.Change = deed.KindCorrection, 1, "A dose was wrong."
			w.arrive(w.s.release(second), 2, 1, nil)
		}, errs.VaultLocked, false},
		"locked": {func(w *world) {
			w.Vault.Lock()
			w.Forget()
		}, errs.VaultLocked, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.arrive(w.s.release(w.content(1)), 1, 0, nil)
			if p, err := w.Verify(ctx, w.id, doctorPass); err != nil || !p.Valid || w.held != nil {
				t.Fatalf("a proof before the opening holds something: %v, %v", w.held != nil, err)
			}
			if _, err := w.Open(ctx, w.id, doctorPass, false); err != nil || w.held != nil {
				t.Fatalf("nobody reads it yet: %v, %v", w.held != nil, err)
			}
			first, err := w.Again(ctx, w.id)
			if err != nil {
				t.Fatal(err)
			}
			if second, err := w.Again(ctx, w.id); err != nil || !same(first, second) {
				t.Fatalf("verified once more while it is read: %v", err)
			}
			x.change(w)
			o, err := w.Again(ctx, w.id)
			if x.kind != "" {
				w.nothing(o, err, x.kind)
				if w.held != nil {
					t.Error("what is not to be shown is still held")
				}
				return
			}
			if err != nil || same(first, o) != x.same {
				t.Errorf("%v, held on: %v", err, same(first, o))
			}
		})
	}
}

// An opening that is under way when the vault is locked leaves nothing behind.
func TestLockedVaultHoldsNoOpinion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	if _, err := w.Open(context.Background(), w.id, doctorPass, false); err != nil {
		t.Fatal(err)
	}
	o, root := w.stored(1), w.s.trust.Root
	key, ok := w.remembered(w.id, 1)
	if !ok {
		t.Fatal("not opened")
	}
	if _, _, err := w.verified(w.id, o, key, newService(t).trust.Root, true); !errs.Is(err, errs.Untrusted) || w.held != nil {
		t.Errorf("under another root: held %v, %v", w.held != nil, err)
	}
	w.Vault.Lock()
	w.Forget()
	if _, _, err := w.verified(w.id, o, key, root, true); err != nil || w.held != nil {
		t.Errorf("held behind the lock: %v, %v", w.held != nil, err)
	}
}
