package console

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// accountsView is everybody who signs in here, for administrators.
type accountsView struct {
	People   []accountRow `json:"people"`
	Partners []personRef  `json:"partners"` // of whom somebody may be coordinator or administrator
	// Two are the roles that one administrator proposes and another gives.
	Two []principal.Role `json:"two"`
}

type accountRow struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Emails   []string   `json:"emails"`
	Roles    []heldView `json:"roles"` // now
	Locked   moment     `json:"locked"`
	Left     bool       `json:"left"`
	Invited  moment     `json:"invited"` // until when the invitation is good that was not used yet
	SignedIn moment     `json:"signed_in"`
	Waits    bool       `json:"waits"` // a role or a reset waits for a second administrator
}

type heldView struct {
	Role    principal.Role `json:"role"`
	Partner personRef      `json:"partner"`
	Clinic  string         `json:"clinic"`
	From    instant        `json:"from"`
	Until   moment         `json:"until"`
	GivenBy personRef      `json:"given_by"`
	EndedBy personRef      `json:"ended_by"`
	Held    bool           `json:"held"`
	Here    bool           `json:"here"` // a role of the service's own people
}

// pastView is one thing that was done about a person, or by one about the own
// account.
// administers refuses whoever is no administrator.
func administers(who principal.Principal, op string) error {
	if !who.Has(principal.Admin) {
		return errs.E(errs.Forbidden, op, "This is an administrator's. Nothing was changed. Ask an administrator.")
	}
	return nil
}

func (k *Console) accountsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*accountsView, error) {
	const op = "list accounts"
	if err := administers(who, op); err != nil {
		return nil, err
	}
	accounts, err := q.ListAllAccounts(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	invited, err := k.invited(ctx, q)
	if err != nil {
		return nil, err
	}
	waits := map[string]bool{} // person
	for _, name := range []rights.Register{rights.Accounts, rights.Resets} {
		list, err := q.ListRegistersProposed(ctx, string(name)+"/%")
		if err != nil {
			return nil, db.Err(err, op)
		}
		for _, of := range list {
			waits[strings.TrimPrefix(of, string(name)+"/")] = true
		}
	}
	v, names := &accountsView{People: []accountRow{}, Partners: []personRef{}, Two: rights.ByTwo()}, k.names(ctx, q)
	ids := make([]string, len(accounts))
	for i, acc := range accounts {
		ids[i] = acc.PersonID
	}
	known, err := q.Whom(ctx, ids, k.Now())
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, acc := range accounts {
		person, there := known[acc.PersonID]
		if !there {
			continue // gone meanwhile
		}
		i, ok := at[person.ID]
		if !ok {
			i, at[person.ID] = len(v.People), len(v.People)
			one := accountRow{ID: person.ID, Name: person.Row.Name, Emails: []string{}, Left: person.Left}
			if one.Roles, err = k.held(ctx, q, names, person, false); err != nil {
				return nil, err
			}
			one.Waits = waits[person.ID]
			v.People = append(v.People, one)
		}
		one := &v.People[i]
		one.Emails = append(one.Emails, acc.Email)
		one.Locked, one.SignedIn = max(one.Locked, moment(acc.LockedAt)), max(one.SignedIn, moment(acc.SignedInAt))
		one.Invited = max(one.Invited, invited[acc.ID])
	}
	slices.SortStableFunc(v.People, func(a, b accountRow) int {
		return cmp.Or(cmp.Compare(b2i(a.Left), b2i(b.Left)), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	})
	partners, err := q.ListPartners(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, p := range partners {
		v.Partners = append(v.Partners, personRef{p.ID, p.Name})
	}
	return v, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// invited are the accounts whose owner has an invitation that is still good.
func (k *Console) invited(ctx context.Context, q *db.Queries) (map[string]moment, error) {
	list, err := q.ListInvitations(ctx)
	if err != nil {
		return nil, db.Err(err, "list invitations")
	}
	out := map[string]moment{}
	for _, i := range list {
		if i.UntilAt > k.Now().UnixMilli() {
			out[i.AccountID] = moment(i.UntilAt)
		}
	}
	return out, nil
}

// held are a person's roles, those of before too.
func (k *Console) held(ctx context.Context, q *db.Queries, names *people, who db.Known, all bool) ([]heldView, error) {
	const op = "list roles"
	out := []heldView{}
	for _, r := range who.Held {
		v := heldView{
			Role: principal.Role(r.Role), From: instant(r.FromAt), Until: moment(r.UntilAt), GivenBy: names.ref(r.GivenBy), EndedBy: names.ref(r.EndedBy),
			Held: !who.Left && r.HeldAt(k.Now()), Here: principal.Staff.Bears(principal.Role(r.Role)),
		}
		if !all && (!v.Held || !v.Here) {
			continue
		}
		if r.PartnerID != "" {
			p, err := q.GetPartner(ctx, r.PartnerID)
			if err != nil {
				return nil, db.Err(err, op)
			}
			v.Partner = personRef{p.ID, p.Name}
		}
		if r.ClinicID != "" {
			c, err := q.GetClinic(ctx, r.ClinicID)
			if err != nil {
				return nil, db.Err(err, op)
			}
			v.Clinic = c.Name
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b heldView) int { return cmp.Compare(b2i(b.Held), b2i(a.Held)) })
	return out, nil
}

// accountOf makes the view of one person's page, for administrators.
// keysOf says which keys a person signs with here, under which roles, until when.
// pastOf is what was done about a person, the newest first.
// grant is one role that a person is to hold, as the register keeps it. At makes
// it another one than an earlier one of the same role.
// roleEnds is when the role ends, at the office's midnight; zero: not by itself.
