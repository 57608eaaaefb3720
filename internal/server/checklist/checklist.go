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
}

// List is the register's content, as it is proposed and stored.
type List struct {
	Checks []Check `json:"checks"`
}

const (
	mostChecks = 20
	mostText   = 200 // characters
)

// Shipped is what holds until a version is in force.
func Shipped() List {
	return List{[]Check{
		{"answers", "Each answer fits its question"},
		{"names", "Name, sex and dates agree with the records"},
		{"words", "Words fit for patient and physician"},
	}}
}

// ShippedMaterials is the same of what a case is looked through for (R33, R63).
func ShippedMaterials() List {
	return List{[]Check{
		{"record", "Recent medical record, in English"},
		{"imaging", "Radiology images and reports"},
		{"pathology", "Pathology slides and reports"},
		{"tests", "Test reports"},
		{"opinions", "Earlier opinions"},
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
		codes[c.Code], texts[strings.ToLower(text)] = true, true
	}
	return nil
}

func invalid(says string) error {
	return errs.E(errs.Invalid, "check list", says+" Nothing was changed.")
}

// String is the list as it is stored, without blanks around texts.
func (l List) String() (string, error) {
	out := List{append([]Check{}, l.Checks...)}
	for i := range out.Checks {
		out.Checks[i].Text = strings.TrimSpace(out.Checks[i].Text)
	}
	b, err := json.Marshal(out)
	return string(b), errs.Wrap(err, errs.Internal, "write checks", "")
}
