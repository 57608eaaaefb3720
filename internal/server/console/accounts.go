package console

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/trail"
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

type accountView struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Titles   string        `json:"titles"`
	Mine     bool          `json:"mine"` // this is who asks
	Listed   bool          `json:"listed"`
	Locked   moment        `json:"locked"`
	Left     moment        `json:"left"`
	Roles    []heldView    `json:"roles"`
	Signs    bool          `json:"signs"`
	SignIns  []signInView  `json:"sign_ins"`
	Sessions []sessionView `json:"sessions"`
	Keys     []keyView     `json:"keys"`
	// Uncertified: a signing key is there that signs nothing until an administrator
	// has it certified.
	Uncertified bool          `json:"uncertified"`
	History     []pastView    `json:"history"` // the newest 100
	InForce     *grantVersion `json:"in_force"`
	Proposed    *grantVersion `json:"proposed"`
	Confirms    bool          `json:"confirms"`
	Reset       resetsView    `json:"reset"`
	// Alone: no administrator but who asks and whom it is about could confirm.
	Alone bool `json:"alone"`
	// Begun: every account is, or was, its owner's; a role that two give waits for it.
	Begun bool `json:"begun"`
}

type signInView struct {
	ID       string  `json:"id"`
	Email    string  `json:"email"`
	SignedIn moment  `json:"signed_in"`
	Key      bool    `json:"key"`
	Recovery int     `json:"recovery"` // codes left
	Invited  moment  `json:"invited"`
	Begun    bool    `json:"begun"` // it is, or was, its owner's: two replace what opens it
	Since    instant `json:"since"`
}

type sessionView struct {
	ID      string  `json:"id"`
	Browser string  `json:"browser"`
	Network string  `json:"network"`
	Since   instant `json:"since"`
	Seen    instant `json:"seen"`
	Here    bool    `json:"here"` // the one that asks
}

type keyView struct {
	ID      string         `json:"id"`
	Role    principal.Role `json:"role"`
	From    instant        `json:"from"`
	Until   instant        `json:"until"`
	Revoked moment         `json:"revoked"`
	Current bool           `json:"current"` // of a key that the person has
}

// pastView is one thing that was done about a person, or by one about the own
// account.
type pastView struct {
	At    instant   `json:"at"`
	Event string    `json:"event"`
	By    personRef `json:"by"`
	Why   string    `json:"why"`
}

type grantVersion struct {
	versionHead
	Grant grant `json:"grant"`
}

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
	at := map[string]int{}
	for _, acc := range accounts {
		person, row, err := q.Who(ctx, acc.PersonID, k.Now())
		if err != nil {
			return nil, err
		}
		i, ok := at[person.ID]
		if !ok {
			i, at[person.ID] = len(v.People), len(v.People)
			one := accountRow{ID: person.ID, Name: row.Name, Emails: []string{}, Left: person.Left}
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
func (k *Console) held(ctx context.Context, q *db.Queries, names *people, who principal.Person, all bool) ([]heldView, error) {
	const op = "list roles"
	rows, err := q.ListRoles(ctx, who.ID)
	if err != nil {
		return nil, db.Err(err, op)
	}
	out := []heldView{}
	for _, r := range rows {
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
func (k *Console) accountOf(id string) viewing[*accountView] {
	return func(ctx context.Context, q *db.Queries, who principal.Principal) (*accountView, error) {
		const op = "read account"
		if err := administers(who, op); err != nil {
			return nil, err
		}
		person, row, err := q.Who(ctx, id, k.Now())
		if err != nil {
			return nil, err
		}
		names := k.names(ctx, q)
		v := &accountView{ID: person.ID, Name: row.Name, Titles: row.Titles, Mine: who.Is(person.ID), Listed: directory.Lists(person), Left: moment(row.LeftAt), SignIns: []signInView{}, Keys: []keyView{}, History: []pastView{}}
		if v.Roles, err = k.held(ctx, q, names, person, true); err != nil {
			return nil, err
		}
		v.Signs = auth.Signs(principal.Principal{Kind: principal.Staff, Person: person})
		accounts, err := q.ListAccounts(ctx, person.ID)
		if err != nil {
			return nil, db.Err(err, op)
		}
		if len(accounts) == 0 {
			return nil, errs.E(errs.NotFound, op, "This person signs in at a clinic, not here. Nothing was changed. See Clinics.")
		}
		invited, err := k.invited(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, acc := range accounts {
			left, err := q.CountRecoveryCodes(ctx, acc.ID)
			if err != nil {
				return nil, db.Err(err, op)
			}
			begun, err := k.Auth.Begun(ctx, q, acc.ID)
			if err != nil {
				return nil, err
			}
			v.Locked = max(v.Locked, moment(acc.LockedAt))
			v.SignIns = append(v.SignIns, signInView{acc.ID, acc.Email, moment(acc.SignedInAt), len(acc.SigningPublic) > 0, int(left), invited[acc.ID], begun, instant(acc.CreatedAt)})
		}
		if v.Sessions, err = k.sessions(ctx, person.ID); err != nil {
			return nil, err
		}
		if err := k.keysOf(ctx, q, v, person, accounts); err != nil {
			return nil, err
		}
		if v.History, err = k.pastOf(ctx, q, names, person); err != nil {
			return nil, err
		}
		s, err := k.grants(person.ID).Read(ctx, q, who)
		if err != nil {
			return nil, err
		}
		v.Begun = !slices.ContainsFunc(v.SignIns, func(s signInView) bool { return !s.Begun })
		v.Confirms = v.Begun && k.grants(person.ID).Confirms(who, s.Proposed)
		if v.Reset, err = k.resetsOf(ctx, q, names, who, person.ID); err != nil {
			return nil, err
		}
		if v.Alone, err = k.alone(ctx, q, who, person); err != nil {
			return nil, err
		}
		v.InForce, v.Proposed, _, err = shelve(names, who, s, func(h versionHead, body string) (grantVersion, error) {
			g, err := parseGrant(body)
			return grantVersion{h, g}, err
		})
		return v, err
	}
}

func (k *Console) sessions(ctx context.Context, person string) ([]sessionView, error) {
	list, err := k.Auth.Sessions(ctx, person)
	if err != nil {
		return nil, err
	}
	out, here := []sessionView{}, k.Auth.Here(ctx)
	for _, s := range list {
		out = append(out, sessionView{s.ID, s.Browser, s.Network, instant(s.Since.UnixMilli()), instant(s.Seen.UnixMilli()), s.ID == here})
	}
	return out, nil
}

// keysOf says which keys a person signs with here, under which roles, until when.
func (k *Console) keysOf(ctx context.Context, q *db.Queries, v *accountView, who principal.Person, accounts []db.Account) error {
	certs, err := q.ListCertificatesByPerson(ctx, who.ID)
	if err != nil {
		return db.Err(err, "list certificates")
	}
	good := map[string]bool{} // key and role
	has := map[string]bool{}
	for _, acc := range accounts {
		if len(acc.SigningPublic) > 0 {
			has[string(acc.SigningPublic)] = true
		}
	}
	for _, c := range slices.Backward(certs) {
		if c.ClinicID != "" || c.Kind != auth.CertKind {
			continue
		}
		one := keyView{c.ID, principal.Role(c.Role), instant(c.ValidFrom), instant(c.ValidUntil), moment(c.RevokedAt), has[string(c.PublicKey)]}
		if one.Current && c.RevokedAt == 0 && c.ValidUntil > k.Now().UnixMilli() {
			good[string(c.PublicKey)+c.Role] = true
		}
		v.Keys = append(v.Keys, one)
	}
	// What is signed with now comes first.
	slices.SortStableFunc(v.Keys, func(a, b keyView) int {
		return cmp.Compare(b2i(b.Current && b.Revoked == 0), b2i(a.Current && a.Revoked == 0))
	})
	for _, h := range who.Roles {
		if !auth.Signs(principal.Principal{Kind: principal.Staff, Person: principal.Person{Roles: []principal.Held{h}}}) {
			continue
		}
		for key := range has {
			v.Uncertified = v.Uncertified || !good[key+string(h.Role)]
		}
	}
	return nil
}

// pastOf is what was done about a person, the newest first.
func (k *Console) pastOf(ctx context.Context, q *db.Queries, names *people, who principal.Person) ([]pastView, error) {
	out := []pastView{}
	var about []string
	for _, id := range append([]string{who.ID}, who.Entries...) {
		about = append(about, seal.SHA256([]byte(id)))
	}
	rows, err := trail.Search(ctx, k.DB.Reader(), trail.Query{Chain: db.SystemChain, About: about, Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		why, err := trail.Note(k.Keys, row)
		if err != nil {
			return nil, err
		}
		event, _, _ := strings.Cut(row.Event, ":")
		if event == "role-given" || event == "role-taken" {
			event = row.Event
		}
		out = append(out, pastView{instant(row.ServerTime), event, names.ref(row.ActorID), why})
	}
	return out, nil
}

// grant is one role that a person is to hold, as the register keeps it. At makes
// it another one than an earlier one of the same role.
type grant struct {
	Role    principal.Role `json:"role"`
	Partner string         `json:"partner"`
	Until   string         `json:"until"` // the last day, YYYY-MM-DD; empty: until it is taken away
	At      int64          `json:"at"`    // unix ms
}

func parseGrant(body string) (grant, error) {
	var g grant
	return g, errs.Wrap(json.Unmarshal([]byte(body), &g), errs.Damaged, "read role", "")
}

// roleEnds is when the role ends, at the office's midnight; zero: not by itself.
func (k *Console) roleEnds(until string) (time.Time, error) {
	if until == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, until, k.Zone)
	if err != nil {
		return time.Time{}, errs.E(errs.Invalid, "read date", "The last day of the role is written YYYY-MM-DD. Nothing was changed.")
	}
	return day.AddDate(0, 0, 1), nil
}
