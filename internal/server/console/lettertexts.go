package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/guide"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
	"oso/internal/server/template"
)

// letterTextsView is what the office offers to authors of letters: what holds,
// proposed, earlier.
type letterTextsView struct {
	Now      []guide.LetterText   `json:"now"`
	Places   []string             `json:"places"` // that a case fills
	InForce  *letterTextsVersion  `json:"in_force"`
	Proposed *letterTextsVersion  `json:"proposed"`
	Confirms bool                 `json:"confirms"`
	Past     []letterTextsVersion `json:"past"`
}

type letterTextsVersion struct {
	versionHead
	Texts []guide.LetterText `json:"texts"`
}

type letterTextsRequest struct {
	Over   int64              `json:"over"` // the version in force that was seen; 0: none
	Texts  []guide.LetterText `json:"texts"`
	Source string             `json:"source"`
}

func letterWords() register.Kind {
	return register.Kind{Name: rights.LetterTexts, Follow: func(_ context.Context, _ *sql.Tx, body string, _ principal.Actor, _ time.Time) error {
		_, err := guide.ParseLetters(body)
		return err
	}}
}

func (k *Console) letterTextsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*letterTextsView, error) {
	s, err := letterWords().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	now, err := guide.LettersNow(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &letterTextsView{Now: append([]guide.LetterText{}, now.Texts...), Places: template.ReportPlaces(), Confirms: letterWords().Confirms(who, s.Proposed)}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (letterTextsVersion, error) {
		l, err := guide.ParseLetters(body)
		return letterTextsVersion{h, append([]guide.LetterText{}, l.Texts...)}, err
	})
	return v, err
}

func (k *Console) proposeLetterTexts(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in letterTextsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return proposeLines(k, w, r, k.letterTextsOf, who, letterWords(), guide.LetterTexts{Texts: in.Texts}, in.Over, in.Source)
}

// officeTextsView are the office's texts that fit a case, with what the case fills in.
type officeTextsView struct {
	Texts []officeText `json:"texts"`
}

type officeText struct {
	Name string `json:"name"`
	Text string `json:"text"` // in the form of internal/prose
}

// mustAuthor refuses who does not write the letter.
func (f *file) mustAuthor() error { return f.must(rights.WriteDraft) }

// officeTexts answers with what the author of a letter may put into it.
func (k *Console) officeTexts(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	return k.inCase(ctx, q, r.PathValue("case"), who, (*file).mustAuthor, func(_ *file, c *opinion.Working) error {
		list, err := guide.LettersFor(ctx, q, c.Doc)
		if err != nil {
			return err
		}
		items, err := c.Items(ctx, q)
		if err != nil {
			return err
		}
		says, _ := k.reported(c, template.Imaging, items)
		v := officeTextsView{Texts: []officeText{}}
		for _, x := range list {
			v.Texts = append(v.Texts, officeText{x.Name, template.Text{Words: x.Text}.Fill(says)})
		}
		return answer(w, v)
	})
}
