package vault

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a slot, a user or a hand-over holds opens for its owner alone, and yet
// everybody's verify tells that it is not as it was written, before it is
// needed: here the vault is opened and verified by another user, and every
// column of every row of theirs is changed.
func TestVerifySeesEveryColumnOfOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var tried, names int
	for _, h := range harms(readTables(t, w.d.dir, dbName), readTables(t, w.older, dbName)) {
		if !slices.Contains([]string{"slots", "users", "handovers"}, h.tab.name) {
			continue
		}
		c := w.copied(t)
		db := raw(t, filepath.Join(c.d.dir, h.file))
		err := h.do(db)
		db.Close()
		if err != nil {
			if strings.Contains(err.Error(), "UNIQUE") || strings.Contains(err.Error(), "cannot store") {
				continue // SQLite itself refuses it
			}
			t.Fatal(h.name, err)
		}
		v, err := c.d.try(drName, drPass)
		if err != nil {
			if !typed(err) {
				t.Errorf("%s: %v", h.name, err)
			}
			continue // it was the opener's own
		}
		tried++
		report, err := v.Verify(context.Background(), nil)
		if err != nil && !typed(err) {
			t.Errorf("%s: %v", h.name, err)
		}
		if err == nil && len(report.Damaged) == 0 {
			t.Errorf("%s: whole, verify says", h.name)
		}
		for _, d := range report.Damaged {
			if strings.Contains(d.String(), "recovery kit") || strings.Contains(d.String(), secondName) {
				names++
				break
			}
		}
		v.Close()
		os.RemoveAll(filepath.Dir(c.d.dir))
	}
	if tried < 60 || names < tried*3/4 {
		t.Errorf("%d harms were looked at by verify, %d named whose", tried, names)
	}
}

// The sixteen of the recovery kit and a colleague that once passed as whole.
func TestVerifyNamesADeadKitAndAColleague(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	whose := map[string]string{
		"recovery kit": "kind = 'kit'",
		secondName:     "kind = 'user' AND user = (SELECT id FROM users WHERE name = '" + secondName + "')",
	}
	for name, where := range whose {
		for _, set := range []string{
			"salt = zeroblob(16)", "salt = zeroblob(1)", "rounds = rounds + 1", "rounds = 1", "keyring = 1 - keyring",
			"version = version + 1", "wrapped = zeroblob(length(wrapped))", "wrapped = x''",
		} {
			c := w.copied(t)
			db := raw(t, filepath.Join(c.d.dir, dbName))
			if _, err := db.Exec("UPDATE slots SET " + set + " WHERE " + where); err != nil {
				t.Fatal(err)
			}
			db.Close()
			v := c.d.open()
			report, err := v.Verify(context.Background(), nil)
			if err != nil || !slices.ContainsFunc(report.Damaged, func(d Damage) bool { return strings.Contains(d.String(), name) }) {
				t.Errorf("%s of %s: %v %v", set, name, report.Damaged, err)
			}
			if !slices.ContainsFunc(v.Damage(), func(d Damage) bool { return strings.Contains(d.String(), name) }) {
				t.Errorf("%s of %s: not told at the opening", set, name)
			}
			v.Close()
		}
	}
}

// A change while the vault is open is not copied on as if it were the vault's.
func TestChangedRowIsNotBlessed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t)
	v := w.d.open()
	defer v.Close()
	if _, err := v.AddUser(ctx, staffName, Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	if _, err := v.db.Exec("UPDATE users SET keys = zeroblob(length(keys)) WHERE name = ?", secondName); err != nil {
		t.Fatal(err)
	}
	if err := v.RemoveUser(ctx, staffName); !typed(err) || err == nil {
		t.Errorf("the removal copied a changed row: %v", err)
	}
	if report, err := v.Verify(ctx, nil); err != nil || len(report.Damaged) == 0 {
		t.Errorf("verify: %v %v", report, err)
	}
}

// A chunk more than a record has is damage, by the record's name.
func TestAddedChunkIsDamage(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{Name: "Ana"})
	rec := mustRecord(t, v, id, bytesOf(5000, 1))
	file := v.sets[id].file
	v.Close()
	db := raw(t, filepath.Join(d.dir, recordsDir, file[:2], file+".db"))
	if _, err := db.Exec("INSERT INTO chunks (record, idx, sealed) SELECT record, 7, sealed FROM chunks"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	v = d.open()
	defer v.Close()
	report, err := v.Verify(ctx, nil)
	if err != nil || !slices.ContainsFunc(report.Damaged, func(d Damage) bool { return d.Record == rec.ID }) {
		t.Errorf("verify: %v %v", report.Damaged, err)
	}
	var got bytes.Buffer
	if err := v.Copy(ctx, &got, id, rec.ID, nil); err != nil || got.Len() != 5000 {
		t.Errorf("the record itself: %v", err)
	}
}
