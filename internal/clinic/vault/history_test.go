package vault

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"oso/internal/errs"
)

// told is a service that holds the last mark it was told, and believes a desk
// only if that mark is among those the desk knows.
type told struct{ last *Mark }

func (s *told) exchange(t *testing.T, v *Vault, heard, answered bool) bool {
	t.Helper()
	now, earlier, err := v.Report(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !heard {
		return true
	}
	same := s.last == nil
	for _, m := range append(earlier, now) {
		same = same || m.Equal(*s.last)
	}
	if !same {
		return false
	}
	s.last = &now
	if answered {
		if err := v.Acknowledge(context.Background(), now); err != nil {
			t.Fatal(err)
		}
	}
	return true
}

func write(t *testing.T, v *Vault, n int) {
	t.Helper()
	for i := range n {
		err := v.Update(context.Background(), "", func(tx *Tx) error {
			_, err := Put(tx, KindSetting, Row[string]{ID: fmt.Sprint("s", v.History().Sequence, "/", i), Value: "x"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever answers are lost, the desk that spoke last is known again.
func TestHistoryOverABadLine(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	s := &told{}
	for round := range 40 {
		write(t, v, round%3)
		if !s.exchange(t, v, round%2 == 0, round%3 == 0) {
			t.Fatalf("round %d: the desk was not known again", round)
		}
		if round%7 == 0 { // opened anew: the list is on the disk
			v.Close()
			v = d.open()
		}
	}
	_, earlier, err := v.Report(context.Background())
	if err != nil || len(earlier) > 10 {
		t.Errorf("what was acknowledged is still told: %d, %v", len(earlier), err)
	}
	before := v.History().Sequence
	s.exchange(t, v, true, true)
	s.exchange(t, v, true, true)
	after := v.History().Sequence
	for range 5 {
		s.exchange(t, v, true, true)
	}
	if v.History().Sequence != after || after > before+3 {
		t.Errorf("an exchange in which nothing happens writes: %d, %d, %d", before, after, v.History().Sequence)
	}
	v.Close()
}

// A folder put back is noticed however much is written to it afterwards, and
// so is the desk whose copy went on meanwhile.
func TestHistoryOfACopy(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	s := &told{}
	write(t, v, 2)
	s.exchange(t, v, true, true)
	v.Close()
	copied := &desk{t: t, dir: filepath.Join(t.TempDir(), "copy"), kit: d.kit}
	copyDir(t, d.dir, copied.dir)

	v = d.open()
	write(t, v, 1)
	if !s.exchange(t, v, true, true) {
		t.Fatal("the desk itself is not known")
	}
	v.Close()
	c := copied.open()
	write(t, c, 50)
	if c.History().Sequence <= s.last.Sequence {
		t.Fatal("the copy must have written more")
	}
	if s.exchange(t, c, true, true) {
		t.Error("a copy that was put back passes for the desk")
	}
	c.Close()
}

// Two copies that do the same thing have other histories from there on.
func TestHistoriesOfEqualActsDiffer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	other := &desk{t: t, dir: filepath.Join(t.TempDir(), "copy"), kit: d.kit}
	copyDir(t, d.dir, other.dir)
	a, b := d.open(), other.open()
	defer a.Close()
	defer b.Close()
	if !a.History().Equal(b.History()) {
		t.Fatal("they begin apart")
	}
	write(t, a, 1)
	write(t, b, 1)
	if a.History().Sequence != b.History().Sequence || a.History().Equal(b.History()) {
		t.Errorf("%v and %v", a.History(), b.History())
	}
	last := a.History()
	a.Close()
	a = d.open()
	if !a.History().Equal(last) {
		t.Error("the history is not the one that was left")
	}
	a.Lock()
	if _, _, err := a.Report(context.Background()); !errs.Is(err, errs.VaultLocked) {
		t.Errorf("locked, and nothing was reported before: %v", err)
	}
}

// What was reported is given again while the vault is locked, as it stands on
// the disk: sending goes on, and the service finds the mark that it holds.
func TestReportWhileLocked(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	defer v.Close()
	for _, acknowledged := range []bool{false, true, false} {
		write(t, v, 1)
		now, earlier, err := v.Report(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if acknowledged {
			if err := v.Acknowledge(ctx, now); err != nil {
				t.Fatal(err)
			}
			earlier = nil
		}
		v.Lock()
		again, before, err := v.Report(ctx)
		if err != nil || !again.Equal(now) || len(before) != len(earlier) {
			t.Errorf("locked: %v after %d, %v; told before: %v after %d", again, len(before), err, now, len(earlier))
		}
		if err := v.Unlock(ctx, OpenOptions{Layout: sample(), Passphrase: drPass, Rounds: quick()}); err != nil {
			t.Fatal(err)
		}
	}
}

// A user who is to go and who removes himself on an older copy is not the desk.
func TestRemovedUsersOwnCopy(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	s := &told{}
	if _, err := v.AddUser(ctx, secondName, Physician, secondPass); err != nil {
		t.Fatal(err)
	}
	s.exchange(t, v, true, true)
	v.Close()
	copied := &desk{t: t, dir: filepath.Join(t.TempDir(), "copy"), kit: d.kit}
	copyDir(t, d.dir, copied.dir)
	v = d.open()
	if err := v.RemoveUser(ctx, secondName); err != nil {
		t.Fatal(err)
	}
	s.exchange(t, v, true, true)
	v.Close()

	c, err := copied.try(secondName, secondPass)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.RemoveUser(ctx, drName); err != nil {
		t.Fatal(err)
	}
	write(t, c, 10)
	if s.exchange(t, c, true, true) {
		t.Error("the removed user's copy passes for the desk")
	}
}
