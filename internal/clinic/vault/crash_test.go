//go:build unix

package vault

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
)

// writerAct saves step after step and says each when it was acknowledged.
// Step n writes n into a section and an event, and every third step stores
// two records whose content n decides.
func writerAct(t *testing.T) {
	v, err := (&desk{t: t, dir: os.Getenv("OSO_VAULT_TEST_ROOT")}).try(drName, drPass)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	id := SetID(os.Getenv("OSO_VAULT_TEST_CASE"))
	first, _ := strconv.Atoi(os.Getenv("OSO_VAULT_TEST_FIRST"))
	last, _ := strconv.Atoi(os.Getenv("OSO_VAULT_TEST_LAST"))
	say := sayer(t)
	for n := first; n < last; n++ {
		if err := step(v, id, n); err != nil {
			t.Fatal(err)
		}
		say(n)
	}
}

// sayer says steps on the standard output, or into the recorder's log, where
// they stand among the writes.
func sayer(t *testing.T) func(int) {
	log := os.Getenv("OSO_RECORD")
	if log == "" {
		return func(n int) { fmt.Printf("\nack %d\n", n) }
	}
	f, err := os.OpenFile(log, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	return func(n int) {
		if _, err := f.Write(recorded('A', strconv.Itoa(n), 0, nil)); err != nil {
			t.Fatal(err)
		}
	}
}

// recorded is one event as testdata/recorder.c writes it.
func recorded(kind byte, path string, off int64, data []byte) []byte {
	b := []byte{kind}
	b = binary.LittleEndian.AppendUint64(b, uint64(off))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(path)))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	return append(append(b, path...), data...)
}

func step(v *Vault, id SetID, n int) error {
	ctx := context.Background()
	write := func(tx *Tx) error {
		labelOf(tx).Topic = strconv.Itoa(n)
		r, err := Get[int](tx, KindSection, "n")
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		r.Value = n
		if _, err := Put(tx, KindSection, r); err != nil {
			return err
		}
		_, err = Put(tx, KindEvent, Row[int]{ID: "step " + strconv.Itoa(n), Value: n})
		return err
	}
	if n%3 != 0 {
		return v.Update(ctx, id, write)
	}
	b, err := v.NewBatch(ctx, id, BatchOptions{})
	if err != nil {
		return err
	}
	defer b.Close()
	for i := range 2 {
		w, err := b.NewRecord()
		if err != nil {
			return err
		}
		if _, err := w.Write(stepContent(n, i)); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		w.at(fmt.Sprintf("%d-%d", n, i))
	}
	if err := b.Commit(ctx, func(tx *Tx, _ []Record) error { return write(tx) }); err != nil {
		return err
	}
	return b.Close()
}

func stepContent(n, i int) []byte {
	return bytesOf([]int{3000, 1<<20 + 5000}[(n/3+i)%2], uint64(2*n+i))
}

// checkSteps wants every step up to acked, and of the next one all or
// nothing.
func checkSteps(v *Vault, id SetID, acked int) error {
	ctx := context.Background()
	r, err := v.Verify(ctx, nil)
	if err != nil || len(r.Damaged) > 0 {
		return fmt.Errorf("verify: %v, %w", r.Damaged, err)
	}
	last := 0
	err = v.View(ctx, id, func(tx *Tx) error {
		n, err := Get[int](tx, KindSection, "n")
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		last = n.Value
		events, err := List[int](tx, KindEvent)
		if err != nil {
			return err
		}
		if labelOf(tx).Topic != strconv.Itoa(last) || len(events) != last {
			return fmt.Errorf("section says %d, head %s, %d events", last, labelOf(tx).Topic, len(events))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if last < acked || last > acked+1 {
		return fmt.Errorf("step %d was acknowledged, %d is there", acked, last)
	}
	return checkStepRecords(v, id, last)
}

func checkStepRecords(v *Vault, id SetID, last int) error {
	ctx := context.Background()
	var all []Row[named]
	err := v.View(ctx, id, func(tx *Tx) (err error) {
		all, err = List[named](tx, KindRecord)
		return err
	})
	if err != nil {
		return err
	}
	if len(all) != last/3*2 {
		return fmt.Errorf("%d records after step %d", len(all), last)
	}
	chunks := 0
	for _, row := range all {
		rec := row.Value
		var n, i int
		if _, err := fmt.Sscanf(rec.Path, "%d-%d", &n, &i); err != nil {
			return err
		}
		var got bytes.Buffer
		if err := v.Copy(ctx, &got, id, rec.ID, nil); err != nil {
			return err
		}
		if !bytes.Equal(got.Bytes(), stepContent(n, i)) {
			return errors.New("a record has other bytes")
		}
		chunks += len(rec.Chunks)
	}
	return checkNoOrphans(v, id, chunks)
}

// TestKilled kills the writer again and again, at any moment, and wants all
// that it acknowledged and nothing half done.
func TestKilled(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{})
	v.Close()
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	acked := 0
	for range share(t, 60, 6, 2) {
		c := startChild(t, "writer", "OSO_VAULT_TEST_ROOT="+d.dir, "OSO_VAULT_TEST_CASE="+string(id),
			"OSO_VAULT_TEST_FIRST="+strconv.Itoa(acked+1), "OSO_VAULT_TEST_LAST=1000000")
		for range 1 + r.IntN(6) {
			acked = c.acked(acked)
		}
		time.Sleep(time.Duration(r.IntN(15_000)) * time.Microsecond)
		c.cmd.Process.Kill()
		for { // what it said before it died counts
			n := c.acked(-1)
			if n < 0 {
				break
			}
			acked = n
		}
		c.cmd.Wait()
		v := d.open()
		if err := checkSteps(v, id, acked); err != nil {
			t.Fatal(err)
		}
		h, err := readLabel(v, id)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := strconv.Atoi(h.Topic); n > acked {
			acked = n // done, and died before it could say so
		}
		v.Close()
	}
	t.Logf("%d steps", acked)
}

// acked waits for the next step that the child says; otherwise gives what it
// was given, when the child has ended.
func (c *child) acked(otherwise int) int {
	for {
		line, err := c.out.ReadString('\n')
		if s, ok := strings.CutPrefix(strings.TrimSpace(line), "ack "); ok {
			n, err := strconv.Atoi(s)
			if err == nil {
				return n
			}
		}
		if err != nil {
			return otherwise
		}
		c.said = append(c.said, line...)
	}
}

// TestInterruptedDiscardIsFinished stops Discard between its transaction and
// the removal of the records, as a crash would.
func TestInterruptedDiscardIsFinished(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{})
	mustRecord(t, v, id, bytesOf(5000, 1))
	st, err := v.state(id)
	if err != nil {
		t.Fatal(err)
	}
	file := v.recordPath(st.file)
	keep := filepath.Join(t.TempDir(), "kept")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keep, b, 0o600); err != nil {
		t.Fatal(err)
	}
	name := st.file
	if err := v.Discard(context.Background(), id, bury(id, drName)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the records are still there")
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := v.db.Exec("INSERT INTO meta (key, value) VALUES (?, x'')", markShred+name); err != nil {
		t.Fatal(err)
	}
	v.Close()
	v = d.open()
	if _, err := os.Stat(file); err == nil {
		t.Error("the records are still there after the next opening")
	}
	_, err = readLabel(v, id)
	wantKind(t, err, errs.NotFound)
	r, err := v.Verify(context.Background(), nil)
	if err != nil || len(r.Damaged) > 0 {
		t.Fatal(r, err)
	}
	err = v.View(context.Background(), "", func(tx *Tx) error {
		tomb, err := Get[string](tx, KindTombstone, string(id))
		if err == nil && tomb.Value != drName {
			t.Errorf("%+v", tomb)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
