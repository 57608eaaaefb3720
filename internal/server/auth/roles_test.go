package auth

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
)

var admin = principal.CommandLine()

// signedAs tells as what an account signs under a role; the error's kind where
// it does not.
func (o *office) signedAs(t *testing.T, acc Account, role principal.Role) (deed.CertRole, errs.Kind) {
	t.Helper()
	o.clock.pass(3 * Step)
	a, err := o.db.Q().GetAccount(context.Background(), acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	who, err := o.signsIn(context.Background(), o.db.Q(), a)
	if err != nil {
		t.Fatal(err)
	}
	s, err := o.Unlock(context.Background(), who.As(role), password, o.code(t, acc, 0))
	if err != nil {
		return "", errs.KindOf(err)
	}
	defer s.Wipe()
	b, err := o.ring.Trust().Check(s.Cert, o.clock.now())
	if err != nil {
		t.Fatal(err)
	}
	return b.Role, ""
}

// TestOneSessionWithTwoRoles: a second role joins the session that is open, and
// each signs as itself; taking one ends that one alone; leaving ends all.
func TestOneSessionWithTwoRoles(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	acc := o.account(t, principal.Specialist)
	ask := o.browser(t)
	if got := ask("/password", "email=specialist%40example.org", "password="+password); got != 200 {
		t.Fatalf("password: %d", got)
	}
	if got := ask("/code", "code="+o.code(t, acc, 0)); got != 200 {
		t.Fatalf("code: %d", got)
	}
	if _, kind := o.signedAs(t, acc, principal.Approver); kind != errs.Revoked {
		t.Errorf("signs as approver without the role: %q", kind)
	}
	approver := principal.Held{Role: principal.Approver}
	if err := o.Give(ctx, acc.ID, approver, time.Time{}, admin); err != nil {
		t.Fatal(err)
	}
	if err := o.Give(ctx, acc.ID, approver, time.Time{}, admin); !errs.Is(err, errs.Conflict) {
		t.Errorf("given twice: %v", err)
	}
	for role, want := range map[principal.Role]deed.CertRole{principal.Specialist: deed.RoleSpecialist, principal.Approver: deed.RoleApprover} {
		if got, kind := o.signedAs(t, acc, role); got != want {
			t.Errorf("as %s it signs as %q, %q", role, got, kind)
		}
	}
	who, _, err := o.db.Q().Who(ctx, acc.ID, o.clock.now())
	if err != nil || !who.Holds(principal.Specialist) || !who.Holds(principal.Approver) {
		t.Errorf("holds %v, %v", who.Roles, err)
	}
	if err := o.Take(ctx, acc.ID, approver, admin); err != nil {
		t.Fatal(err)
	}
	if err := o.Take(ctx, acc.ID, approver, admin); !errs.Is(err, errs.NotFound) {
		t.Errorf("taken twice: %v", err)
	}
	if got := ask("/who"); got != 200 {
		t.Errorf("one role was taken, and the session answers %d", got)
	}
	if _, kind := o.signedAs(t, acc, principal.Approver); kind != errs.Revoked {
		t.Errorf("signs as approver after the role was taken: %q", kind)
	}
	if got, kind := o.signedAs(t, acc, principal.Specialist); got != deed.RoleSpecialist {
		t.Errorf("the other role signs as %q, %q", got, kind)
	}
	// Given again, it is certified again.
	if err := o.Give(ctx, acc.ID, approver, time.Time{}, admin); err != nil {
		t.Fatal(err)
	}
	if got, kind := o.signedAs(t, acc, principal.Approver); got != deed.RoleApprover {
		t.Errorf("given again it signs as %q, %q", got, kind)
	}
	n, err := o.Leave(ctx, acc.ID, admin)
	if err != nil || n != 2 {
		t.Errorf("%d certificates were taken back, %v", n, err)
	}
	if got := ask("/who"); got == 200 {
		t.Error("the session outlives the person's part")
	}
	if got := ask("/password", "email=specialist%40example.org", "password="+password); got == 200 {
		t.Error("who left signs in")
	}
	if err := o.Give(ctx, acc.ID, approver, time.Time{}, admin); !errs.Is(err, errs.Conflict) {
		t.Errorf("given to who left: %v", err)
	}
}

// TestARoleEndsByItself on the day that was said.
func TestARoleEndsByItself(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	acc := o.account(t, principal.Specialist)
	if err := o.Give(ctx, acc.ID, principal.Held{Role: principal.Approver}, o.clock.now().Add(time.Hour), admin); err != nil {
		t.Fatal(err)
	}
	if got, _ := o.signedAs(t, acc, principal.Approver); got != deed.RoleApprover {
		t.Fatal("does not sign while it is held")
	}
	o.clock.pass(time.Hour)
	if _, kind := o.signedAs(t, acc, principal.Approver); kind != errs.Revoked {
		t.Errorf("signs after its end: %q", kind)
	}
	for name, h := range map[string]principal.Held{
		"a wizard": {Role: "wizard"}, "a patient": {Role: principal.Patient}, "the program": {Role: principal.System},
		"a physician of no clinic": {Role: principal.Physician}, "a specialist of a clinic": {Role: principal.Specialist, Clinic: "c"},
		"a partner's specialist": {Role: principal.Specialist, Partner: "p"}, "an administrator of no partner": {Role: principal.PartnerAdmin},
	} {
		if err := o.Give(ctx, acc.ID, h, time.Time{}, admin); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTwoAccountsOfOnePerson: by an administrator's word both sign in as the
// same person, with the roles of both; parted, each has its own again.
func TestTwoAccountsOfOnePerson(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	one, two, other := o.account(t, principal.Specialist), o.account(t, principal.Approver), o.account(t, principal.Coordinator)
	if err := o.Link(ctx, two.ID, one.ID, admin); err != nil {
		t.Fatal(err)
	}
	if err := o.Link(ctx, one.ID, two.ID, admin); !errs.Is(err, errs.Conflict) {
		t.Errorf("linked twice: %v", err)
	}
	for _, acc := range []Account{one, two} {
		who := o.as(acc)
		if who.ID != one.ID || !who.Is(two.ID) || who.Is(other.ID) || who.Account != acc.ID || len(who.Here()) != 2 {
			t.Errorf("account %s is %s with %v", acc.ID, who.ID, who.Here())
		}
		for role, want := range map[principal.Role]deed.CertRole{principal.Specialist: deed.RoleSpecialist, principal.Approver: deed.RoleApprover} {
			if got, kind := o.signedAs(t, acc, role); got != want {
				t.Errorf("as %s it signs as %q, %q", role, got, kind)
			}
		}
	}
	if err := o.Unlink(ctx, two.ID, admin); err != nil {
		t.Fatal(err)
	}
	if _, kind := o.signedAs(t, one, principal.Approver); kind != errs.Revoked {
		t.Errorf("parted, it signs as the other: %q", kind)
	}
	if got, kind := o.signedAs(t, two, principal.Approver); got != deed.RoleApprover {
		t.Errorf("parted, the own role signs as %q, %q", got, kind)
	}
	if err := o.Unlink(ctx, two.ID, admin); !errs.Is(err, errs.NotFound) {
		t.Errorf("parted twice: %v", err)
	}
}

// TestPartedEachSignsAsItself: what was certified for the two as one, at the
// link or by a renewal, binds neither: the role of the other, given for itself,
// is signed under, and in the own name.
func TestPartedEachSignsAsItself(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, renewed := range []bool{false, true} {
		o := open(t)
		one, two := o.account(t, principal.Specialist), o.account(t, principal.Approver)
		if err := o.Link(ctx, two.ID, one.ID, admin); err != nil {
			t.Fatal(err)
		}
		if renewed {
			o.clock.pass(CertLife - keys.CertAhead + time.Hour)
			if n, err := o.Renew(ctx); err != nil || n != 4 {
				t.Fatalf("renewed %d, %v", n, err)
			}
		}
		if err := o.Unlink(ctx, two.ID, admin); err != nil {
			t.Fatal(err)
		}
		for _, give := range []struct {
			acc  Account
			role principal.Role
		}{{two, principal.Specialist}, {one, principal.Approver}} {
			if _, kind := o.signedAs(t, give.acc, give.role); kind != errs.Revoked {
				t.Errorf("renewed %t: parted, %s signs as the other's %s: %q", renewed, give.acc.ID, give.role, kind)
			}
			if err := o.Give(ctx, give.acc.ID, principal.Held{Role: give.role}, time.Time{}, admin); err != nil {
				t.Fatal(err)
			}
		}
		for _, acc := range []Account{one, two} {
			for role, want := range map[principal.Role]deed.CertRole{principal.Specialist: deed.RoleSpecialist, principal.Approver: deed.RoleApprover} {
				if got, kind := o.signedAs(t, acc, role); got != want {
					t.Errorf("renewed %t: parted, %s signs as %q, %q under %s", renewed, acc.ID, got, kind, role)
				}
			}
			a, err := o.db.Q().GetAccount(ctx, acc.ID)
			if err != nil {
				t.Fatal(err)
			}
			c, err := o.db.Q().GetCertificateByKey(ctx, db.GetCertificateByKeyParams{Kind: CertKind, PublicKey: a.SigningPublic})
			if err != nil || c.RevokedAt == 0 && c.PersonID != acc.ID {
				t.Errorf("renewed %t: the key of %s is certified for %s, %v", renewed, acc.ID, c.PersonID, err)
			}
		}
	}
}

// TestUnlinkingPartsWhoWasLinkedThroughIt: a link is a word about two entries.
// Taken back, whoever was joined by it alone is parted too, and what was said of
// others stands.
func TestUnlinkingPartsWhoWasLinkedThroughIt(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, x := range map[string]struct {
		links [][2]string // of entries, in their order
		part  string
		then  []string // who is one
	}{
		"through the middle":              {[][2]string{{"a", "b"}, {"b", "c"}}, "b", []string{"ab", "c"}},
		"the other way round":             {[][2]string{{"b", "c"}, {"a", "b"}}, "b", []string{"ab", "c"}},
		"the end":                         {[][2]string{{"a", "b"}, {"b", "c"}}, "a", []string{"a", "bc"}},
		"one entry joined two":            {[][2]string{{"a", "b"}, {"a", "c"}}, "a", []string{"a", "b", "c"}},
		"two words about others":          {[][2]string{{"a", "b"}, {"c", "d"}, {"b", "d"}}, "b", []string{"ab", "cd"}},
		"by the entry that is one's head": {[][2]string{{"a", "b"}, {"c", "a"}}, "a", []string{"ac", "b"}},
	} {
		o := open(t)
		id, accounts := map[string]string{}, map[string]Account{}
		for i, role := range []principal.Role{principal.Specialist, principal.Approver, principal.Radiologist, principal.Coordinator} {
			acc := o.account(t, role)
			id[string(rune('a'+i))], accounts[string(rune('a'+i))] = acc.ID, acc
		}
		for _, l := range x.links {
			if err := o.Link(ctx, id[l[0]], id[l[1]], admin); err != nil {
				t.Fatal(name, err)
			}
		}
		if err := o.Unlink(ctx, id[x.part], admin); err != nil {
			t.Fatal(name, err)
		}
		for _, group := range x.then {
			for entry, own := range id {
				who, _, err := o.db.Q().Who(ctx, id[group[:1]], o.clock.now())
				if err != nil {
					t.Fatal(err)
				}
				if is := strings.Contains(group, entry); who.Is(own) != is {
					t.Errorf("%s: %s is %s: %t", name, group[:1], entry, !is)
				}
			}
		}
		// Each signs as itself, under its own role.
		if got, kind := o.signedAs(t, accounts["b"], principal.Approver); got != deed.RoleApprover {
			t.Errorf("%s: the approver signs as %q, %q", name, got, kind)
		}
	}
}

// TestAnAccountForWhoWasThereBefore: a clinic's physician becomes a specialist
// too, as the same person.
func TestAnAccountForWhoWasThereBefore(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	if err := o.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).Enter(ctx, db.InsertPersonParams{ID: "doctor", Name: "Dr. Iskra Vandenberg", CreatedAt: 1}, principal.Held{Role: principal.Physician, Clinic: "c"}, "test")
	}); err != nil {
		t.Fatal(err)
	}
	acc, err := o.Create(ctx, NewAccount{Person: "doctor", Email: "iskra@example.org", Role: principal.Specialist, Password: password}, admin)
	if err != nil {
		t.Fatal(err)
	}
	who := o.as(acc)
	if who.ID != "doctor" || who.Name != "Dr. Iskra Vandenberg" || !who.At(principal.Physician, "c") || who.Has(principal.Physician) || !who.Has(principal.Specialist) {
		t.Errorf("signs in as %+v", who)
	}
	if _, err := o.Create(ctx, NewAccount{Person: "nobody", Email: "x@example.org", Role: principal.Specialist, Password: password}, admin); !errs.Is(err, errs.NotFound) {
		t.Errorf("of nobody: %v", err)
	}
}

// TestAnOlderAccountGetsItsKey: accounts of before had none where nothing was
// signed. The next sign-in makes it, and only then a role that signs is given.
func TestAnOlderAccountGetsItsKey(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	acc := o.account(t, principal.Coordinator)
	if err := o.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE accounts SET keys_sealed = ?, signing_public = ? WHERE id = ?", []byte{}, []byte{}, acc.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	give := func() error { return o.Give(ctx, acc.ID, principal.Held{Role: principal.Approver}, time.Time{}, admin) }
	if err := give(); !errs.Is(err, errs.Incomplete) {
		t.Errorf("before the sign-in: %v", err)
	}
	if got := o.browser(t)("/password", "email=coordinator%40example.org", "password="+password); got != 200 {
		t.Fatalf("password: %d", got)
	}
	if err := give(); err != nil {
		t.Fatal(err)
	}
	if got, kind := o.signedAs(t, acc, principal.Approver); got != deed.RoleApprover {
		t.Errorf("it signs as %q, %q", got, kind)
	}
}
