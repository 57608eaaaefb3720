package vault

import (
	"context"
	"slices"
	"testing"
)

// What was derived from rows is derived again when one of them changes, in the
// act itself and after it, and at no other time; nothing of it outlives the lock.
func TestMemo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	v := newDesk(t).open()
	id, err := v.CreateSet(ctx, NewSet{Head: &label{State: "draft"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	count := func(tx *Tx) int {
		t.Helper()
		n, err := Memo(tx, "count", []Rows{{Kind: KindEvent, Below: "a"}, {Kind: KindEvent, Below: "b"}, {Kind: KindDecision}}, func() (int, error) {
			made++
			rows, err := List[string](tx, KindEvent)
			return len(slices.DeleteFunc(rows, func(r Row[string]) bool { return r.ID == "words" })), err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	view := func() (n int) {
		t.Helper()
		if err := v.View(ctx, id, func(tx *Tx) error { n = count(tx); return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	put := func(kind Kind, name string) {
		t.Helper()
		if err := v.Update(ctx, id, func(tx *Tx) error {
			_, err := Put(tx, kind, Row[string]{ID: name, Value: name})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	want := func(what string, n, gets, makes int) {
		t.Helper()
		if n != gets || made != makes {
			t.Fatalf("%s: %d, made %d times; want %d, %d times", what, n, made, gets, makes)
		}
	}
	want("first", view(), 0, 1)
	want("again", view(), 0, 1)
	put(KindSection, "history")
	want("after another kind", view(), 0, 1)
	put(KindEvent, "words")
	want("after a row of its kind that it does not look at", view(), 0, 1)
	put(KindEvent, "a")
	want("after its own kind", view(), 1, 2)
	if err := v.Update(ctx, id, func(tx *Tx) error {
		want("in an act, before it changes anything", count(tx), 1, 2)
		if _, err := Put(tx, KindEvent, Row[string]{ID: "b", Value: "b"}); err != nil {
			return err
		}
		want("in the act that changed it", count(tx), 2, 3)
		return context.Canceled // and comes to nothing
	}); err == nil {
		t.Fatal("the act did not fail")
	}
	want("after an act that came to nothing", view(), 1, 3)
	if err := v.Update(ctx, id, func(tx *Tx) error { return tx.Delete(KindEvent, "a", 0) }); err != nil {
		t.Fatal(err)
	}
	want("after a row is gone", view(), 0, 4)
	v.Lock()
	if err := v.Unlock(ctx, OpenOptions{Layout: sample(), User: drName, Passphrase: drPass}); err != nil {
		t.Fatal(err)
	}
	want("after the lock", view(), 0, 5)
}
