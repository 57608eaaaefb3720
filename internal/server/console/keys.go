package console

import (
	"context"
	"database/sql"
	"net/http"
	"slices"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/trail"
)

// KeyKeeper is what the page of keys asks of the service. None of it makes a key:
// that takes the root, which is never here (oso-server admin keys).
type KeyKeeper struct {
	// Endings are what a person has to renew, whether it is near or not.
	Endings func() []keys.Ending
	// Renew has the daily look done now, in a job: what ends soon is certified again,
	// and who has to see to the rest is told.
	Renew func(ctx context.Context, tx *sql.Tx) error
	// Addresses are those that are told by mail; none: the administrators' accounts.
	Addresses func(ctx context.Context) ([]string, error)
	// SetAddresses puts others in their place.
	SetAddresses func(ctx context.Context, list []string, by string) error
}

// keysPageView is what the service signs and opens with, until when, and what is seen
// coming: public halves by their fingerprints, and nothing that opens anything.
type keysPageView struct {
	Now  instant      `json:"now"`
	Keys []serviceKey `json:"keys"` // each kind together, the newest first
	Ends []keyEnding  `json:"ends"`
	Own  bool         `json:"own"` // clinics are shown the service's own certificate, of which they hold the key: it has no end
	Desk certificates `json:"desk"`
	Team certificates `json:"team"`
	Mail []string     `json:"mail"` // who is told; empty: the administrators' accounts
	Acts bool         `json:"acts"` // whether this person may renew and say who is told
	Past []pastView   `json:"past"` // the newest 20
}

// serviceKey is one of the service's own, of which only the public half is read.
type serviceKey struct {
	ID      string  `json:"id"`
	Kind    string  `json:"kind" ts:"'root' | 'issuing' | 'receiving'"`
	From    instant `json:"from"`
	Until   instant `json:"until"`
	Made    instant `json:"made"`
	Retired moment  `json:"retired"`
	Current bool    `json:"current"` // the newest of its kind that is in use
}

// keyEnding is what somebody has to renew, and who was told of it so far.
type keyEnding struct {
	What  string    `json:"what"`
	Until instant   `json:"until"`
	Days  int       `json:"days"` // below 0: it has ended
	Due   bool      `json:"due"`
	Told  []keyTold `json:"told"`
}

type keyTold struct {
	Stage int     `json:"stage"` // in days before the end
	At    instant `json:"at"`
}

// certificates are those of workstations and people at clinics, or of the service's
// own people, which renew themselves in the 90 days before their end.
type certificates struct {
	Held int `json:"held"`
	Soon int `json:"soon"` // of these, those that end within 45 days all the same
}

type warnRequest struct {
	Were      []string `json:"were"` // as the page showed them
	Addresses []string `json:"addresses"`
}

const (
	keysRenewal = "keys-renewal-asked"
	mostWarned  = 20
)

func (k *Console) keysPage(ctx context.Context, q *db.Queries, who principal.Principal) (*keysPageView, error) {
	const op = "list keys"
	if _, err := office(who, op); err != nil {
		return nil, err
	}
	v := &keysPageView{Now: instant(k.Now().UnixMilli()), Keys: []serviceKey{}, Ends: []keyEnding{}, Own: k.Keeper != nil, Mail: []string{}, Past: []pastView{}, Acts: who.Has(principal.Admin) && k.Keeper != nil}
	rows, err := q.ListServiceKeyEnds(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	current := map[string]bool{} // kinds
	for _, r := range rows {
		in := r.RetiredAt == 0 && r.ValidFrom <= k.Now().UnixMilli() && !current[r.Kind]
		current[r.Kind] = current[r.Kind] || in
		v.Keys = append(v.Keys, serviceKey{r.ID, r.Kind, instant(r.ValidFrom), instant(r.ValidUntil), instant(r.CreatedAt), moment(r.RetiredAt), in})
	}
	if err := k.viewEndings(ctx, q, v); err != nil {
		return nil, err
	}
	if err := k.viewCertificates(ctx, q, v); err != nil {
		return nil, err
	}
	names := k.names(ctx, q)
	past, err := trail.Search(ctx, k.DB.Reader(), trail.Query{Events: []string{"keys-made", "receiving-key-renewed", keysRenewal, "warn-addresses-changed"}, Limit: 20})
	for _, a := range past {
		v.Past = append(v.Past, pastView{instant(a.ServerTime), a.Event, names.ref(a.ActorID), ""})
	}
	return v, err
}

func (k *Console) viewEndings(ctx context.Context, q *db.Queries, v *keysPageView) error {
	if k.Keeper == nil {
		return nil
	}
	told, err := q.ListWarnings(ctx)
	if err != nil {
		return db.Err(err, "list warnings")
	}
	for _, e := range k.Keeper.Endings() {
		_, due := e.Stage(k.Now())
		one := keyEnding{e.What, instant(e.Until.UnixMilli()), e.Days(k.Now()), due, []keyTold{}}
		for _, w := range told {
			if w.What == e.What && w.UntilAt == e.Until.UnixMilli() {
				one.Told = append(one.Told, keyTold{int(w.Stage), instant(w.ToldAt)})
			}
		}
		v.Own = v.Own && e.What != keys.EndOfCertificate
		v.Ends = append(v.Ends, one)
	}
	if v.Acts {
		list, err := k.Keeper.Addresses(ctx)
		v.Mail = append(v.Mail, list...)
		return err
	}
	return nil
}

func (k *Console) viewCertificates(ctx context.Context, q *db.Queries, v *keysPageView) error {
	now, soon := k.Now().UnixMilli(), k.Now().Add(deskEndsSoon).UnixMilli()
	list, err := q.ListDeskCertificates(ctx)
	if err != nil {
		return db.Err(err, "list certificates")
	}
	for _, c := range list {
		if c.ValidUntil > now {
			v.Desk.Held++
			v.Desk.Soon += b2i(c.ValidUntil < soon)
		}
	}
	ends, err := q.ListStaffCertificateEnds(ctx, now)
	v.Team.Held = len(ends)
	for _, at := range ends {
		v.Team.Soon += b2i(at < soon)
	}
	return db.Err(err, "list certificates")
}

// keeps refuses who does not keep the keys.
func (k *Console) keeps(who principal.Principal, op string) error {
	if err := administers(who, op); err != nil {
		return err
	}
	if k.Keeper == nil {
		return errs.E(errs.Unsupported, op, "Keys are not kept here. Nothing was changed. Use: oso-server admin")
	}
	return nil
}

// renewKeys has the daily look at what ends done now.
func (k *Console) renewKeys(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "renew keys"
	if err := k.keeps(who, op); err != nil {
		return err
	}
	return keep(k, w, r, k.keysPage, who, func(ctx context.Context, tx *sql.Tx) error {
		row := db.Entry(db.SystemChain, keysRenewal, who.As(principal.Admin), k.Now())
		row.ObjectSHA256 = seal.SHA256([]byte(keysRenewal))
		if _, err := db.AppendAudit(ctx, tx, row); err != nil {
			return err
		}
		return k.Keeper.Renew(ctx, tx)
	})
}

// warnOthers sets who is told by mail of what ends.
func (k *Console) warnOthers(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "keep addresses"
	var in warnRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := k.keeps(who, op); err != nil {
		return err
	}
	if len(in.Addresses) > mostWarned {
		return errs.E(errs.TooLarge, op, "These are more than 20 addresses. Nothing was changed. Write to a list of addresses of your own.")
	}
	now, err := k.Keeper.Addresses(r.Context())
	if err != nil {
		return err
	}
	if !slices.Equal(now, in.Were) {
		return errs.E(errs.Conflict, op, "Somebody else changed this in the meantime. Nothing was changed; look at it again before you go on.")
	}
	if err := k.Keeper.SetAddresses(r.Context(), append([]string{}, in.Addresses...), who.ID); err != nil {
		return err
	}
	return shows(k, k.keysPage)(w, r, who)
}
