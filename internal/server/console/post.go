package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/server/brand"
	"oso/internal/server/db"
	"oso/internal/server/notify"
	"oso/internal/server/opinion"
	"oso/internal/server/partner"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// postView is what waits to be posted to one case's patient, or who acts for the
// patient, in one envelope. Whom it goes to stands in the case.
type postView struct {
	// Task is what is done when these letters are posted, and no later one.
	Task    string       `json:"task"`
	Letters []postLetter `json:"letters"`
	From    []string     `json:"from"`  // who the service is and where: a line each
	Reach   []string     `json:"reach"` // how it is reached (R60)
}

// postLetter says what a mail would say.
type postLetter struct {
	Notice  string  `json:"notice"`
	At      instant `json:"at"` // since when it waits
	Subject string  `json:"subject"`
	Body    string  `json:"body"`
}

// toPost answers with the letters that a case has waiting.
func (k *Console) toPost(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	may := func(f *file) error { return f.must(rights.FinishTask) }
	return k.inCase(ctx, q, r.PathValue("case"), who, may, func(f *file, _ *opinion.Working) error {
		v, err := k.letters(ctx, q, f.row)
		if err != nil {
			return err
		}
		return answer(w, v)
	})
}

func (k *Console) letters(ctx context.Context, q *db.Queries, c db.Case) (*postView, error) {
	const op = "read letters"
	b, err := brand.Now(ctx, q, k.Service)
	if err != nil {
		return nil, err
	}
	from := append([]string{b.Name, b.LegalName}, b.Address...)
	reach := []string{b.National, b.International, b.Email, b.Hours}
	blank := func(s string) bool { return s == "" }
	v := &postView{Letters: []postLetter{}, From: slices.DeleteFunc(slices.Compact(from), blank), Reach: slices.DeleteFunc(reach, blank)}
	says := notify.Values{Service: b.Name, Reference: casefile.Reference(c.Reference).String(), Copy: c.CourtesyCopy}
	if c.PartnerID != "" {
		row, err := q.GetPartner(ctx, c.PartnerID)
		if err != nil {
			return nil, db.Err(err, op)
		}
		p, err := partner.Of(row)
		if err != nil {
			return nil, err
		}
		says.Service = p.Named(b.Name)
	}
	sheet, err := notify.InForce(ctx, q)
	if err != nil {
		return nil, err
	}
	words, err := notify.Parse()
	if err != nil {
		return nil, err
	}
	tasks, err := openLetters(ctx, q, c.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		n, err := q.GetNotice(ctx, strings.TrimPrefix(t.Key, "notice/"))
		if err != nil {
			return nil, db.Err(err, op)
		}
		subject, body, err := words.Letter(sheet, n.Notice, n.Audience, says)
		if err != nil {
			return nil, err
		}
		v.Task = t.ID // the newest, in the end
		v.Letters = append(v.Letters, postLetter{n.Notice, instant(n.CreatedAt), subject, body})
	}
	// Their tasks were put by jobs, in any order: they are read as they were written.
	slices.SortStableFunc(v.Letters, func(a, b postLetter) int { return cmp.Compare(a.At, b.At) })
	return v, nil
}

// openLetters are a case's letters that wait to be posted, the oldest first.
func openLetters(ctx context.Context, q *db.Queries, id string) ([]db.Task, error) {
	list, err := q.ListOpenTasksByCase(ctx, id)
	if err != nil {
		return nil, db.Err(err, "read letters")
	}
	list = slices.DeleteFunc(list, func(t db.Task) bool { return t.Kind != workflow.TaskPostLetter })
	slices.SortFunc(list, func(a, b db.Task) int { return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}

// inOneEnvelope makes one task of a case's letters that wait: it is called by the
// newest, so that one which comes while they are printed is not said to be posted. Put
// off are they where all of them are.
func inOneEnvelope(list []task) []task {
	var out, letters []task
	at := -1
	for _, t := range list {
		if t.kind != workflow.TaskPostLetter {
			out = append(out, t)
			continue
		}
		letters = append(letters, t)
		if at < 0 {
			at = len(out)
			out = append(out, t)
			continue
		}
		one := &out[at]
		if cmp.Or(cmp.Compare(t.newest, one.newest), cmp.Compare(t.id, one.id)) > 0 {
			one.id, one.newest = t.id, t.newest
		}
		one.later, one.due, one.since = min(one.later, t.later), min(one.due, t.due), min(one.since, t.since)
	}
	slices.SortStableFunc(letters, func(a, b task) int { return cmp.Compare(a.aboutAt, b.aboutAt) })
	for _, t := range letters {
		out[at].letters = append(out[at].letters, t.about)
	}
	return out
}

// withEarlier does something to the letters of an envelope: what a task says of one is
// said of those that waited with it.
func (d *doing) withEarlier(t db.Task, do func(id string) (int64, error)) (rows int64, err error) {
	list := []db.Task{t}
	if t.Kind == workflow.TaskPostLetter {
		if list, err = openLetters(d.ctx, d.q, t.CaseID); err != nil {
			return 0, err
		}
		list = list[:1+slices.IndexFunc(list, func(x db.Task) bool { return x.ID == t.ID })]
	}
	for _, x := range list {
		n, err := do(x.ID)
		if err != nil {
			return 0, err
		}
		rows += n
	}
	return rows, nil
}
