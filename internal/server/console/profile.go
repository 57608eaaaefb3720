package console

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/letter"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// profileView is one entry of the directory: in force, proposed with what that
// would bring, earlier ones, absences.
type profileView struct {
	ID    string           `json:"id"`
	Name  string           `json:"name"`
	Roles []principal.Role `json:"roles"`
	Today string           `json:"today"`
	// All: this person may change everything of it; else, whom it is about, the own
	// parts.
	All       bool                  `json:"all"`
	Own       bool                  `json:"own"`      // it is about this person
	Recorded  directory.Profile     `json:"recorded"` // what holds now, in force or written down before there were entries
	Now       effectsOfProfile      `json:"now"`      // what holds by it
	InForce   *profileVersion       `json:"in_force"`
	Proposed  *profileVersion       `json:"proposed"`
	Effects   *effectsOfProfile     `json:"effects"` // of what is proposed
	Confirms  bool                  `json:"confirms"`
	Past      []profileVersion      `json:"past"`
	Endings   []endingView          `json:"endings"`
	Absences  []absenceView         `json:"absences"`
	Deputies  []personRef           `json:"deputies"` // who may stand in
	List      []directory.Specialty `json:"list"`     // to choose from
	Languages []string              `json:"languages"`
}

type profileVersion struct {
	versionHead
	Profile directory.Profile `json:"profile"`
}

// letterEnd is how a letter would end, line by line.
type letterEnd struct {
	Name  string   `json:"name"`
	Lines []string `json:"lines"`
}

// effectsOfProfile are what follows from an entry.
type effectsOfProfile struct {
	Signature letterEnd  `json:"signature"`
	Bars      []string   `json:"bars"`
	Through   string     `json:"through"` // the last day on which the person may be assigned; empty: no date
	Work      []workView `json:"work"`    // open cases with a part of somebody who would be barred
}

type workView struct {
	Case      string `json:"case"`
	Reference string `json:"reference"`
	What      string `json:"what" ts:"'offer' | 'writing' | 'review' | 'part'"`
}

type profileRequest struct {
	Over    int64             `json:"over"` // the version in force that was seen; 0: none
	Profile directory.Profile `json:"profile"`
	Source  string            `json:"source"`
}

type profileEffectsRequest struct {
	Profile directory.Profile `json:"profile"`
}

type photoView struct {
	SHA256 string `json:"sha256"`
}

// subject is the person whose entry a request is about, for who keeps the
// directory and for that person.
type subject struct {
	principal.Person
	row  db.Person
	book *directory.Book
	kind register.Kind
	all  bool // who asks may change everything
}

func (k *Console) subject(ctx context.Context, q *db.Queries, r *http.Request, who principal.Principal) (*subject, error) {
	const op = "find entry"
	none := errs.E(errs.NotFound, op, "The directory has no such entry.")
	_, keeps := rights.Keeps(who, rights.Directory)
	_, own := rights.KeepsOwn(who, rights.Directory)
	id := r.PathValue("person")
	if !keeps && !(own && who.Is(id)) {
		return nil, errs.E(errs.Forbidden, op, "Your role does not keep the directory. Nothing was changed.")
	}
	person, row, err := q.Who(ctx, id, k.Now())
	if err != nil {
		return nil, none
	}
	if !directory.Lists(person) && !person.Left {
		return nil, none
	}
	s := &subject{Person: person, row: row, all: keeps}
	if s.book, err = directory.Open(ctx, q); err != nil {
		return nil, err
	}
	s.kind = register.Directory(person.ID)
	return s, nil
}

func (k *Console) profile(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	v, err := k.profileOf(r)(r.Context(), k.DB.Q(), who)
	if err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) profileOf(r *http.Request) func(context.Context, *db.Queries, principal.Principal) (*profileView, error) {
	return func(ctx context.Context, q *db.Queries, who principal.Principal) (*profileView, error) {
		s, err := k.subject(ctx, q, r, who)
		if err != nil {
			return nil, err
		}
		return k.profileView(ctx, q, who, s)
	}
}

func (k *Console) profileView(ctx context.Context, q *db.Queries, who principal.Principal, s *subject) (*profileView, error) {
	rows, err := s.kind.Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	sh, err := k.shelf(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &profileView{
		ID: s.ID, Name: s.Name, Roles: principal.Principal{Kind: principal.Staff, Person: s.Person}.Here(), Today: k.today(), All: s.all, Own: who.Is(s.ID),
		Recorded: s.book.Of(s.Person, s.row).Profile, Confirms: s.kind.Confirms(who, rows.Proposed), Endings: sh.endings(s.Person, s.row),
		Absences: []absenceView{}, Deputies: []personRef{}, List: sh.book.List.Specialties, Languages: directory.Languages(),
	}
	v.InForce, v.Proposed, v.Past, err = shelve(sh.names, who, rows, func(h versionHead, body string) (profileVersion, error) {
		p, err := directory.Parse(body)
		return profileVersion{h, p}, err
	})
	if err != nil {
		return nil, err
	}
	if v.Now, err = k.effects(ctx, q, s, s.row); err != nil {
		return nil, err
	}
	if v.Proposed != nil {
		e, err := k.effects(ctx, q, s, s.book.List.Row(s.row, v.Proposed.Profile))
		if err != nil {
			return nil, err
		}
		v.Effects = &e
	}
	for _, a := range sh.absences.Of(s.Person) {
		v.Absences = append(v.Absences, sh.absence(a))
	}
	v.Deputies, err = k.deputies(ctx, q, s)
	return v, err
}

// deputies are those who may stand in for somebody: who has one of the same roles.
func (k *Console) deputies(ctx context.Context, q *db.Queries, s *subject) ([]personRef, error) {
	out := []personRef{}
	for _, role := range directory.Listed() {
		if !s.Holds(role) {
			continue
		}
		list, err := q.ListHolders(ctx, db.ListHoldersParams{Role: string(role), At: k.Now().UnixMilli()})
		if err != nil {
			return nil, db.Err(err, "list deputies")
		}
		for _, h := range list {
			ref := personRef{h.ID, h.Name}
			if !s.Is(h.ID) && !contains(out, ref) {
				out = append(out, ref)
			}
		}
	}
	return out, nil
}

func contains(list []personRef, p personRef) bool {
	for _, x := range list {
		if x == p {
			return true
		}
	}
	return false
}

// effects are what a row would bring.
func (k *Console) effects(ctx context.Context, q *db.Queries, s *subject, row db.Person) (effectsOfProfile, error) {
	role := principal.Specialist
	for _, r := range directory.Listed() {
		if s.Holds(r) {
			role = r
			break
		}
	}
	signer := opinion.SignerOf(opinion.Author{Person: row, Role: role})
	e := effectsOfProfile{
		Signature: letterEnd{signer.Name, append([]string{}, letter.SignerLines(signer)...)}, Bars: bars(row, k.Now()),
		Through: directory.Through(row.CredentialsUntil), Work: []workView{},
	}
	if len(e.Bars) == 0 {
		return e, nil
	}
	for _, id := range append([]string{s.ID}, s.Entries...) {
		list, err := q.ListWorkOf(ctx, id)
		if err != nil {
			return e, db.Err(err, "list work")
		}
		for _, x := range list {
			e.Work = append(e.Work, workView{x.ID, x.Reference, x.What})
		}
	}
	return e, nil
}

// proposal is an entry as this person may propose it: whole for who keeps the
// directory, else the own parts over what is in force.
func (k *Console) proposal(ctx context.Context, q *db.Queries, s *subject, p directory.Profile) (directory.Profile, error) {
	now := s.book.Of(s.Person, s.row).Profile
	if !s.all {
		if whole := now.OwnParts(p); !same(whole, p) {
			return p, errs.E(errs.Forbidden, "propose entry", "Of your own entry you change the photograph, what you are known for, languages and how many cases at once. Nothing was changed. Ask a coordinator or an administrator for the rest.")
		}
	}
	check := p.CheckEntered
	if !s.all { // the credentials are not the own parts
		check = p.Check
	}
	if err := check(); err != nil {
		return p, err
	}
	if err := s.book.List.CheckCodes(p, now); err != nil {
		return p, err
	}
	if p.Photo == "" || p.Photo == now.Photo {
		return p, nil
	}
	_, err := q.GetPhoto(ctx, p.Photo)
	if errors.Is(err, sql.ErrNoRows) {
		return p, errs.E(errs.Conflict, "propose entry", "The photograph is not kept any more. Nothing was changed. Choose it again.")
	}
	return p, db.Err(err, "propose entry")
}

// same tells whether two entries are stored as the same text.
func same(a, b directory.Profile) bool {
	x, err := a.String()
	y, err2 := b.String()
	return err == nil && err2 == nil && x == y
}

func (k *Console) profileEffects(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in profileEffectsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	ctx, q := r.Context(), k.DB.Q()
	s, err := k.subject(ctx, q, r, who)
	if err != nil {
		return err
	}
	p, err := k.proposal(ctx, q, s, in.Profile)
	if err != nil {
		return err
	}
	e, err := k.effects(ctx, q, s, s.book.List.Row(s.row, p))
	if err != nil {
		return err
	}
	return answer(w, e)
}

func (k *Console) proposeProfile(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in profileRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return keep(k, w, r, k.profileOf(r), who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		s, err := k.subject(ctx, q, r, who)
		if err != nil {
			return err
		}
		p, err := k.proposal(ctx, q, s, in.Profile)
		if err != nil {
			return err
		}
		body, err := p.String()
		if err != nil {
			return err
		}
		return s.kind.Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}

func (k *Console) confirmProfile(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.decideProfile(w, r, who, register.Kind.Confirm)
}

func (k *Console) refuseProfile(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.decideProfile(w, r, who, register.Kind.Refuse)
}

func (k *Console) decideProfile(w http.ResponseWriter, r *http.Request, who principal.Principal, step decision) error {
	var in versionRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return keep(k, w, r, k.profileOf(r), who, func(ctx context.Context, tx *sql.Tx) error {
		s, err := k.subject(ctx, db.New(tx), r, who)
		if err != nil {
			return err
		}
		return step(s.kind, ctx, tx, who, in.Version, k.Now())
	})
}
