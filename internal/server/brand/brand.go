// Package brand is what the service is called and how people reach it (R60):
// names, telephone numbers, e-mail address, office hours, legal name and address.
//
// It promises one answer for everybody who asks at a moment: pages, mails, letters
// and the clinic's programs say the same. What holds is the version in force of a
// register; until there is one, what the command line named.
//
// It leaves to others: who may change it (register, rights), and that what was
// signed or sent before stays as it was.
package brand

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/rights"
	"oso/internal/wire"
)

// Brand is the register's content, as it is proposed and stored.
type Brand struct {
	Name          string   `json:"name"`
	National      string   `json:"national"`      // telephone, for callers in the country
	International string   `json:"international"` // for callers abroad
	Email         string   `json:"email"`
	Hours         string   `json:"hours"`                // for people: "Mon to Fri, 8:30 to 17:00 US Eastern"
	LegalName     string   `json:"legal_name"`           // who the service is by law; letters begin and mails end with it
	Address       []string `json:"address"`              // its postal address, a line each
	Logo          string   `json:"logo,omitempty"`       // SHA-256 of a kept one; empty: none
	LogoNames     bool     `json:"logo_names,omitempty"` // it shows the name itself
}

const (
	mostLine  = 120 // characters
	mostLines = 6
)

var sum = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Now is what holds, else what was configured.
func Now(ctx context.Context, q *db.Queries, configured wire.Service) (Brand, error) {
	row, err := q.GetRegister(ctx, string(rights.Brand))
	if errors.Is(err, sql.ErrNoRows) {
		return Brand{
			Name: configured.Name, National: configured.National, International: configured.International, Email: configured.Email, Hours: configured.Hours, Address: []string{},
		}, nil
	}
	if err != nil {
		return Brand{}, db.Err(err, "read the service's name")
	}
	return Parse(row.Body)
}

// Service is what the clinic's programs and the pages are told.
func (b Brand) Service() wire.Service {
	return wire.Service{Name: b.Name, National: b.National, International: b.International, Email: b.Email, Hours: b.Hours}
}

// Letterhead is how the service signs today.
func Letterhead(ctx context.Context, q *db.Queries, configured wire.Service) (deed.Letterhead, error) {
	b, err := Now(ctx, q, configured)
	if err != nil {
		return deed.Letterhead{}, err
	}
	return b.Letterhead(ctx, q)
}

// Letterhead is the head of letters by it. Kind NotFound: its logo is not kept.
func (b Brand) Letterhead(ctx context.Context, q *db.Queries) (deed.Letterhead, error) {
	h := deed.Letterhead{Name: b.Name, National: b.National, International: b.International, Email: b.Email, LegalName: b.LegalName, Address: b.Address, LogoNames: b.LogoNames}
	if b.Logo == "" {
		return h, nil
	}
	row, err := q.GetLogoSize(ctx, b.Logo)
	h.Logo = &deed.Picture{SHA256: row.SHA256, Bytes: int(row.Size), Width: int(row.Width), Height: int(row.Height)}
	return h, db.Err(err, "read logo")
}

// Parse reads a stored body. Damaged where it is none.
func Parse(body string) (Brand, error) {
	var b Brand
	d := json.NewDecoder(strings.NewReader(body))
	err := d.Decode(&b)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			err = b.Check()
		} else if err == nil {
			err = errors.New("more than one document")
		}
	}
	if err != nil {
		return Brand{}, errs.Wrap(err, errs.Damaged, "read the service's name", "What the service is called cannot be read. Nothing was changed; tell the system administrator.")
	}
	if b.Address == nil {
		b.Address = []string{}
	}
	return b, nil
}

// Check is what an entered brand must pass: people always have a way to reach the
// service. Invalid names the field.
func (b Brand) Check() error {
	for _, f := range []struct {
		what, text string
		needed     bool
	}{
		{"name", b.Name, true}, {"national telephone number", b.National, true}, {"international telephone number", b.International, true},
		{"e-mail address", b.Email, true}, {"office hours", b.Hours, true}, {"legal name", b.LegalName, false},
	} {
		switch {
		case f.needed && strings.TrimSpace(f.text) == "":
			return invalid("The " + f.what + " is missing. Patients and doctors always have a way to reach the service: enter it.")
		case utf8.RuneCountInString(f.text) > mostLine:
			return invalid(fmt.Sprintf("The %s is longer than %d characters. Shorten it.", f.what, mostLine))
		case strings.ContainsAny(f.text, "\r\n\t"):
			return invalid("The " + f.what + " has more than one line. Write it in one.")
		}
	}
	for what, n := range map[string]string{"national": b.National, "international": b.International} {
		if !Telephone(n) {
			return invalid("The " + what + " telephone number is none that can be called: digits, blanks, hyphens, dots, brackets, and a plus before it. Enter it so.")
		}
	}
	if !strings.HasPrefix(strings.TrimSpace(b.International), "+") {
		return invalid("The international telephone number does not begin with a plus and the country's code, so nobody abroad can call it. Enter it so: +1 617 555 0143.")
	}
	if a, err := mail.ParseAddress(b.Email); err != nil || a.Address != strings.TrimSpace(b.Email) {
		return invalid("The e-mail address is none. Enter it without a name beside it.")
	}
	switch {
	case b.Logo != "" && !sum.MatchString(b.Logo):
		return invalid("The logo is not named as the service names one. Choose it again.")
	case b.Logo == "" && b.LogoNames:
		return invalid("There is no logo that could show the name. Choose one, or take the mark away.")
	}
	if len(b.Address) > mostLines {
		return invalid(fmt.Sprintf("The address has more than %d lines. Shorten it.", mostLines))
	}
	for _, l := range b.Address {
		if utf8.RuneCountInString(l) > mostLine || strings.ContainsAny(l, "\r\n\t") {
			return invalid(fmt.Sprintf("A line of the address is longer than %d characters. Part it.", mostLine))
		}
	}
	return nil
}

// Telephone tells whether a number can be called.
func Telephone(s string) bool {
	s = strings.TrimSpace(s)
	digits := 0
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -.()\u00a0\u2011", r):
		default:
			return false
		}
	}
	return digits >= 5 && digits <= 17
}

// String is the brand as it is stored, without blanks around texts and without
// empty lines in the address.
func (b Brand) String() (string, error) {
	for _, s := range []*string{&b.Name, &b.National, &b.International, &b.Email, &b.Hours, &b.LegalName} {
		*s = strings.TrimSpace(*s)
	}
	lines := []string{}
	for _, l := range b.Address {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	b.Address = lines
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(b); err != nil {
		return "", errs.Op(err, "write the service's name")
	}
	return strings.TrimSpace(out.String()), nil
}

func invalid(what string) error {
	return errs.E(errs.Invalid, "check the service's name", what+" Nothing was changed.")
}
