//go:build unix

package vault

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"oso/internal/errs"
	"oso/internal/seal"
)

const (
	memoryName  = "Zephyrine Quillfeather"
	memoryNotes = "complains of a jabberwocky behind the left ear"
)

// memoryAct opens the vault as a person at work does, says so, and locks it.
// What it looks for is known to its parent alone.
func memoryAct(t *testing.T) {
	in := bufio.NewReader(os.Stdin)
	line, err := in.ReadSlice('\n')
	if err != nil {
		t.Fatal(err)
	}
	pass := string(line[:len(line)-1])
	clear(line)
	d := &desk{t: t, dir: os.Getenv("OSO_VAULT_TEST_ROOT")}
	v, err := d.try(drName, pass)
	if err != nil {
		t.Fatal(err)
	}
	work(t, v, pass)
	fmt.Println("\nopen")
	in.ReadString('\n')
	for again := "again\n"; again == "again\n"; again, _ = in.ReadString('\n') {
		v.Lock()
		fmt.Println("\nlocked")
	}
	v.Close()
}

// work is what a session does with the vault, each in goroutines of its own as
// the window's pages ask.
func work(t *testing.T, v *Vault, pass string) {
	ctx := context.Background()
	do := func(what string, act func() error) {
		t.Helper()
		done := make(chan error)
		go func() { done <- act() }()
		if err := <-done; err != nil {
			t.Fatal(what, err)
		}
	}
	heads, err := labels(v)
	if err != nil {
		t.Fatal(err)
	}
	do("search", func() error { _, err := v.Heads(ctx); return err })
	for _, h := range heads {
		do("rows", func() error {
			return v.View(ctx, h.ID, func(tx *Tx) error { _, err := List[string](tx, KindSection); return err })
		})
		do("records", func() error {
			recs, err := v.Records(ctx, h.ID)
			for _, r := range recs {
				if err := v.Copy(ctx, io.Discard, h.ID, r.ID, nil); err != nil {
					return err
				}
			}
			return err
		})
		do("write", func() error {
			return v.Update(ctx, h.ID, func(tx *Tx) error {
				labelOf(tx).Topic = "seen"
				_, err := Put(tx, KindEvent, Row[string]{ID: newID(), Value: memoryEvent(tx)})
				return err
			})
		})
		do("add", func() error {
			b, err := v.NewBatch(ctx, h.ID, BatchOptions{})
			if err != nil {
				return err
			}
			defer b.Close()
			w, err := b.NewRecord()
			if err != nil {
				return err
			}
			if _, err := w.Write(bytes.Repeat([]byte{7}, 3<<20)); err != nil {
				return err
			}
			if err := w.Close(); err != nil {
				return err
			}
			return b.Commit(ctx, nil)
		})
	}
	do("seal", func() error {
		return v.WithUserKeys(ctx, pass, func(s *seal.SigningKey, o *seal.OpeningKey) error {
			s.Sign("x", []byte("y"))
			wrapped, err := seal.Wrap(o.Public(), "p", []byte("z"))
			if err != nil {
				return err
			}
			_, err = o.Unwrap("p", wrapped)
			return err
		})
	})
	do("report", func() error { _, _, err := v.Report(ctx); return err })
	do("verify", func() error { _, err := v.Verify(ctx, nil); return err })
}

func memoryEvent(tx *Tx) string { return "of " + labelOf(tx).Name }

// A batch whose vault is locked while it runs stores nothing that no key opens.
func TestLockBesideABatch(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{Name: "Ana"})
	done := mustRecord(t, v, id, bytesOf(1000, 1))
	b, err := v.NewBatch(ctx, id, BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := b.NewRecord()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(bytesOf(3<<20, 2)); err != nil {
		t.Fatal(err)
	}
	v.Lock()
	_, werr := w.Write(bytesOf(12<<20, 3))
	cerr := w.Close()
	err = errors.Join(werr, cerr, b.Commit(ctx, nil))
	wantKind(t, err, errs.VaultLocked)
	b.Close()
	if err := v.Unlock(ctx, OpenOptions{Layout: sample(), Passphrase: drPass, Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	recs, err := v.Records(ctx, id)
	if err != nil || len(recs) != 1 || recs[0].ID != done.ID {
		t.Errorf("%d records, %v", len(recs), err)
	}
	v.Close()
	v = d.open()
	defer v.Close()
	if report, err := v.Verify(ctx, nil); err != nil || len(report.Damaged) > 0 {
		t.Error(report.Damaged, err)
	}
}
