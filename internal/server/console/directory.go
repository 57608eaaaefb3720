package console

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// endsSoon is how long before its end a credential is shown as ending.
const endsSoon = 60 * 24 * time.Hour

type peopleView struct {
	Today  string       `json:"today"` // at the office
	People []personView `json:"people"`
}

// entryView is what is read of somebody wherever people are chosen.
type entryView struct {
	Titles      string       `json:"titles"`
	Position    string       `json:"position"`
	Hospital    string       `json:"hospital"`
	Specialties []string     `json:"specialties"` // in words
	KnownFor    string       `json:"known_for"`
	Photo       string       `json:"photo"` // SHA-256; empty: none
	Languages   []string     `json:"languages"`
	Capacity    int          `json:"capacity"`
	Open        int64        `json:"open"`    // cases being written
	Through     string       `json:"through"` // the last day on which the credentials hold; empty: none on record
	Away        *absenceView `json:"away"`    // today
}

type personView struct {
	ID    string           `json:"id"`
	Name  string           `json:"name"`
	Roles []principal.Role `json:"roles"` // held now
	// Listed tells whether the directory has an entry of the person: who writes and
	// signs.
	Listed bool `json:"listed"`
	Active bool `json:"active"`
	entryView
	Bars    []string     `json:"bars"`
	Endings []endingView `json:"endings"`
	Waits   bool         `json:"waits"` // a change waits for a second person
}

// endingView is a credential that ends soon, or has.
type endingView struct {
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Until string `json:"until"`
	Over  bool   `json:"over"`
	Bars  bool   `json:"bars"` // with it the person is not assigned any more
}

type absenceView struct {
	ID     string     `json:"id"`
	From   string     `json:"from"`
	Until  string     `json:"until"`
	Deputy *personRef `json:"deputy"`
}

// shelf is the directory as one answer reads it.
type shelf struct {
	book     *directory.Book
	absences directory.Absences
	open     casesOf
	names    *people
	today    string
	now      time.Time
}

func (k *Console) shelf(ctx context.Context, q *db.Queries) (*shelf, error) {
	s := &shelf{names: k.names(ctx, q), today: k.today(), now: k.Now()}
	var err error
	if s.book, err = directory.Open(ctx, q); err != nil {
		return nil, err
	}
	if s.absences, err = directory.ReadAbsences(ctx, q, s.today); err != nil {
		return nil, err
	}
	s.open, err = openCases(ctx, q)
	return s, err
}

func (s *shelf) entry(who principal.Person, row db.Person) entryView {
	e := s.book.Of(who, row)
	v := entryView{
		Titles: row.Titles, Position: e.Position, Hospital: e.Hospital, Specialties: s.book.List.Names(e.Profile), KnownFor: e.KnownFor,
		Photo: e.Photo, Languages: append([]string{}, e.Languages...), Capacity: e.Capacity, Open: s.open.of(who), Through: directory.Through(row.CredentialsUntil),
	}
	if a, ok := s.absences.Of(who).On(s.today); ok {
		away := s.absence(a)
		v.Away = &away
	}
	return v
}

func (s *shelf) absence(a directory.Absence) absenceView {
	v := absenceView{ID: a.ID, From: a.From, Until: a.Until}
	if a.Deputy != "" {
		deputy := s.names.ref(a.Deputy)
		v.Deputy = &deputy
	}
	return v
}

func (s *shelf) endings(who principal.Person, row db.Person) []endingView {
	out := []endingView{}
	for _, e := range s.book.Of(who, row).Endings(s.now.Add(endsSoon)) {
		out = append(out, endingView{string(e.Kind), e.Credential.Name, e.Until, directory.Lapses(e.Until) <= s.now.UnixMilli(), e.Bars})
	}
	slices.SortStableFunc(out, func(a, b endingView) int { return strings.Compare(a.Until, b.Until) })
	return out
}

func bars(row db.Person, now time.Time) []string {
	out := []string{}
	for _, b := range workflow.CredentialsOf(row).Bars(now) {
		out = append(out, string(b))
	}
	return out
}

// people is the directory of the service's own (R65), for those who assign
// and those who administer.
func (k *Console) people(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	if !who.Has(principal.Coordinator) && !who.Has(principal.Admin) {
		return errs.E(errs.Forbidden, "list people", "Your role does not show the directory. Nothing was changed.")
	}
	list, err := q.ListPeople(ctx)
	if err != nil {
		return db.Err(err, "list people")
	}
	s, err := k.shelf(ctx, q)
	if err != nil {
		return err
	}
	waits, err := directory.Waiting(ctx, q)
	if err != nil {
		return err
	}
	accounts, err := q.ListAllAccounts(ctx)
	if err != nil {
		return db.Err(err, "list people")
	}
	ids := make([]string, len(accounts)) // of all others only the clinics know
	for i, a := range accounts {
		ids[i] = a.PersonID
	}
	known, err := q.Whom(ctx, ids, k.Now())
	if err != nil {
		return err
	}
	staff := map[string]db.Known{}
	for _, x := range known {
		staff[x.ID] = x
	}
	role := principal.Role(r.URL.Query().Get("role"))
	out := []personView{}
	for _, p := range list {
		x, is := staff[p.ID]
		person, row := x.Person, x.Row
		own := principal.Principal{Kind: principal.Staff, Person: person}
		if !is || role != "" && !own.Has(role) {
			continue // a clinic's
		}
		v := personView{
			ID: p.ID, Name: p.Name, Roles: append([]principal.Role{}, own.Here()...), Listed: directory.Lists(person), Active: !person.Left,
			entryView: s.entry(person, row), Bars: []string{}, Endings: []endingView{},
		}
		if v.Listed {
			v.Bars, v.Endings = bars(row, k.Now()), s.endings(person, row)
			v.Waits = slices.Contains(waits, person.ID) // to administrators and the service's own coordinators alone it leads somewhere
		}
		out = append(out, v)
	}
	return answer(w, peopleView{k.today(), out})
}

// photo serves a kept photograph, to those who see the directory and to whom it
// shows.
func (k *Console) photo(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	_, own := rights.KeepsOwn(who, rights.Directory)
	if !who.Has(principal.Coordinator) && !who.Has(principal.Admin) && !own {
		return errs.E(errs.Forbidden, "read photograph", "Your role does not show the directory. Nothing was changed.")
	}
	row, err := k.DB.Q().GetPhoto(r.Context(), r.PathValue("sha256"))
	if err != nil {
		return db.Err(err, "read photograph")
	}
	serveChosen(w, "image/jpeg", row.JPEG)
	return nil
}
