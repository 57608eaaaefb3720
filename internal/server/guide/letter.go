package guide

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/checklist"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/rights"
)

// LetterText is what the office offers to authors of letters about a kind of case: a
// sentence, or sections with their headings, in the form of package prose. Places in
// braces are the author's to write over, but for those that a case fills
// (template.ReportPlaces); whatever is left is found before the letter is signed.
type LetterText struct {
	Code string `json:"code"`
	Name string `json:"name"` // by which it is found
	Text string `json:"text"`
	checklist.Topic
}

// LetterTexts is the register's content, in the order in which they are offered.
type LetterTexts struct {
	Texts []LetterText `json:"texts"`
}

const (
	mostLetterTexts = 200
	mostName        = 80     // characters
	mostLetterText  = 10_000 // characters
)

// Check is what an entered list must pass. Invalid names the text.
func (l LetterTexts) Check() error {
	wrong := func(n int, says string) error {
		return errs.E(errs.Invalid, "check letter texts", fmt.Sprintf("Text %d: %s Nothing was changed.", n+1, says))
	}
	if len(l.Texts) > mostLetterTexts {
		return errs.E(errs.Invalid, "check letter texts", fmt.Sprintf("There are more than %d texts. Nothing was changed. Take out those that nobody uses.", mostLetterTexts))
	}
	codes, names := map[string]bool{}, map[string]bool{}
	for i, x := range l.Texts {
		name := strings.ToLower(strings.TrimSpace(x.Name))
		switch {
		case !code.MatchString(x.Code) || codes[x.Code]:
			return wrong(i, "it has no code of its own. Load the page again and enter it anew.")
		case name == "" || utf8.RuneCountInString(name) > mostName || strings.ContainsAny(name, "\r\n\t"):
			return wrong(i, fmt.Sprintf("it has no name of one line and at most %d characters. Name it by what it says.", mostName))
		case names[name]:
			return wrong(i, "another one has the same name. Name them apart.")
		case strings.TrimSpace(x.Text) == "" || utf8.RuneCountInString(x.Text) > mostLetterText:
			return wrong(i, fmt.Sprintf("it says nothing, or more than %d characters. Write it, or shorten it.", mostLetterText))
		}
		if says := x.Topic.Check(); says != "" {
			return wrong(i, says)
		}
		codes[x.Code], names[name] = true, true
	}
	return nil
}

// Topics are what cases its lines are for, a line each.
func (l LetterTexts) Topics() []checklist.Topic {
	var out []checklist.Topic
	for _, x := range l.Texts {
		out = append(out, x.Topic)
	}
	return out
}

// String is the list as it is stored, without blanks around texts.
func (l LetterTexts) String() (string, error) {
	out := LetterTexts{slices.Clone(l.Texts)}
	for i := range out.Texts {
		x := &out.Texts[i]
		x.Name, x.Text, x.Topic = strings.TrimSpace(x.Name), strings.TrimSpace(x.Text), x.Topic.Trimmed()
	}
	b, err := json.Marshal(out)
	return string(b), errs.Op(err, "write letter texts")
}

// ParseLetters reads what String gave. Damaged where it is none.
func ParseLetters(body string) (LetterTexts, error) {
	var l LetterTexts
	err := json.Unmarshal([]byte(body), &l)
	if err == nil {
		err = l.Check()
	}
	if err != nil {
		return LetterTexts{}, errs.Wrap(err, errs.Damaged, "read letter texts", "The office’s texts for letters cannot be read. Nothing was changed; tell the system administrator.")
	}
	return l, nil
}

// LettersNow are the texts in force. None ship: what a letter says is its author's.
func LettersNow(ctx context.Context, q *db.Queries) (LetterTexts, error) {
	row, err := q.GetRegister(ctx, string(rights.LetterTexts))
	if errors.Is(err, sql.ErrNoRows) {
		return LetterTexts{}, nil
	}
	if err != nil {
		return LetterTexts{}, db.Err(err, "read letter texts")
	}
	return ParseLetters(row.Body)
}

// LettersFor are the texts for one case: those of its kind first, then those for
// every case. Those for other cases are left out.
func LettersFor(ctx context.Context, q *db.Queries, doc *casefile.Document) ([]LetterText, error) {
	all, err := LettersNow(ctx, q)
	if err != nil || len(all.Texts) == 0 {
		return nil, err
	}
	list, err := directory.ReadList(ctx, q)
	if err != nil {
		return nil, err
	}
	var own, every []LetterText
	for _, x := range all.Texts {
		switch {
		case x.Every():
			every = append(every, x)
		case topic(list, x.Topic).Suits(doc):
			own = append(own, x)
		}
	}
	return append(own, every...), nil
}
