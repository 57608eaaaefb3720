package vault

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mattn/go-sqlite3"

	"oso/internal/errs"
	"oso/internal/seal"
)

func TestBatch(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{})
	b, err := v.NewBatch(ctx, id, BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.NewBatch(ctx, id, BatchOptions{})
	wantKind(t, err, errs.Conflict)
	wantKind(t, v.Discard(ctx, id, nil), errs.Conflict)

	write := func(content []byte) *Writer {
		t.Helper()
		w, err := b.NewRecord()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
		return w
	}
	kept := write(bytesOf(2<<20, 1))
	if _, err := b.NewRecord(); err == nil {
		t.Error("two records open at once")
	}
	if err := b.Commit(ctx, nil); err == nil {
		t.Error("a commit with a record open")
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Write([]byte("x")); err == nil {
		t.Error("write after close")
	}
	write(bytesOf(3<<20, 2)).Discard() // half way
	dup := write(bytesOf(100, 3))
	if err := dup.Close(); err != nil {
		t.Fatal(err)
	}
	dup.Discard() // when its SHA-256 is known
	if n, size := b.Pending(); n != 1 || size != 2<<20 {
		t.Errorf("pending %d, %d", n, size)
	}
	err = b.Commit(ctx, func(tx *Tx, recs []Record) error {
		if len(recs) != 1 || len(recs[0].Chunks) != 2 {
			t.Errorf("%+v", recs)
		}
		labelOf(tx).Topic = "with the records"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// A commit that the caller's rows spoil takes its records with it.
	if err := write(bytesOf(1000, 4)).Close(); err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	if err := b.Commit(ctx, func(*Tx, []Record) error { return stop }); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	write(bytesOf(2<<20, 5)) // left open
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := checkNoOrphans(v, id, 2); err != nil {
		t.Error(err)
	}
	h, err := readLabel(v, id)
	if err != nil || h.Topic != "with the records" {
		t.Fatalf("%+v, %v", h, err)
	}

	// Deleting takes the row now and the chunks at the latest when opened next.
	err = v.Update(ctx, id, func(tx *Tx) error {
		r, err := Get[Record](tx, KindRecord, string(kept.Record.ID))
		if err != nil || r.Value.Bytes != 2<<20 {
			t.Errorf("%+v, %v", r.Value, err)
		}
		r.Value.Bytes = 5
		if _, err := Put(tx, KindRecord, r); err == nil {
			t.Error("a record's row is written by hand")
		}
		return tx.DeleteRecord(kept.Record.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.OpenRecord(ctx, id, kept.Record.ID, nil)
	wantKind(t, err, errs.NotFound)
	v.Close()
	v = d.open()
	checkWhole(t, v, 1, 0)
	if err := checkNoOrphans(v, id, 0); err != nil {
		t.Error(err)
	}
}

// Where nobody knows whether the rows have lasted, their chunks stay as long as the
// rows may come back; they go when the vault is closed.
func TestChunksOfAnUnknownOutcomeStay(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{})
	b, err := v.NewBatch(ctx, id, BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := b.NewRecord()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(bytesOf(1000, 1)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	answers := failCommits(t, v)
	if err := b.Commit(ctx, nil); !outcomeUnknown(err) {
		t.Fatalf("the commit: %v", err)
	}
	answers()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := checkNoOrphans(v, id, 1); err != nil {
		t.Error(err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	v = d.open()
	checkWhole(t, v, 1, 0)
	if err := checkNoOrphans(v, id, 0); err != nil {
		t.Error(err)
	}
}

// failCommits has vault.db's commits fail without an answer, until the function
// that it gives is called.
func failCommits(t *testing.T, v *Vault) (answer func()) {
	t.Helper()
	var failing atomic.Bool
	var all []*sql.Conn
	for range v.db.Stats().MaxOpenConnections {
		c, err := v.db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Raw(func(c any) error {
			c.(*sqlite3.SQLiteConn).RegisterCommitHook(func() int {
				if failing.Load() {
					return 1
				}
				return 0
			})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	for _, c := range all {
		c.Close()
	}
	failing.Store(true)
	return func() { failing.Store(false) }
}

// checkNoOrphans wants exactly so many chunks in the file: what was not
// acknowledged has left none.
func checkNoOrphans(v *Vault, id SetID, want int) error {
	st, err := v.state(id)
	if err != nil {
		return err
	}
	if _, err := os.Stat(v.recordPath(st.file)); err != nil && want == 0 {
		return nil
	}
	r, err := v.openRecords(st.file, true)
	if err != nil {
		return err
	}
	defer v.releaseRecords(r)
	var n int
	if err := r.db.QueryRow("SELECT count(*) FROM chunks").Scan(&n); err != nil {
		return err
	}
	if n != want {
		return errors.New(strconv.Itoa(n) + " chunks are stored, " + strconv.Itoa(want) + " belong to records")
	}
	return nil
}

// TestReadingWhileAdding reads a record while a transaction of the same case
// is open and has taken SQLite's lock.
func TestReadingWhileAdding(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	v := newDesk(t).open()
	id := mustSet(t, v, label{})
	content := bytesOf(3<<20, 1)
	rec := mustRecord(t, v, id, content)
	b, err := v.NewBatch(ctx, id, BatchOptions{NoCompress: true})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	w, err := b.NewRecord()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if _, err := w.Write(bytesOf(4<<20, uint64(i))); err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := v.Copy(ctx, &got, id, rec.ID, nil); err != nil || !bytes.Equal(got.Bytes(), content) {
			t.Fatal("not the same bytes", err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(ctx, nil); err != nil {
		t.Fatal(err)
	}
	checkWhole(t, v, 1, 2)
}

func TestRecordsFromAnotherDesk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	here := newDesk(t).open()
	id := mustSet(t, here, label{})
	content := bytesOf(2<<20+9, 1)
	rec := mustRecord(t, here, id, content)
	key, err := here.SetKey(id)
	if err != nil {
		t.Fatal(err)
	}
	from, err := here.Ciphertext(id)
	if err != nil {
		t.Fatal(err)
	}
	next := func(i int) ([]byte, error) { return from.Chunk(rec.ID, i, rec.Chunks[i]) }

	there := newDesk(t).open()
	if _, err := there.CreateSet(ctx, NewSet{ID: id, Key: &key}, nil); err != nil {
		t.Fatal(err)
	}
	_, err = there.CreateSet(ctx, NewSet{ID: id, Key: &key}, nil)
	wantKind(t, err, errs.Conflict)
	b, err := there.NewBatch(ctx, id, BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	bad := rec
	bad.SHA256 = seal.SHA256([]byte("another"))
	wantKind(t, b.AddSealed(bad, nil, next), errs.Damaged)
	wantKind(t, b.AddSealed(rec, nil, func(i int) ([]byte, error) {
		c, err := next(i)
		c[len(c)/2] ^= 1
		return c, err
	}), errs.Damaged)
	moved := rec
	moved.ID = RecordID(newID())
	wantKind(t, b.AddSealed(moved, nil, next), errs.Damaged)
	if err := b.AddSealed(rec, nil, next); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(ctx, nil); err != nil {
		t.Fatal(err)
	}
	wantKind(t, b.AddSealed(rec, nil, next), errs.Conflict)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := there.Copy(ctx, &got, id, rec.ID, nil); err != nil || !bytes.Equal(got.Bytes(), content) {
		t.Fatal("not the same bytes", err)
	}
	checkWhole(t, there, 1, 1)
	if err := checkNoOrphans(there, id, 3); err != nil {
		t.Error(err)
	}
}

// TestBesideEachOther reads and writes at once; run it with -race.
func TestBesideEachOther(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	v := newDesk(t).open()
	id, other := mustSet(t, v, label{}), mustSet(t, v, label{})
	content := bytesOf(1<<20+77, 9)
	rec := mustRecord(t, v, id, content)
	var wg sync.WaitGroup
	run := func(n int, fn func(i int) error) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range n {
				if err := fn(i); err != nil {
					t.Error(err)
					return
				}
			}
		}()
	}
	run(20, func(i int) error {
		return v.Update(ctx, id, func(tx *Tx) error {
			_, err := Put(tx, KindEvent, Row[int]{ID: strconv.Itoa(i), Value: i})
			labelOf(tx).Number = i
			return err
		})
	})
	run(20, func(i int) error {
		return v.View(ctx, id, func(tx *Tx) error { _, err := List[int](tx, KindEvent); return err })
	})
	run(20, func(int) error { err := v.Copy(ctx, io.Discard, id, rec.ID, nil); return err })
	run(20, func(int) error { _, err := v.Heads(ctx); return err })
	run(3, func(i int) error {
		b, err := v.NewBatch(ctx, other, BatchOptions{})
		if err != nil {
			return err
		}
		defer b.Close()
		w, err := b.NewRecord()
		if err != nil {
			return err
		}
		if _, err := w.ReadFrom(bytes.NewReader(content)); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		return b.Commit(ctx, nil)
	})
	run(2, func(int) error {
		r, err := v.Verify(ctx, nil)
		if err == nil && len(r.Damaged) > 0 {
			err = errors.New(r.Damaged[0].String())
		}
		return err
	})
	wg.Wait()
	checkWhole(t, v, 2, 4)
}
