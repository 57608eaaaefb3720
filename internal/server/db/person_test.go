package db

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"regexp"
	"testing"
	"time"

	"oso/internal/server/principal"
)

// bytesOf finds a literal of bytes as SQLite writes it.
var bytesOf = regexp.MustCompile(`X'([0-9a-f]*)'`)

// A database of before has one row for a human, an account and a role. It
// becomes one of each under the same id: what is sealed at that id opens, and
// whoever is signed in stays so.
func TestOlderPeopleGetAccountsAndRoles(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	p, err := d.migrations()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(ctx, 99); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		`INSERT INTO clinics (id, name, created_at) VALUES ('c', 'C', 1)`,
		`INSERT INTO people (id, email, name, role, password_hash, totp_sealed, keys_sealed, signing_public, titles, tenured, created_at, updated_at)
			VALUES ('s', 's@oso.example', 'S', 'specialist', 'hash', X'01', X'02', X'03', 'MD', TRUE, 10, 20)`,
		`INSERT INTO people (id, email, name, role, partner_id, password_hash, totp_sealed, created_at, updated_at)
			VALUES ('a', 'a@p.example', 'A', 'partner-admin', 'p', 'other', X'04', 11, 21)`,
		`INSERT INTO people (id, email, name, role, clinic_id, licence_checked_at, created_at, updated_at) VALUES ('d', '', 'D', 'physician', 'c', 5, 12, 22)`,
		`INSERT INTO people (id, email, name, role, clinic_id, active, created_at, updated_at) VALUES ('g', '', 'G', 'staff', 'c', FALSE, 13, 23)`,
		`INSERT INTO used_codes (person_id, step) VALUES ('s', 7)`,
		`INSERT INTO known_places (person_id, place, seen_at) VALUES ('s', 'here', 8)`,
	} {
		if d.Kind() == PostgreSQL {
			s = bytesOf.ReplaceAllString(s, `'\x$1'`)
		}
		if _, err := d.write.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	q, now := d.Q(), time.UnixMilli(100)
	acc, err := q.GetAccountByEmail(ctx, "s@oso.example")
	if err != nil || acc.ID != "s" || acc.PersonID != "s" || acc.PasswordHash != "hash" ||
		!bytes.Equal(acc.TOTPSealed, []byte{1}) || !bytes.Equal(acc.KeysSealed, []byte{2}) || !bytes.Equal(acc.SigningPublic, []byte{3}) {
		t.Errorf("the specialist's account is %+v, %v", acc, err)
	}
	for id, want := range map[string]principal.Held{
		"s": {Role: principal.Specialist}, "a": {Role: principal.PartnerAdmin, Partner: "p"}, "d": {Role: principal.Physician, Clinic: "c"},
	} {
		who, row, err := q.Who(ctx, id, now)
		if err != nil || len(who.Roles) != 1 || who.Roles[0] != want || who.Left || row.ID != id {
			t.Errorf("%s holds %v, %v", id, who.Roles, err)
		}
	}
	if who, _, err := q.Who(ctx, "g", now); err != nil || !who.Left || len(who.Roles) != 0 {
		t.Errorf("who left holds %v, left %t, %v", who.Roles, who.Left, err)
	}
	if _, row, _ := q.Who(ctx, "d", now); row.LicenseCheckedAt != 5 {
		t.Error("the physician's license is not on record any more")
	}
	if list, err := q.ListAccounts(ctx, "d"); err != nil || len(list) != 0 {
		t.Errorf("a clinic's physician has %d accounts, %v", len(list), err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		if n, err := New(tx).UseCode(ctx, UseCodeParams{AccountID: "s", Step: 7}); err != nil || n != 0 {
			t.Errorf("a code that was used is good again: %v", err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if places, err := q.ListKnownPlaces(ctx, ListKnownPlacesParams{AccountID: "s"}); err != nil || len(places) != 1 {
		t.Errorf("known from %v, %v", places, err)
	}
}

// An entry that is linked is the person's own, for whoever asks by any id, and
// can be parted again.
func TestLinkedEntriesAreOnePerson(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	now := time.UnixMilli(100)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(d.Tx(ctx, func(tx *sql.Tx) error {
		q := New(tx)
		for id, h := range map[string]principal.Held{
			"one": {Role: principal.Specialist}, "two": {Role: principal.Physician, Clinic: "c"}, "three": {Role: principal.Approver}, "other": {Role: principal.Approver},
		} {
			if err := q.Enter(ctx, InsertPersonParams{ID: id, Name: "Same Name", CreatedAt: 1, LicenseCheckedAt: map[string]int64{"two": 9}[id]}, h, "test"); err != nil {
				return err
			}
			if err := q.InsertCertificate(ctx, InsertCertificateParams{ID: "of-" + id, Kind: "person", PersonID: id, Role: string(h.Role), PublicKey: []byte(id), Body: []byte{}}); err != nil {
				return err
			}
		}
		// What was linked to it comes along.
		for _, l := range []InsertLinkParams{{EntryID: "three", PersonID: "two"}, {EntryID: "two", PersonID: "one"}} {
			if err := q.InsertLink(ctx, l); err != nil {
				return err
			}
		}
		_, err := q.Relink(ctx, now)
		return err
	}))
	for _, id := range []string{"one", "two", "three"} {
		who, row, err := d.Q().Who(ctx, id, now)
		ok(err)
		if who.ID != "one" || !who.Is("one") || !who.Is("two") || !who.Is("three") || who.Is("other") || who.Is("") || len(who.Roles) != 3 || row.LicenseCheckedAt != 9 {
			t.Errorf("by %s: %+v", id, who)
		}
		certs, err := d.Q().ListCertificatesByPerson(ctx, id)
		if ok(err); len(certs) != 3 {
			t.Errorf("by %s: %d certificates", id, len(certs))
		}
	}
	holders, err := d.Q().ListHolders(ctx, ListHoldersParams{Role: string(principal.Approver), At: 100})
	if ok(err); len(holders) != 2 || holders[0].ID != "one" || holders[1].ID != "other" {
		t.Errorf("approvers are %v", holders)
	}
	ok(d.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := New(tx).DeleteLinks(ctx, "three"); err != nil {
			return err
		}
		_, err := New(tx).Relink(ctx, now)
		return err
	}))
	who, _, err := d.Q().Who(ctx, "one", now)
	if ok(err); who.Is("three") || !who.Is("two") || who.Holds(principal.Approver) {
		t.Errorf("parted: %+v", who)
	}
}

// What an act gave or ended stays so, by how much ever the clock is off; an end
// that was named comes by the clock.
func TestRoleIsHeldWhateverTheClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	for name, x := range map[string]struct {
		role Role
		held bool
	}{
		"given":                                  {Role{FromAt: now.Add(-day).UnixMilli()}, true},
		"given, and the clock set back":          {Role{FromAt: now.Add(day).UnixMilli()}, true},
		"ended":                                  {Role{UntilAt: now.Add(-day).UnixMilli(), EndedBy: "a"}, false},
		"ended, and the clock set back":          {Role{UntilAt: now.Add(day).UnixMilli(), EndedBy: "a"}, false},
		"with an end that is to come":            {Role{UntilAt: now.Add(day).UnixMilli()}, true},
		"with an end that has come":              {Role{UntilAt: now.Add(-day).UnixMilli()}, false},
		"with an end to come, and ended by then": {Role{UntilAt: now.Add(30 * day).UnixMilli(), EndedBy: "a"}, false},
	} {
		if held := x.role.HeldAt(now); held != x.held {
			t.Errorf("%s: held %t", name, held)
		}
	}
}

// statements counts what is asked.
type statements struct {
	DBTX
	n int
}

func (s *statements) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s.n++
	return s.DBTX.QueryContext(ctx, query, args...)
}

// Whoever a page names is read at once, as each would be alone: by whichever entry,
// with the roles of all entries, and none who left or is not there.
func TestManyPeopleAreReadAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := open(t)
	at := time.UnixMilli(100)
	ids := []string{"nobody"}
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		q := New(tx)
		for i := range 250 {
			id := fmt.Sprintf("p%03d", i)
			ids = append(ids, id)
			h := principal.Held{Role: principal.Coordinator}
			if i%10 == 9 { // the one before, as a clinic knows the person
				h = principal.Held{Role: principal.Physician, Clinic: "c"}
			}
			if err := q.Enter(ctx, InsertPersonParams{ID: id, Name: "N", CreatedAt: 1, LicenseCheckedAt: int64(i)}, h, "test"); err != nil {
				return err
			}
			if i%10 == 9 {
				if err := q.InsertLink(ctx, InsertLinkParams{EntryID: id, PersonID: ids[len(ids)-2]}); err != nil {
					return err
				}
			}
			if i%10 == 1 {
				if err := q.LeavePerson(ctx, LeavePersonParams{ID: id, LeftAt: 50}); err != nil {
					return err
				}
			}
		}
		_, err := q.Relink(ctx, at)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s := &statements{DBTX: d.Reader()}
	known, err := New(s).Whom(ctx, ids, at)
	if err != nil || len(known) != 250 || s.n != 3 {
		t.Fatalf("%d people in %d statements, %v", len(known), s.n, err)
	}
	for _, id := range ids[1:] {
		who, row, err := d.Q().Who(ctx, id, at)
		if k := known[id]; err != nil || !reflect.DeepEqual(k.Person, who) || !reflect.DeepEqual(k.Row, row) {
			t.Errorf("%s: %+v\nalone: %+v, %v", id, k, who, err)
		}
	}
	if k := known["p019"]; k.ID != "p018" || len(k.Roles) != 2 || len(k.Held) != 2 || k.Row.LicenseCheckedAt != 19 {
		t.Errorf("by an older entry: %+v", k)
	}
	if k := known["p001"]; !k.Left || len(k.Roles) != 0 || len(k.Held) != 1 {
		t.Errorf("who left: %+v", k)
	}
	s.n = 0
	holders, err := New(s).Holders(ctx, principal.Coordinator, at)
	if err != nil || len(holders) != 200 || s.n != 4 {
		t.Errorf("%d coordinators in %d statements, %v", len(holders), s.n, err)
	}
}
