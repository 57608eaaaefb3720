package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/guide"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// questionsView are the questions that clinics are offered: what holds, proposed,
// earlier.
type questionsView struct {
	Now      []guide.Question   `json:"now"`
	InForce  *questionsVersion  `json:"in_force"`
	Proposed *questionsVersion  `json:"proposed"`
	Confirms bool               `json:"confirms"`
	Past     []questionsVersion `json:"past"`
}

type questionsVersion struct {
	versionHead
	Questions []guide.Question `json:"questions"`
}

type questionsRequest struct {
	Over      int64            `json:"over"` // the version in force that was seen; 0: none
	Questions []guide.Question `json:"questions"`
	Source    string           `json:"source"`
}

// questionTexts is the register of what cases of a kind ask; each clinic is sent it.
func questionTexts() register.Kind {
	return register.Kind{Name: rights.QuestionTexts, Follow: func(ctx context.Context, tx *sql.Tx, body string, _ principal.Actor, now time.Time) error {
		if _, err := guide.ParseQuestions(body); err != nil {
			return err
		}
		return guide.Tell(ctx, tx, now)
	}}
}

func (k *Console) questionsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*questionsView, error) {
	s, err := questionTexts().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	now, _, err := guide.QuestionsNow(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &questionsView{Now: append([]guide.Question{}, now.Questions...), Confirms: questionTexts().Confirms(who, s.Proposed)}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (questionsVersion, error) {
		l, err := guide.ParseQuestions(body)
		return questionsVersion{h, append([]guide.Question{}, l.Questions...)}, err
	})
	return v, err
}

func (k *Console) proposeQuestions(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in questionsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return proposeLines(k, w, r, k.questionsOf, who, questionTexts(), guide.Questions{Questions: in.Questions}, in.Over, in.Source)
}
