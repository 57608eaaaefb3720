package directory

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// CredentialKind is what a credential shows. Who is assigned needs one of each
// of the first three (R5).
type CredentialKind string

const (
	License            CredentialKind = "license"
	BoardCertification CredentialKind = "board-certification"
	Tenure             CredentialKind = "tenure"
	OtherCredential    CredentialKind = "other" // kept and seen coming; bars nobody
)

// Between these lie the days of credentials.
const (
	earliestDay = "1950-01-01"
	latestDay   = "2199-12-31"
)

// CredentialKinds lists them in the order in which pages show them.
func CredentialKinds() []CredentialKind {
	return []CredentialKind{License, BoardCertification, Tenure, OtherCredential}
}

// Credential is one that somebody checked.
type Credential struct {
	Kind   CredentialKind `json:"kind"`
	Name   string         `json:"name"`   // of what: a state, a board, a faculty
	Number string         `json:"number"` // as who gave it numbers it; may be empty
	Until  string         `json:"until"`  // the last day on which it holds, YYYY-MM-DD; empty: it does not end
}

func (c Credential) check(no int) error {
	at := fmt.Sprintf("Credential %d", no)
	known := false
	for _, k := range CredentialKinds() {
		known = known || c.Kind == k
	}
	if !known {
		return invalid(at + " is of no kind that the directory has. Choose license, board certification, tenure or other.")
	}
	if strings.TrimSpace(c.Name) == "" {
		return invalid(at + " does not say of what it is. Name the state, the board or the faculty.")
	}
	for _, f := range []string{c.Name, c.Number} {
		if err := line(at, f, mostLine); err != nil {
			return err
		}
	}
	if c.Until == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, c.Until); err != nil || c.Until < earliestDay || c.Until > latestDay {
		return invalid(at + " has no date that exists, between 1950 and 2199. Enter the last day on which it holds.")
	}
	return nil
}

func (c *Credential) trim() {
	c.Name, c.Number = strings.TrimSpace(c.Name), strings.TrimSpace(c.Number)
}

// Lapses is the moment at which what holds through a day holds no more: midnight
// UTC, which is in the evening of that day at the office. Zero: never.
func Lapses(through string) int64 {
	day, err := time.Parse(time.DateOnly, through)
	if err != nil {
		return 0
	}
	return day.AddDate(0, 0, 1).UnixMilli()
}

// Through is the last day on which something holds that lapses at a moment;
// empty: it has no date.
func Through(lapses int64) string {
	if lapses == 0 {
		return ""
	}
	return time.UnixMilli(lapses - 1).UTC().Format(time.DateOnly)
}

// never is when something lapses that does not.
var never = Lapses("2999-12-31")

// Standing is what a person's credentials come to.
type Standing struct {
	Tenured, Licensed, BoardCertified bool
	Until                             int64 // unix ms at which the first of the three lapses; 0: none is on record
}

// Standing is what follows from the credentials: of each kind the one that holds
// longest counts, and the first of the three to lapse ends them all. One that is
// over is still on record: its date bars, not its absence.
func (p Profile) Standing() Standing {
	var s Standing
	for kind, has := range map[CredentialKind]*bool{License: &s.Licensed, BoardCertification: &s.BoardCertified, Tenure: &s.Tenured} {
		if last := p.last(kind); last > 0 {
			*has = true
			if s.Until == 0 || last < s.Until {
				s.Until = last
			}
		}
	}
	return s
}

// last is when the longest of a kind lapses; 0: there is none.
func (p Profile) last(kind CredentialKind) int64 {
	var last int64
	for _, c := range p.Credentials {
		if c.Kind == kind {
			last = max(last, c.lapses())
		}
	}
	return last
}

func (c Credential) lapses() int64 {
	switch {
	case c.Until != "":
		return Lapses(c.Until)
	case c.Kind == License: // written down before anybody asked for a day: it is over
		return 1
	}
	return never
}

// Has writes a credential of a kind down, or takes away all of it.
func (p *Profile) Has(kind CredentialKind, is bool) {
	if !is {
		p.Credentials = slices.DeleteFunc(slices.Clone(p.Credentials), func(c Credential) bool { return c.Kind == kind })
		return
	}
	if p.last(kind) == 0 {
		p.Credentials = append(slices.Clone(p.Credentials), Credential{Kind: kind, Name: OnRecord, Until: Through(p.Standing().Until)})
	}
}

// Renew gives every credential that is asked for (R5) the same last day.
func (p *Profile) Renew(through string) {
	p.Credentials = slices.Clone(p.Credentials)
	for i, c := range p.Credentials {
		if c.Kind != OtherCredential {
			p.Credentials[i].Until = through
		}
	}
}

// Named tells whether somebody said of a credential what it is: then each has a
// day of its own.
func (p Profile) Named() bool {
	return slices.ContainsFunc(p.Credentials, func(c Credential) bool { return c.Name != OnRecord })
}

// Ending is a credential that ends soon, or has.
type Ending struct {
	Credential
	// Bars: with it the person may not be assigned any more; else another one of
	// its kind goes on, or the kind is not asked for.
	Bars bool
}

// Endings are the credentials that end before a moment, and those that have, as
// far as none of the same kind and of the same thing goes on.
func (p Profile) Endings(before time.Time) []Ending {
	var out []Ending
	for _, c := range p.Credentials {
		if c.lapses() > before.UnixMilli() || p.renewed(c) {
			continue
		}
		out = append(out, Ending{Credential: c, Bars: c.Kind != OtherCredential && p.last(c.Kind) == c.lapses()})
	}
	return out
}

// renewed tells whether another entry of the same goes on for longer.
func (p Profile) renewed(c Credential) bool {
	for _, o := range p.Credentials {
		if o.Kind == c.Kind && strings.EqualFold(o.Name, c.Name) && o.lapses() > c.lapses() {
			return true
		}
	}
	return false
}
