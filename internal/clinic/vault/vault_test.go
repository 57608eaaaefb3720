package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/clinic/vault/internal/rounds"
	"oso/internal/errs"
)

// quick is what the tests use in place of 600,000 rounds; TestPromisedRounds
// holds the real number.
func quick() Rounds { return rounds.Few(1000) }

const (
	drName = "Dr. Vega"
	drPass = "seven quiet lanterns drift"
)

func clock() time.Time { return time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC) }

// desk is a vault of one test, to be opened again and again.
type desk struct {
	t    *testing.T
	dir  string
	kit  string
	ring Keyring
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "data")}
	c, err := Create(context.Background(), d.dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Clock: clock, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	d.kit = c.Kit
	return d
}

func (d *desk) try(user, pass string) (*Vault, error) {
	return Open(context.Background(), d.dir, OpenOptions{Layout: sample(), User: user, Passphrase: pass, Keyring: d.ring, Clock: clock, Rounds: quick()})
}

func (d *desk) open() *Vault {
	d.t.Helper()
	v, err := d.try(drName, drPass)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { v.Close() })
	return v
}

func mustSet(t *testing.T, v *Vault, l label) SetID {
	t.Helper()
	id, err := v.CreateSet(context.Background(), NewSet{Head: &l}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// bytesOf makes n bytes of which about half can be packed away.
func bytesOf(n int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 7))
	b := make([]byte, n)
	for i := range b {
		if i/64%2 == 0 {
			b[i] = byte(r.Uint32())
		} else {
			b[i] = byte(i / 512)
		}
	}
	return b
}

func mustRecord(t *testing.T, v *Vault, id SetID, content []byte) Record {
	t.Helper()
	b, err := v.NewBatch(context.Background(), id, BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	w, err := b.NewRecord()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.at("scans/head.bin")
	if err := b.Commit(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return w.Record
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Fatalf("got %v (kind %q), want kind %q", err, errs.KindOf(err), kind)
	}
}

type section struct{ Text string }

func TestRowsComeBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	ctx := context.Background()
	id := mustSet(t, v, label{Name: "Ana Ruiz", State: "draft"})
	err := v.Update(ctx, id, func(tx *Tx) error {
		labelOf(tx).Topic = "lump"
		if _, err := Put(tx, KindSection, Row[section]{ID: "history", Value: section{"pain"}}); err != nil {
			return err
		}
		_, err := Put(tx, KindCursor, Row[int]{ID: "opinions", Value: 7})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v.Close()

	v = d.open()
	err = v.View(ctx, id, func(tx *Tx) error {
		r, err := Get[section](tx, KindSection, "history")
		if err != nil || r.Value.Text != "pain" || r.Version == 0 {
			t.Errorf("section %+v, %v", r, err)
		}
		c, err := Get[int](tx, KindCursor, "opinions")
		if err != nil || c.Value != 7 {
			t.Errorf("cursor %+v, %v", c, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	heads, err := labels(v)
	if err != nil || len(heads) != 1 || heads[0].Topic != "lump" || heads[0].Name != "Ana Ruiz" {
		t.Fatalf("heads %+v, %v", heads, err)
	}
	if len(v.Damage()) != 0 {
		t.Fatal(v.Damage())
	}
}

func TestConflictAndRollback(t *testing.T) {
	t.Parallel()
	v := newDesk(t).open()
	ctx := context.Background()
	id := mustSet(t, v, label{})
	put := func(version int64, text string) (now int64, err error) {
		err = v.Update(ctx, id, func(tx *Tx) error {
			now, err = Put(tx, KindSection, Row[section]{ID: "plan", Version: version, Value: section{text}})
			return err
		})
		return now, err
	}
	first, err := put(0, "one")
	if err != nil {
		t.Fatal(err)
	}
	_, err = put(0, "two")
	wantKind(t, err, errs.Conflict)
	second, err := put(first, "two")
	if err != nil || second <= first {
		t.Fatal(first, second, err)
	}
	_, err = put(first, "three")
	wantKind(t, err, errs.Conflict)
	stop := io.ErrUnexpectedEOF
	err = v.Update(ctx, id, func(tx *Tx) error {
		labelOf(tx).Topic = "never"
		if err := tx.Delete(KindSection, "plan", second); err != nil {
			return err
		}
		if _, err := Get[section](tx, KindSection, "plan"); !errs.Is(err, errs.NotFound) {
			t.Errorf("read after delete: %v", err)
		}
		return stop
	})
	if err != stop {
		t.Fatal(err)
	}
	v.View(ctx, id, func(tx *Tx) error {
		r, err := Get[section](tx, KindSection, "plan")
		if err != nil || r.Value.Text != "two" || labelOf(tx).Topic != "" {
			t.Errorf("%+v %v %+v", r, err, labelOf(tx))
		}
		return nil
	})
}

func TestRecordsComeBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	ctx := context.Background()
	id := mustSet(t, v, label{})
	for _, n := range []int{0, 1, 1000, 1<<20 - 1, 1 << 20, 1<<20 + 1, 5<<20 + 77} {
		want := bytesOf(n, uint64(n))
		rec := mustRecord(t, v, id, want)
		sum := sha256.Sum256(want)
		if rec.SHA256 != hex.EncodeToString(sum[:]) || rec.Bytes != int64(n) {
			t.Fatalf("%d: %+v", n, rec)
		}
		var got bytes.Buffer
		if err := v.Copy(ctx, &got, id, rec.ID, nil); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Fatalf("%d bytes differ", n)
		}
	}
}

func TestRecordRanges(t *testing.T) {
	t.Parallel()
	v := newDesk(t).open()
	ctx := context.Background()
	id := mustSet(t, v, label{})
	want := bytesOf(3<<20+5, 3)
	rec := mustRecord(t, v, id, want)
	r, err := v.OpenRecord(ctx, id, rec.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		off := rng.IntN(len(want))
		n := rng.IntN(min(len(want)-off, 2<<20)) + 1
		got := make([]byte, n)
		if k, err := r.ReadAt(got, int64(off)); err != nil || k != n {
			t.Fatal(k, err)
		}
		if !bytes.Equal(got, want[off:off+n]) {
			t.Fatal("range differs")
		}
	}
	if _, err := r.Seek(-7, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	tail, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(tail, want[len(want)-7:]) {
		t.Fatal(tail, err)
	}
	if _, err := r.ReadAt(make([]byte, 10), int64(len(want))-3); err != io.EOF {
		t.Fatal(err)
	}
}

// TestRowPutAgainHasNewVersion: a row that was deleted and put again must not
// take the place of the old one, nor the old one its.
func TestRowPutAgainHasNewVersion(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{})
	put := func(text string) {
		t.Helper()
		err := v.Update(ctx, id, func(tx *Tx) error {
			_, err := Put(tx, KindSection, Row[section]{ID: "plan", Value: section{text}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("old")
	version, sealed, err := readRow(v.db, KindSection, string(id), "plan")
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Update(ctx, id, func(tx *Tx) error { return tx.Delete(KindSection, "plan", 0) }); err != nil {
		t.Fatal(err)
	}
	put("new")
	v.Close()
	db := raw(t, filepath.Join(d.dir, dbName))
	for _, stmt := range []string{"UPDATE rows SET sealed = ? WHERE kind = 'section' AND ? = ?", "UPDATE rows SET sealed = ?, version = ? WHERE kind = 'section' AND version > ?"} {
		if _, err := db.Exec(stmt, sealed, version, version); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	v = d.open()
	err = v.View(ctx, id, func(tx *Tx) error { _, err := Get[section](tx, KindSection, "plan"); return err })
	wantKind(t, err, errs.Damaged)
}

// TestCaseThatComesBack: a case that was discarded and is handed over again,
// with the same key, must not be open to its old rows.
func TestCaseThatComesBack(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	v := newDesk(t).open()
	id := mustSet(t, v, label{Name: "first"})
	key, err := v.SetKey(id)
	if err != nil {
		t.Fatal(err)
	}
	was, err := readLabel(v, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Discard(ctx, id, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := v.CreateSet(ctx, NewSet{ID: id, Key: &key, Head: &label{Name: "second"}}, nil); err != nil {
		t.Fatal(err)
	}
	if h, err := readLabel(v, id); err != nil || h.Version <= was.Version || h.Name != "second" {
		t.Fatal(h, was, err)
	}
	checkWhole(t, v, 1, 0)
}
