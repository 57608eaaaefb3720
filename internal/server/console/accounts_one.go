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
	"oso/internal/server/trail"
)

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

func (k *Console) accountOf(id string) viewing[*accountView] {
	return func(ctx context.Context, q *db.Queries, who principal.Principal) (*accountView, error) {
		const op = "read account"
		if err := administers(who, op); err != nil {
			return nil, err
		}
		known, err := q.Known(ctx, id, k.Now())
		if err != nil {
			return nil, err
		}
		person, row := known.Person, known.Row
		names := k.names(ctx, q)
		v := &accountView{ID: person.ID, Name: row.Name, Titles: row.Titles, Mine: who.Is(person.ID), Listed: directory.Lists(person), Left: moment(row.LeftAt), SignIns: []signInView{}, Keys: []keyView{}, History: []pastView{}}
		if v.Roles, err = k.held(ctx, q, names, known, true); err != nil {
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
