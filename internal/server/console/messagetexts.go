package console

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
	"oso/internal/server/template"
)

// messageTextsView is what messages to clinics begin with: what holds, proposed,
// earlier.
type messageTextsView struct {
	Now      []template.Text       `json:"now"`
	Places   []string              `json:"places"`
	InForce  *messageTextsVersion  `json:"in_force"`
	Proposed *messageTextsVersion  `json:"proposed"`
	Confirms bool                  `json:"confirms"`
	Past     []messageTextsVersion `json:"past"`
}

type messageTextsVersion struct {
	versionHead
	Texts []template.Text `json:"texts"`
}

type messageTextsRequest struct {
	Over   int64           `json:"over"` // the version in force that was seen; 0: none
	Texts  []template.Text `json:"texts"`
	Source string          `json:"source"`
}

func messageWords() register.Kind { return register.Kind{Name: rights.MessageTexts} }

func (k *Console) messageTextsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*messageTextsView, error) {
	s, err := messageWords().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	now, err := template.Open(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &messageTextsView{Now: append([]template.Text{}, now.Texts...), Places: template.Places(), Confirms: messageWords().Confirms(who, s.Proposed)}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (messageTextsVersion, error) {
		l, err := template.Parse(body)
		return messageTextsVersion{h, append([]template.Text{}, l.Texts...)}, err
	})
	return v, err
}

func (k *Console) proposeMessageTexts(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in messageTextsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, ok := rights.Keeps(who, rights.MessageTexts); !ok {
		return errs.E(errs.Forbidden, "propose texts", "Your role does not keep the texts for messages. Nothing was changed.")
	}
	l := template.List{Texts: in.Texts}
	if err := l.Check(); err != nil {
		return err
	}
	body, err := l.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.messageTextsOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return messageWords().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}

// caseTextsView are the office's texts as a case fills them.
type caseTextsView struct {
	Texts []caseText `json:"texts"`
}

type caseText struct {
	Name string   `json:"name"`
	Text string   `json:"text"`
	Left []string `json:"left"` // places that this case does not fill
}

// caseTexts answers with what a message about the case may begin with.
func (k *Console) caseTexts(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.must(rights.WriteLetter); err != nil {
		return err
	}
	if f.row.ErasedAt > 0 {
		return errs.E(errs.Refused, "read texts", "This case was erased. No message about it is sent.")
	}
	c, err := k.openCase(ctx, q, f)
	if err != nil {
		return err
	}
	defer c.Close()
	says, err := k.says(ctx, q, f, c)
	if err != nil {
		return err
	}
	list, err := template.Open(ctx, q)
	if err != nil {
		return err
	}
	v := caseTextsView{Texts: []caseText{}}
	for _, t := range list.Texts {
		text := t.Fill(says)
		v.Texts = append(v.Texts, caseText{t.Name, text, append([]string{}, template.Left(text)...)})
	}
	return answer(w, v)
}

// says is what the case fills into the places of a text.
func (k *Console) says(ctx context.Context, q *db.Queries, f *file, c *opinion.Working) (map[string]string, error) {
	office, err := k.letterhead(ctx, q)
	if err != nil {
		return nil, err
	}
	says := map[string]string{
		template.Patient: c.Person.Name, template.Born: writtenDay(c.Person.BirthDate), template.Reference: f.row.Reference,
		template.Physician: c.Physician.Name, template.Clinic: c.Clinic.Name, template.Coordinator: f.who.Name,
		template.Service: office.Name, template.Telephone: office.National,
	}
	if f.row.DueAt > 0 {
		says[template.Due] = k.toldTo(c.Clinic, time.UnixMilli(f.row.DueAt))
	}
	materials, err := q.ListMaterials(ctx, f.row.ID)
	if err != nil {
		return nil, db.Err(err, "read materials")
	}
	var missing []string
	for _, m := range materials {
		if m.State != "arrived" {
			what, _, err := c.Material(m)
			if err != nil {
				return nil, err
			}
			missing = append(missing, what)
		}
	}
	says[template.Missing] = strings.Join(missing, "; ")
	messages, err := q.ListMessages(ctx, f.row.ID)
	if err != nil {
		return nil, db.Err(err, "read messages")
	}
	threads, _ := threadsOf(messages)
	for _, m := range messages {
		for _, t := range threads {
			if t.ID == m.ID && t.State == threadAsked {
				d, err := c.Message(m)
				if err != nil {
					return nil, err
				}
				says[template.Question] = d.Text
			}
		}
	}
	return says, nil
}

// writtenDay is a birth date as people write it; what is no day stays.
func writtenDay(day string) string {
	if t, err := time.Parse(time.DateOnly, day); err == nil {
		return t.Format("2 January 2006")
	}
	return day
}

// unfilled refuses a message in which a place of a text still stands.
func unfilled(text string) error {
	left := template.Left(text)
	if len(left) == 0 {
		return nil
	}
	return errs.E(errs.Invalid, "write message", fmt.Sprintf("“{%s}” still stands in the message. Nothing was sent. Write what belongs there, or take it out.", left[0]))
}
