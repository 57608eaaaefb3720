package partner

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/errs"
)

// Who pays by the contract.
const (
	PaysPartner = "partner"
	PaysMember  = "member"
)

// Under whose name members meet the service (R45).
const (
	BrandOwn   = "own"         // the service's
	BrandBoth  = "co-branded"  // both
	BrandWhite = "white-label" // the partner's
)

// Partner is one organization and its contract.
type Partner struct {
	ID     string `json:"id"`   // made by who proposes it, 32 hex digits
	Name   string `json:"name"` // as clinics write it
	Active bool   `json:"active"`
	// The contract: what it is called, its first and last day, YYYY-MM-DD; an empty
	// last day is open.
	Contract string `json:"contract"`
	From     string `json:"from"`
	Until    string `json:"until"`
	Pays     string `json:"pays" ts:"'partner' | 'member'"`
	// Accepts: the contract accepts estimates without asking.
	Accepts bool `json:"accepts"`
	// Told: the partner's own people are written to about estimates and invoices.
	Told bool `json:"told"`
	// Brand is under whose name members meet the service; Label is that name.
	Brand string `json:"brand" ts:"'own' | 'co-branded' | 'white-label'"`
	Label string `json:"label"`
	// Member is how the partner numbers its members: A a letter, 9 a digit, X either,
	// anything else itself. Empty: nobody said.
	Member  string  `json:"member"`
	Contact Contact `json:"contact"` // whom the service's people speak with
	Note    string  `json:"note"`    // what whoever handles a case has to know
}

// Contact is somebody at the partner.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

// List is the register's content.
type List struct {
	Partners []Partner `json:"partners"`
}

const (
	mostPartners = 500
	mostLine     = 120 // characters
	mostNote     = 1000
	mostMember   = 40
)

// Parse reads a stored body. Damaged where it is none.
func Parse(body string) (List, error) {
	var l List
	if err := json.Unmarshal([]byte(body), &l); err != nil {
		return l, errs.Wrap(err, errs.Damaged, "read partners", "The partners cannot be read. Nothing was changed; tell the system administrator.")
	}
	l.Partners = append([]Partner{}, l.Partners...)
	return l, nil
}

// String is the list as it is stored, by name, without blanks around texts.
func (l List) String() (string, error) {
	l.Partners = append([]Partner{}, l.Partners...)
	for i := range l.Partners {
		p := &l.Partners[i]
		for _, s := range []*string{&p.Name, &p.Contract, &p.Label, &p.Member, &p.Note, &p.Contact.Name, &p.Contact.Email, &p.Contact.Phone} {
			*s = strings.TrimSpace(*s)
		}
	}
	slices.SortFunc(l.Partners, func(a, b Partner) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	b, err := json.Marshal(l)
	return string(b), errs.Op(err, "write partners")
}

var id = regexp.MustCompile(`^[0-9a-f]{32}$`)

// Check is what an entered list must pass over the one before it. Invalid names
// the partner and the field.
func (l List) Check(before List) error {
	if len(l.Partners) > mostPartners {
		return invalid(fmt.Sprintf("There are more than %d partners.", mostPartners))
	}
	names, ids := map[string]bool{}, map[string]bool{}
	for _, p := range l.Partners {
		if err := p.check(); err != nil {
			return err
		}
		name := strings.ToLower(strings.TrimSpace(p.Name))
		if names[name] || ids[p.ID] {
			return invalid("Two partners are called " + p.Name + ". A clinic names a partner by its name alone: give one another name.")
		}
		names[name], ids[p.ID] = true, true
	}
	for _, p := range before.Partners {
		if !ids[p.ID] {
			return invalid(p.Name + " is missing. Cases and invoices name a partner: take it out of use instead.")
		}
	}
	return nil
}

func (p Partner) check() error {
	if !id.MatchString(p.ID) {
		return invalid("A partner has no number of its own.")
	}
	for _, f := range []struct {
		what, text string
		most       int
		lines      bool
	}{
		{"name", p.Name, mostLine, false}, {"name of the contract", p.Contract, mostLine, false}, {"name that members see", p.Label, mostLine, false},
		{"form of member numbers", p.Member, mostMember, false}, {"name of the contact", p.Contact.Name, mostLine, false},
		{"telephone number of the contact", p.Contact.Phone, mostLine, false}, {"note", p.Note, mostNote, true},
	} {
		if utf8.RuneCountInString(f.text) > f.most {
			return invalid(fmt.Sprintf("The %s of %s is longer than %d characters. Shorten it.", f.what, p.Name, f.most))
		}
		if !f.lines && strings.ContainsAny(f.text, "\r\n\t") {
			return invalid("The " + f.what + " of " + p.Name + " has more than one line. Write it in one.")
		}
	}
	switch {
	case strings.TrimSpace(p.Name) == "":
		return invalid("A partner has no name.")
	case !isDay(p.From) || p.Until != "" && (!isDay(p.Until) || p.Until < p.From):
		return invalid("The contract with " + p.Name + " needs its first day and, if it ends, a later last day.")
	case p.Pays != PaysPartner && p.Pays != PaysMember:
		return invalid("It is not said who pays by the contract with " + p.Name + ".")
	case p.Brand != BrandOwn && p.Brand != BrandBoth && p.Brand != BrandWhite:
		return invalid("It is not said under whose name members of " + p.Name + " meet the service.")
	case p.Brand != BrandOwn && strings.TrimSpace(p.Label) == "":
		return invalid("It is not said which name members of " + p.Name + " see.")
	}
	if e := strings.TrimSpace(p.Contact.Email); e != "" {
		if a, err := mail.ParseAddress(e); err != nil || a.Address != e {
			return invalid("The e-mail address of the contact at " + p.Name + " is none. Enter it without a name beside it.")
		}
	}
	return nil
}

// Fits tells whether a member's number is of the partner's form. Blanks and hyphens
// count nowhere, as people write them or not; a form that nobody said fits all.
func (p Partner) Fits(number string) bool {
	form, n := []rune(bare(p.Member)), []rune(bare(number))
	if len(form) == 0 || len(n) == 0 {
		return true
	}
	if len(form) != len(n) {
		return false
	}
	for i, f := range form {
		r := n[i]
		letter, digit := 'A' <= r && r <= 'Z', '0' <= r && r <= '9'
		switch {
		case f == 'A' && !letter, f == '9' && !digit, f == 'X' && !letter && !digit:
			return false
		case f != 'A' && f != '9' && f != 'X' && f != r:
			return false
		}
	}
	return true
}

func bare(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))
}

// Covers tells whether the contract covers a day, YYYY-MM-DD.
func (p Partner) Covers(day string) bool {
	return p.Active && p.From <= day && (p.Until == "" || day <= p.Until)
}

// Named is under which name a partner's member meets the service, which is called
// as given otherwise (R45).
func (p Partner) Named(service string) string {
	switch p.Brand {
	case BrandWhite:
		return p.Label
	case BrandBoth:
		return p.Label + ", with " + service
	}
	return service
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func invalid(what string) error {
	return errs.E(errs.Invalid, "check partners", what+" Nothing was changed.")
}
