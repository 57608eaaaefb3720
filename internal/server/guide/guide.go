// Package guide is what cases need and ask, as the office keeps it by specialty and
// diagnosis: the materials that a case is looked through for, and questions that such
// cases ask (R32, R33), and the sections and sentences that letters about them are
// written with (R39).
//
// It promises that clinics are sent what the office has put in force and nothing else,
// and that what a line is for is said by words, which a workstation compares by itself.
//
// It leaves to others: who keeps the lists (register, rights), what a case says (intake
// compares), and that a line is chosen, which is the clinic's.
package guide

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/server/checklist"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/rights"
	"oso/internal/wire"
)

// Question is one that cases of a topic ask, with its parts.
type Question struct {
	Code  string   `json:"code"`
	Text  string   `json:"text"`
	Parts []string `json:"parts"`
	checklist.Topic
}

// Questions is the register's content, in the order in which they are offered.
type Questions struct {
	Questions []Question `json:"questions"`
}

const (
	mostQuestions = 200
	mostText      = 500 // characters
	mostParts     = 10
)

var code = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Check is what an entered list must pass. Invalid names the question.
func (l Questions) Check() error {
	wrong := func(n int, says string) error {
		return errs.E(errs.Invalid, "check questions", fmt.Sprintf("Question %d: %s Nothing was changed.", n+1, says))
	}
	if len(l.Questions) > mostQuestions {
		return errs.E(errs.Invalid, "check questions", fmt.Sprintf("There are more than %d questions. Nothing was changed. Take out those that nobody asks.", mostQuestions))
	}
	codes, texts := map[string]bool{}, map[string]bool{}
	for i, q := range l.Questions {
		plain := strings.ToLower(strings.TrimSpace(q.Text))
		switch {
		case !code.MatchString(q.Code) || codes[q.Code]:
			return wrong(i, "it has no code of its own. Load the page again and enter it anew.")
		case plain == "":
			return wrong(i, "it asks nothing. Write it, or take it out.")
		case texts[plain]:
			return wrong(i, "another one asks the same. Take one of the two out.")
		case len(q.Parts) > mostParts:
			return wrong(i, fmt.Sprintf("it has more than %d parts. Make two questions of it.", mostParts))
		}
		for _, s := range append([]string{q.Text}, q.Parts...) {
			if strings.TrimSpace(s) == "" || utf8.RuneCountInString(s) > mostText || strings.ContainsAny(s, "\r\n\t") {
				return wrong(i, fmt.Sprintf("it, or a part of it, is empty, longer than %d characters, or has more than one line. Correct it.", mostText))
			}
		}
		if says := q.Topic.Check(); says != "" {
			return wrong(i, says)
		}
		codes[q.Code], texts[plain] = true, true
	}
	return nil
}

// Topics are what cases its lines are for, a line each.
func (l Questions) Topics() []checklist.Topic {
	var out []checklist.Topic
	for _, x := range l.Questions {
		out = append(out, x.Topic)
	}
	return out
}

// String is the list as it is stored, without blanks around texts.
func (l Questions) String() (string, error) {
	out := Questions{slices.Clone(l.Questions)}
	for i := range out.Questions {
		q := &out.Questions[i]
		q.Text, q.Topic = strings.TrimSpace(q.Text), q.Topic.Trimmed()
		parts := []string{}
		for _, p := range q.Parts {
			parts = append(parts, strings.TrimSpace(p))
		}
		q.Parts = parts
	}
	b, err := json.Marshal(out)
	return string(b), errs.Op(err, "write questions")
}

// ParseQuestions reads what String gave. Damaged where it is none.
func ParseQuestions(body string) (Questions, error) {
	var l Questions
	err := json.Unmarshal([]byte(body), &l)
	if err == nil {
		err = l.Check()
	}
	if err != nil {
		return Questions{}, errs.Wrap(err, errs.Damaged, "read questions", "The questions that cases ask cannot be read. Nothing was changed; tell the system administrator.")
	}
	return l, nil
}

// QuestionsNow are the questions in force. None ship: which are asked is the office's
// to know.
func QuestionsNow(ctx context.Context, q *db.Queries) (Questions, int64, error) {
	row, err := q.GetRegister(ctx, string(rights.QuestionTexts))
	if errors.Is(err, sql.ErrNoRows) {
		return Questions{}, 0, nil
	}
	if err != nil {
		return Questions{}, 0, db.Err(err, "read questions")
	}
	l, err := ParseQuestions(row.Body)
	return l, row.Version, err
}

// Known refuses what names a specialty that is not in the list in force.
func Known(ctx context.Context, q *db.Queries, topics ...checklist.Topic) error {
	list, err := directory.ReadList(ctx, q)
	if err != nil {
		return err
	}
	for _, t := range topics {
		for _, c := range t.Specialties {
			if !slices.ContainsFunc(list.Specialties, func(s directory.Specialty) bool { return s.Code == c }) {
				return errs.E(errs.Invalid, "check topics", "A line is for a specialty that is not in the list. Nothing was changed. Choose it again.")
			}
		}
	}
	return nil
}

// topic says in words which cases a line is for. A specialty that is in the list no
// more says nothing; a line that is left without any is for nobody by words, and so
// for every case.
func topic(list directory.List, t checklist.Topic) intake.Topic {
	out := intake.Topic{For: []string{}, Words: append([]string{}, t.Words...)}
	for _, s := range list.Specialties {
		if slices.Contains(t.Specialties, s.Code) {
			out.For = append(out.For, s.Name)
			out.Words = append(append(out.Words, s.Name), s.Words...)
		}
	}
	return out
}

// Now is what clinics are sent; number 0: the office has put nothing in force.
func Now(ctx context.Context, q *db.Queries) (intake.Guide, error) {
	g := intake.Guide{Materials: []intake.Wants{}, Questions: []intake.Asks{}}
	list, err := directory.ReadList(ctx, q)
	if err != nil {
		return g, err
	}
	materials, n, err := checklist.Of(ctx, q, rights.MaterialChecks)
	if err != nil {
		return g, err
	}
	if n > 0 { // what ships is for the service's own people
		for _, c := range materials.Checks {
			g.Materials = append(g.Materials, intake.Wants{Code: c.Code, Text: c.Text, Kind: casefile.MaterialKind(c.Kind), Topic: topic(list, c.Topic)})
		}
	}
	questions, m, err := QuestionsNow(ctx, q)
	for _, x := range questions.Questions {
		g.Questions = append(g.Questions, intake.Asks{Code: x.Code, Text: x.Text, Parts: append([]string{}, x.Parts...), Topic: topic(list, x.Topic)})
	}
	g.Number = n + m // either only grows
	return g, err
}

// MaterialsFor is what one case is looked through for.
func MaterialsFor(ctx context.Context, q *db.Queries, doc *casefile.Document) ([]checklist.Check, error) {
	all, _, err := checklist.Of(ctx, q, rights.MaterialChecks)
	if err != nil || !slices.ContainsFunc(all.Checks, func(c checklist.Check) bool { return !c.Every() }) {
		return all.Checks, err
	}
	list, err := directory.ReadList(ctx, q)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all.Checks), func(c checklist.Check) bool { return !topic(list, c.Topic).Suits(doc) }), nil
}

// Tell sends every clinic what holds from now on. Whoever calls it in the transaction
// that puts a version in force has it sent with that version: a guide is made when it is
// asked for.
func Tell(ctx context.Context, tx *sql.Tx, now time.Time) error {
	err := db.New(tx).InsertFeedForAll(ctx, db.InsertFeedForAllParams{Kind: string(wire.ChangeGuide), CreatedAt: now.UnixMilli()})
	return db.Err(err, "send guide")
}
