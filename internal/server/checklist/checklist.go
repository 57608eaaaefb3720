// Package checklist is what people look through: what an approver has to have looked
// at before a version is released, each ticked by a person for that person, and which
// materials a case is looked through for.
//
// It promises that what ships is no more than what an approver was always asked,
// and that a stored list is one that can be ticked.
//
// It leaves to others: who may change it (register, rights), who ticked what
// (opinion), and that nothing is released while one is open (console).
package checklist

import (
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

// Check is one of them. Its code stays the same when its words are changed.
type Check struct {
	Code string `json:"code"`
	Text string `json:"text"`
	// Of a materials list: as what a clinic announces it (imaging, pathology,
	// laboratory, record; empty: record), and where the line comes from.
	Kind   string `json:"kind,omitempty"`
	Origin string `json:"origin,omitempty"`
	Topic
}

// Topic says which cases a line is for: those of specialties of the coded list, and
// those that are known by a word or an ICD-10 code. Neither: every case.
type Topic struct {
	Specialties []string `json:"specialties,omitempty"` // codes
	Words       []string `json:"words,omitempty"`
}

// Every tells whether it is for every case.
func (t Topic) Every() bool { return len(t.Specialties)+len(t.Words) == 0 }

// List is the register's content, as it is proposed and stored.
type List struct {
	Checks []Check `json:"checks"`
}

const (
	mostChecks = 100
	mostText   = 200 // characters
	mostTopics = 10  // specialties, and words, of a line
	leastWord  = 3   // letters
	mostWord   = 60
)

// Shipped is what holds until a version is in force.
func Shipped() List {
	return List{[]Check{
		{Code: "answers", Text: "Each answer fits its question"},
		{Code: "names", Text: "Name, sex and dates agree with the records"},
		{Code: "words", Text: "Words fit for patient and physician"},
	}}
}

// ShippedMaterials is the same of what a case is looked through for (R33, R63).
func ShippedMaterials() List {
	return List{[]Check{
		{Code: "record", Text: "Recent medical record, in English"},
		{Code: "imaging", Text: "Radiology images and reports"},
		{Code: "pathology", Text: "Pathology slides and reports"},
		{Code: "tests", Text: "Test reports"},
		{Code: "opinions", Text: "Earlier opinions"},
	}}
}

// Now is what an approver ticks, and which version of the register it is; 0: the
// one that ships.
func Now(ctx context.Context, q *db.Queries) (List, int64, error) {
	return Of(ctx, q, rights.ApprovalChecks)
}

// Of is the same of one of the registers that hold a list: ApprovalChecks,
// MaterialChecks.
func Of(ctx context.Context, q *db.Queries, name rights.Register) (List, int64, error) {
	row, err := q.GetRegister(ctx, string(name))
	if errors.Is(err, sql.ErrNoRows) {
		if name == rights.MaterialChecks {
			return ShippedMaterials(), 0, nil
		}
		return Shipped(), 0, nil
	}
	if err != nil {
		return List{}, 0, db.Err(err, "read checks")
	}
	l, err := Parse(row.Body)
	return l, row.Version, err
}

// Parse reads a stored body. Damaged where it is none.
func Parse(body string) (List, error) {
	var l List
	err := json.Unmarshal([]byte(body), &l)
	if err == nil {
		err = l.Check()
	}
	if err != nil {
		return List{}, errs.Wrap(err, errs.Damaged, "read checks", "What an approver ticks cannot be read. Nothing was changed; tell the system administrator.")
	}
	return l, nil
}

var code = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Check is what an entered list must pass.
func (l List) Check() error {
	switch {
	case len(l.Checks) == 0:
		return invalid("There is no check in the list, so that nobody would be asked for anything. Leave one at least.")
	case len(l.Checks) > mostChecks:
		return invalid(fmt.Sprintf("The list has more than %d checks. Put some together.", mostChecks))
	}
	codes, texts := map[string]bool{}, map[string]bool{}
	for i, c := range l.Checks {
		text := strings.TrimSpace(c.Text)
		switch {
		case !code.MatchString(c.Code) || codes[c.Code]:
			return invalid(fmt.Sprintf("Check %d has no code of its own. Load the page again and enter it anew.", i+1))
		case text == "":
			return invalid(fmt.Sprintf("Check %d has no words. Say what is looked at, or remove it.", i+1))
		case utf8.RuneCountInString(text) > mostText:
			return invalid(fmt.Sprintf("Check %d is longer than %d characters. Shorten it.", i+1, mostText))
		case strings.ContainsAny(text, "\r\n\t"):
			return invalid(fmt.Sprintf("Check %d has more than one line. Write it in one.", i+1))
		case texts[strings.ToLower(text)]:
			return invalid(fmt.Sprintf("Check %d says the same as one before it. Remove one of the two.", i+1))
		}
		if !slices.Contains([]string{"", "imaging", "pathology", "laboratory", "record"}, c.Kind) {
			return invalid(fmt.Sprintf("Check %d is announced as nothing that a clinic can announce. Choose imaging, pathology, laboratory or record.", i+1))
		}
		if utf8.RuneCountInString(c.Origin) > mostText || strings.ContainsAny(c.Origin, "\r\n\t") {
			return invalid(fmt.Sprintf("Where check %d comes from is longer than %d characters, or has more than one line. Shorten it.", i+1, mostText))
		}
		if says := c.Topic.Check(); says != "" {
			return invalid(fmt.Sprintf("Check %d: %s", i+1, says))
		}
		codes[c.Code], texts[strings.ToLower(text)] = true, true
	}
	return nil
}

// Check says what is wrong with which cases a line is for; empty: nothing. Which
// specialties there are it does not know.
func (t Topic) Check() string {
	if len(t.Specialties) > mostTopics || len(t.Words) > mostTopics {
		return fmt.Sprintf("it names more than %d specialties or words. Keep those that tell such cases from others.", mostTopics)
	}
	for _, w := range t.Words {
		switch n := utf8.RuneCountInString(strings.TrimSpace(w)); {
		case n < leastWord || n > mostWord, strings.ContainsAny(w, "\r\n\t"):
			return fmt.Sprintf("a word has from %d to %d letters, in one line. Correct it, or take it out.", leastWord, mostWord)
		}
	}
	return ""
}

// Trimmed is the same without blanks around words.
func (t Topic) Trimmed() Topic {
	words := slices.Clone(t.Words)
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	return Topic{t.Specialties, words}
}

func invalid(says string) error {
	return errs.E(errs.Invalid, "check list", says+" Nothing was changed.")
}

// Topics are what cases its lines are for, a line each.
func (l List) Topics() []Topic {
	var out []Topic
	for _, c := range l.Checks {
		out = append(out, c.Topic)
	}
	return out
}

// String is the list as it is stored, without blanks around texts.
func (l List) String() (string, error) {
	out := List{append([]Check{}, l.Checks...)}
	for i := range out.Checks {
		c := &out.Checks[i]
		c.Text, c.Origin, c.Topic = strings.TrimSpace(c.Text), strings.TrimSpace(c.Origin), c.Topic.Trimmed()
	}
	b, err := json.Marshal(out)
	return string(b), errs.Wrap(err, errs.Internal, "write checks", "")
}
