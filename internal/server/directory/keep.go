package directory

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// stored is what the rows of entries begin with in the register.
const stored = string(rights.Directory) + "/"

// Entry is what the directory says of one person.
type Entry struct {
	Profile
	Version int64 // in force; 0: nobody put one in force yet, it is what was on record before
}

// Book is the directory as it is in force.
type Book struct {
	List    List
	entries map[string]Entry // by the id of the person's entry
}

// Open reads the directory.
func Open(ctx context.Context, q *db.Queries) (*Book, error) {
	l, err := ReadList(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := q.ListRegistersInForce(ctx, stored+"%")
	if err != nil {
		return nil, db.Err(err, "read directory")
	}
	b := &Book{l, map[string]Entry{}}
	for _, r := range rows {
		p, err := Parse(r.Body)
		if err != nil {
			return nil, err
		}
		b.entries[strings.TrimPrefix(r.Name, stored)] = Entry{p, r.Version}
	}
	return b, nil
}

// Of is the entry of a person: the one in force, else what was on record before
// there were any. An entry that was in force under an older id, before the two
// were known to be one, does not hold: what holds is the person's own row, and the
// entry follows from it or it from the entry.
func (b *Book) Of(who principal.Person, row db.Person) Entry {
	if e, ok := b.entries[who.ID]; ok {
		return e
	}
	return Entry{Profile: b.recorded(row)}
}

// Waiting are the ids of those of whose entry a change waits to be confirmed.
func Waiting(ctx context.Context, q *db.Queries) ([]string, error) {
	names, err := q.ListRegistersProposed(ctx, stored+"%")
	if err != nil {
		return nil, db.Err(err, "read directory")
	}
	for i, n := range names {
		names[i] = strings.TrimPrefix(n, stored)
	}
	return names, nil
}

// recorded is the entry that a person's row says by itself. What it does not say
// (which license, of which board) is not invented: a credential of each kind, all
// with the one date.
func (b *Book) recorded(row db.Person) Profile {
	degrees, position, _ := strings.Cut(row.Titles, ";")
	p := Profile{Degrees: wellFormed(degrees), Position: wellFormed(position), Trainee: row.Trainee}
	var names []string
	_ = json.Unmarshal([]byte(row.Specialties), &names) // none, where it is no list
	for i, n := range names {
		names[i] = wellFormed(n)
	}
	p.Specialties, p.Also = b.List.Place(names)
	p.Specialties = p.Specialties[:min(len(p.Specialties), mostSpecialties)]
	p.Also = p.Also[:min(len(p.Also), mostSpecialties-len(p.Specialties))]
	until := Through(row.CredentialsUntil)
	if until != "" {
		until = min(max(until, earliestDay), latestDay)
	}
	for _, c := range []struct {
		has  bool
		kind CredentialKind
	}{{row.Licensed, License}, {row.BoardCertified, BoardCertification}, {row.Tenured, Tenure}} {
		if c.has {
			p.Credentials = append(p.Credentials, Credential{Kind: c.kind, Name: OnRecord, Until: until})
		}
	}
	p.whole()
	return p
}

// wellFormed is a text that was written down before anybody checked it as an entry
// may have it: what parts the titles elsewhere is a comma, and what is longer than
// a line is cut, visibly.
func wellFormed(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, ";", ",")), " ")
	if r := []rune(s); len(r) > mostLine {
		s = strings.TrimSpace(string(r[:mostLine-1])) + "…"
	}
	return s
}

// CheckTitles is what titles and specialties must pass that somebody writes down of
// a person, as an entry does: "MD, PhD; Professor of Medicine".
func CheckTitles(titles string, specialties []string) error {
	degrees, position, _ := strings.Cut(titles, ";")
	return Profile{Degrees: strings.TrimSpace(degrees), Position: strings.TrimSpace(position), Also: specialties}.Check()
}

// OnRecord is of what a credential is that was written down before anybody said.
const OnRecord = "as recorded"

// ReadList gives the list of specialties in force, or the one that ships.
func ReadList(ctx context.Context, q *db.Queries) (List, error) {
	row, err := q.GetRegister(ctx, string(rights.Specialties))
	if errors.Is(err, sql.ErrNoRows) {
		return Shipped()
	}
	if err != nil {
		return List{}, db.Err(err, "read specialties")
	}
	return ParseList(row.Body)
}

// Row is a person's row as an entry makes it.
func (l List) Row(row db.Person, p Profile) db.Person {
	place := strings.TrimSuffix(strings.TrimPrefix(strings.Join([]string{p.Position, p.Hospital}, ", "), ", "), ", ")
	row.Titles = p.Degrees
	if place != "" {
		row.Titles += "; " + place
	}
	names, _ := json.Marshal(l.Names(p)) // strings
	s := p.Standing()
	row.Specialties, row.Trainee = string(names), p.Trainee
	row.Tenured, row.Licensed, row.BoardCertified, row.CredentialsUntil = s.Tenured, s.Licensed, s.BoardCertified, s.Until
	return row
}

// Follow brings a person's row to what an entry says: the one way in which titles,
// specialties and credentials come to it once there is an entry.
func Follow(ctx context.Context, tx *sql.Tx, person string, p Profile, now time.Time) error {
	q := db.New(tx)
	l, err := ReadList(ctx, q)
	if err != nil {
		return err
	}
	row, err := q.GetPerson(ctx, person)
	if err != nil {
		return db.Err(err, "follow directory")
	}
	r := l.Row(row, p)
	return db.Err(q.UpdatePersonEntry(ctx, db.UpdatePersonEntryParams{
		ID: r.ID, Titles: r.Titles, Specialties: r.Specialties, Tenured: r.Tenured, Licensed: r.Licensed, BoardCertified: r.BoardCertified,
		Trainee: r.Trainee, CredentialsUntil: r.CredentialsUntil, UpdatedAt: now.UnixMilli(),
	}), "follow directory")
}

// Used is by how many entries each code is used.
func (b *Book) Used() map[string]int {
	out := map[string]int{}
	for _, e := range b.entries {
		for _, c := range e.Specialties {
			out[c]++
		}
	}
	return out
}

// Fits tells whether a list has every code that an entry has, retired or not.
// Conflict names the first that it lacks.
func (b *Book) Fits(l List) error {
	used := b.Used()
	for _, c := range slices.Sorted(maps.Keys(used)) {
		if _, ok := l.By(c); !ok {
			return errs.E(errs.Conflict, "check specialties", fmt.Sprintf("The code “%s” is in %d entries of the directory. Nothing was changed. Keep it in the list as one that is chosen no more, or change the entries first.", c, used[c]))
		}
	}
	return nil
}

// FollowList brings the names in the row of everybody who has an entry to those of
// a list. A code that somebody has
// stays in the list, retired where it is chosen no more.
func FollowList(ctx context.Context, tx *sql.Tx, l List, now time.Time) error {
	q := db.New(tx)
	b, err := Open(ctx, q)
	if err != nil {
		return err
	}
	if err := b.Fits(l); err != nil {
		return err
	}
	// Names alone: what may bar somebody changes by the entry itself, never by this.
	for _, id := range slices.Sorted(maps.Keys(b.entries)) {
		names, err := json.Marshal(l.Names(b.entries[id].Profile))
		if err != nil {
			return errs.Op(err, "follow specialties")
		}
		if err := q.SetPersonSpecialties(ctx, db.SetPersonSpecialtiesParams{ID: id, Specialties: string(names), UpdatedAt: now.UnixMilli()}); err != nil {
			return db.Err(err, "follow specialties")
		}
	}
	return nil
}

// Listed are the roles of whom the directory has entries: they write and sign.
func Listed() []principal.Role {
	return []principal.Role{principal.Specialist, principal.Radiologist, principal.Pathologist}
}

// Lists tells whether a person is one of whom the directory has an entry.
func Lists(p principal.Person) bool {
	return slices.ContainsFunc(Listed(), p.Holds)
}
