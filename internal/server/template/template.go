// Package template holds the office's texts: those for messages to clinics, short
// texts by name with places that a case fills, and those that readers' reports begin
// with.
//
// It promises that a text names no place that no case has, and that what could not
// be filled still stands there and is found (Left). What is written by one goes
// sealed to the clinic, as every message does, and never by mail. It leaves to
// others: who keeps the texts (register, rights), what a case says (the doors), and
// sending.
package template

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/rights"
)

// Text is one of the office's.
type Text struct {
	Name  string `json:"name"`  // what it is chosen by
	Words string `json:"words"` // with places in braces
}

// List is all of them, in the order in which they are offered.
type List struct {
	Texts []Text `json:"texts"`
}

// Places that a text may have, in the order in which pages list them.
const (
	Patient     = "patient"
	Born        = "born"
	Reference   = "reference"
	Physician   = "physician"
	Clinic      = "clinic"
	Missing     = "missing"  // materials that have not come, or are wanting
	Question    = "question" // the specialist's, that waits
	Due         = "due"      // the end of the two weeks
	Coordinator = "coordinator"
	Service     = "service"
	Telephone   = "telephone" // of the service
)

// Places lists them.
func Places() []string {
	return []string{Patient, Born, Reference, Physician, Clinic, Missing, Question, Due, Coordinator, Service, Telephone}
}

// Bounds of a list.
const (
	mostTexts = 100
	mostName  = 120
	mostWords = 5_000
)

var place = regexp.MustCompile(`\{([^{}\n]*)\}`)

// Check tells whether the list can be put in force. Kind Invalid says where not.
func (l List) Check() error {
	const op = "check texts"
	wrong := func(n int, says string) error {
		return errs.E(errs.Invalid, op, fmt.Sprintf("Text %d: %s Nothing was changed.", n+1, says))
	}
	if len(l.Texts) > mostTexts {
		return errs.E(errs.Invalid, op, fmt.Sprintf("There are more than %d texts. Nothing was changed. Take out those that nobody uses.", mostTexts))
	}
	seen := map[string]bool{}
	for i, t := range l.Texts {
		name, words := strings.TrimSpace(t.Name), strings.TrimSpace(t.Words)
		switch {
		case name == "" || strings.ContainsAny(name, "\r\n\t"):
			return wrong(i, "it has no name of one line. Name it by what it is for.")
		case utf8.RuneCountInString(name) > mostName:
			return wrong(i, fmt.Sprintf("its name is longer than %d characters. Shorten it.", mostName))
		case seen[strings.ToLower(name)]:
			return wrong(i, "another text has the same name. Name them apart.")
		case words == "":
			return wrong(i, "it has no words. Write them, or take it out.")
		case utf8.RuneCountInString(words) > mostWords:
			return wrong(i, fmt.Sprintf("it is longer than %d characters. Shorten it.", mostWords))
		}
		for _, p := range place.FindAllStringSubmatch(words, -1) {
			if !slices.Contains(Places(), p[1]) {
				return wrong(i, fmt.Sprintf("“{%s}” is no place that a case fills. Write one of those that are listed.", short(p[1])))
			}
		}
		seen[strings.ToLower(name)] = true
	}
	return nil
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// String is the list as a register keeps it.
func (l List) String() (string, error) {
	b, err := json.Marshal(l)
	return string(b), errs.Op(err, "write texts")
}

// Parse reads what String gave.
func Parse(body string) (List, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(body)))
	d.DisallowUnknownFields()
	var l List
	if err := d.Decode(&l); err != nil {
		return l, errs.Wrap(err, errs.Damaged, "read texts", "The texts for messages cannot be read. Nothing was changed. Restore the database from its backup.")
	}
	return l, nil
}

// Open reads the texts in force; those that the program carries where the office
// has decided on none.
func Open(ctx context.Context, q *db.Queries) (List, error) {
	row, err := q.GetRegister(ctx, string(rights.MessageTexts))
	if errors.Is(err, sql.ErrNoRows) {
		return Shipped(), nil
	}
	if err != nil {
		return List{}, db.Err(err, "read texts")
	}
	return Parse(row.Body)
}

// Fill puts what a case says in the places of a text. A place of which it says
// nothing stays as it is.
func (t Text) Fill(says map[string]string) string {
	return place.ReplaceAllStringFunc(t.Words, func(p string) string {
		if v := says[p[1:len(p)-1]]; v != "" {
			return v
		}
		return p
	})
}

// Left are the places that still stand in a text, each once.
func Left(text string) []string {
	var out []string
	for _, p := range place.FindAllStringSubmatch(text, -1) {
		if slices.Contains(Places(), p[1]) && !slices.Contains(out, p[1]) {
			out = append(out, p[1])
		}
	}
	return out
}

// Shipped are the texts that the program carries.
func Shipped() List {
	return List{[]Text{
		{"Records that are missing", "Dear {physician},\n\nfor {patient} we still need: {missing}\n\nSend it as soon as you can: the two weeks begin when everything is here. If something cannot be had, answer here, and we go on without it.\n\n{coordinator}, {service}"},
		{"Records have arrived", "Dear {physician},\n\nwhat you sent for {patient} has arrived and is in order. We choose a specialist now.\n\n{coordinator}, {service}"},
		{"Question of the specialist", "Dear {physician},\n\nthe specialist who answers for {patient} asks:\n\n{question}\n\nAnswer here: we bring it to the specialist.\n\n{coordinator}, {service}"},
		{"Call us", "Dear {physician},\n\nwe could not reach you by telephone about {patient}. Call us at {telephone}, or answer here when you can be reached.\n\n{coordinator}, {service}"},
	}}
}
