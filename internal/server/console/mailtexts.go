package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/errs"
	"oso/internal/server/brand"
	"oso/internal/server/db"
	"oso/internal/server/notify"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// mailTextsView is what notices say: in the program's words, in the office's where
// it put others in force, and what is proposed.
type mailTextsView struct {
	Shipped  []notify.Words    `json:"shipped"`
	InForce  *mailTextsVersion `json:"in_force"`
	Proposed *mailTextsVersion `json:"proposed"`
	// Previews are the proposed texts, with made-up data.
	Previews []notify.Words     `json:"previews"`
	Confirms bool               `json:"confirms"`
	Past     []mailTextsVersion `json:"past"`
}

type mailTextsVersion struct {
	versionHead
	Words []notify.Words `json:"words"`
}

type mailTextsRequest struct {
	Over   int64          `json:"over"` // the version in force that was seen; 0: none
	Words  []notify.Words `json:"words"`
	Source string         `json:"source"`
}

type mailPreviewsRequest struct {
	Words []notify.Words `json:"words"`
}

type mailPreviewsView struct {
	Previews []notify.Words `json:"previews"`
}

// mailWords is the register of what notices say.
func mailWords() register.Kind {
	return register.Kind{Name: rights.MailTexts, Follow: func(_ context.Context, _ *sql.Tx, body string, _ principal.Actor, _ time.Time) error {
		_, err := notify.ParseSheet(body) // an older program proposed it, perhaps
		return err
	}}
}

func (k *Console) mailTextsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*mailTextsView, error) {
	s, err := mailWords().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	v := &mailTextsView{Previews: []notify.Words{}, Confirms: mailWords().Confirms(who, s.Proposed)}
	if v.Shipped, err = notify.Shipped(); err != nil {
		return nil, err
	}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (mailTextsVersion, error) {
		sheet, err := notify.ParseSheet(body)
		return mailTextsVersion{h, append([]notify.Words{}, sheet.Words...)}, err
	})
	if err != nil {
		return nil, err
	}
	if v.Proposed != nil {
		v.Previews, err = k.previews(ctx, q, v.Proposed.Words)
	}
	return v, err
}

func (k *Console) previews(ctx context.Context, q *db.Queries, words []notify.Words) ([]notify.Words, error) {
	out := []notify.Words{}
	b, err := brand.Now(ctx, q, k.Service)
	for _, w := range words {
		out = append(out, w.Preview(b))
	}
	return out, err
}

// mailPreviews shows texts with made-up data, before anybody proposes them.
func (k *Console) mailPreviews(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in mailPreviewsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, ok := rights.Keeps(who, rights.MailTexts); !ok {
		return errs.E(errs.Forbidden, "preview mails", "Your role does not keep the texts of mails. Nothing was changed.")
	}
	if err := (notify.Sheet{Words: in.Words}).Check(); err != nil {
		return err
	}
	previews, err := k.previews(r.Context(), k.DB.Q(), in.Words)
	if err != nil {
		return err
	}
	return answer(w, mailPreviewsView{previews})
}

func (k *Console) proposeMailTexts(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in mailTextsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	sheet := notify.Sheet{Words: in.Words}
	if err := sheet.Check(); err != nil {
		return err
	}
	body, err := sheet.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.mailTextsOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return mailWords().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}
