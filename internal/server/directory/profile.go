package directory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"oso/internal/errs"
)

// Profile is the entry of one person, as it is proposed and stored.
type Profile struct {
	Degrees     string       `json:"degrees"`  // "MD, PhD"
	Position    string       `json:"position"` // "Professor of Medicine"
	Hospital    string       `json:"hospital"`
	Specialties []string     `json:"specialties"` // codes of the list, the main one first
	Also        []string     `json:"also"`        // specialties that the list does not have, in words
	KnownFor    string       `json:"known_for"`
	Photo       string       `json:"photo"`     // SHA-256 of a kept picture; empty: none
	Languages   []string     `json:"languages"` // ISO 639 codes
	Credentials []Credential `json:"credentials"`
	Trainee     bool         `json:"trainee"`  // bars from every case (R5)
	Capacity    int          `json:"capacity"` // cases at once; 0: not said
}

// Bounds of an entry.
const (
	mostLine        = 160  // characters of a line
	mostKnownFor    = 1000 // characters
	mostSpecialties = 12
	mostLanguages   = 20
	mostCredentials = 60 // a license for each state and territory
	mostCapacity    = 200
)

// Parse reads a stored entry. Damaged where it is none. It may name codes that
// the list has no more.
func Parse(body string) (Profile, error) {
	var p Profile
	err := parse(body, &p)
	if err == nil {
		p.whole()
		err = p.Check()
	}
	if err != nil {
		return Profile{}, errs.Wrap(err, errs.Damaged, "read directory", "An entry of the directory cannot be read. Nothing was changed; tell the system administrator.")
	}
	return p, nil
}

func parse(body string, v any) error {
	d := json.NewDecoder(strings.NewReader(body))
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one document")
	}
	return nil
}

func (p *Profile) whole() {
	for _, l := range []*[]string{&p.Specialties, &p.Also, &p.Languages} {
		if *l == nil {
			*l = []string{}
		}
	}
	if p.Credentials == nil {
		p.Credentials = []Credential{}
	}
}

// Check is what an entry must pass, whatever the list of specialties says.
// Invalid names the field.
func (p Profile) Check() error {
	for _, f := range []struct{ name, text string }{{"The degrees", p.Degrees}, {"The position", p.Position}, {"The hospital", p.Hospital}} {
		if err := line(f.name, f.text, mostLine); err != nil {
			return err
		}
	}
	switch {
	case strings.Contains(p.Degrees, ";") || strings.Contains(p.Position, ";"):
		return invalid("Degrees and position hold a semicolon, which parts the two in letters. Write a comma instead.")
	case utf8.RuneCountInString(p.KnownFor) > mostKnownFor:
		return invalid(fmt.Sprintf("What the person is known for is longer than %d characters. Shorten it.", mostKnownFor))
	case len(p.Specialties)+len(p.Also) > mostSpecialties:
		return invalid(fmt.Sprintf("There are more than %d specialties. Keep those for which the person is asked.", mostSpecialties))
	case len(p.Languages) > mostLanguages:
		return invalid(fmt.Sprintf("There are more than %d languages. Take some away.", mostLanguages))
	case len(p.Credentials) > mostCredentials:
		return invalid(fmt.Sprintf("There are more than %d credentials. Take away those that are over.", mostCredentials))
	case p.Capacity < 0 || p.Capacity > mostCapacity:
		return invalid(fmt.Sprintf("How many cases at once is a number from 0 to %d; 0: not said.", mostCapacity))
	case p.Photo != "" && !hexSum(p.Photo):
		return invalid("The photograph is not named as the service names one. Choose it again.")
	}
	for _, s := range p.Also {
		if err := line("A specialty", s, mostLine); err != nil {
			return err
		}
		if strings.TrimSpace(s) == "" {
			return invalid("A specialty is empty. Name it, or take it away.")
		}
	}
	if s, twice := repeated(p.Specialties); twice {
		return invalid("The specialty “" + s + "” is there twice. Take one of the two away.")
	}
	for _, l := range p.Languages {
		if b, err := language.ParseBase(l); err != nil || b.String() != l {
			return invalid("A language is not named by its code. Choose it from the list.")
		}
	}
	if l, twice := repeated(p.Languages); twice {
		return invalid("The language “" + l + "” is there twice. Take one of the two away.")
	}
	for i, c := range p.Credentials {
		if err := c.check(i + 1); err != nil {
			return err
		}
	}
	return nil
}

// CheckEntered is what an entry must pass besides that somebody writes: a license
// has the day that is printed on it. One that was written down before without a day
// is kept, and is over.
func (p Profile) CheckEntered() error {
	if err := p.Check(); err != nil {
		return err
	}
	for i, c := range p.Credentials {
		if c.Kind == License && c.Until == "" {
			return invalid(fmt.Sprintf("Credential %d is a license without a day on which it ends. Enter the day that is printed on it.", i+1))
		}
	}
	return nil
}

// String is the entry as it is stored: without blanks around texts, so that the
// same entry is the same text.
func (p Profile) String() (string, error) {
	p.whole()
	for _, s := range []*string{&p.Degrees, &p.Position, &p.Hospital, &p.KnownFor} {
		*s = strings.TrimSpace(*s)
	}
	p.Also = trimmed(p.Also)
	p.Credentials = slices.Clone(p.Credentials)
	for i := range p.Credentials {
		p.Credentials[i].trim()
	}
	return written(p)
}

// OwnParts is this entry with what its person may say of himself taken from
// another: the photograph, what he is known for, languages, how many cases.
func (p Profile) OwnParts(from Profile) Profile {
	p.Photo, p.KnownFor, p.Languages, p.Capacity = from.Photo, from.KnownFor, from.Languages, from.Capacity
	return p
}

func written(v any) (string, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", errs.Op(err, "write directory")
	}
	return strings.TrimSpace(out.String()), nil
}

func trimmed(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.TrimSpace(s)
	}
	return out
}

func line(name, text string, most int) error {
	switch {
	case utf8.RuneCountInString(text) > most:
		return invalid(fmt.Sprintf("%s: more than %d characters. Shorten it.", name, most))
	case strings.ContainsAny(text, "\n\r\t"):
		return invalid(name + ": more than one line. Write it in one.")
	}
	return nil
}

func invalid(what string) error {
	return errs.E(errs.Invalid, "check directory", what+" Nothing was changed.")
}

func repeated(list []string) (string, bool) {
	for i, s := range list {
		if slices.Contains(list[:i], s) {
			return s, true
		}
	}
	return "", false
}

func hexSum(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
