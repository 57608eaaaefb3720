package console

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/checklist"
	"oso/internal/server/db"
	"oso/internal/server/guide"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// unreadView says that the physician has not opened what was released.
type unreadView struct {
	Version   int64   `json:"version"`
	Since     instant `json:"since"`
	Reminders int64   `json:"reminders"` // sent
	Call      bool    `json:"call"`      // somebody at the desk is to call
}

// unreadOf is nil where the newest version was opened, or none was released.
func unreadOf(f *file) *unreadView {
	if !f.row.Unread || f.row.Version == 0 || workflow.State(f.row.State).Ended() {
		return nil
	}
	v := &unreadView{Version: f.row.Version, Reminders: f.row.Reminders}
	for _, o := range f.opinions {
		if o.Version == f.row.Version {
			v.Since = instant(o.ReleasedAt)
		}
	}
	v.Call = slices.ContainsFunc(f.tasks, func(t task) bool { return t.kind == workflow.TaskCallDoctor })
	return v
}

// toldView is one who was told of what was released.
type toldView struct {
	Notice   string  `json:"notice"`
	Audience string  `json:"audience"`
	Whom     string  `json:"whom"`
	At       instant `json:"at"`
	State    string  `json:"state"` // sent, skipped, failed, or waiting still
	Channel  string  `json:"channel"`
}

type arrangementView struct {
	ID    string  `json:"id"`
	Kind  string  `json:"kind"`
	State string  `json:"state"`
	By    string  `json:"by"`
	At    instant `json:"at"`
	chart.Arrangement
}

type lackView struct {
	Version int64   `json:"version"`
	Code    string  `json:"code"`
	Words   string  `json:"words"`
	By      string  `json:"by"`
	At      instant `json:"at"`
}

// viewAfter is what follows a release.
func viewAfter(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	if f.Sees(rights.Intake) || f.May(rights.SayLacked) {
		list, err := guide.MaterialsFor(ctx, q, c.Doc)
		if err != nil {
			return err
		}
		v.MaterialsList, v.SaysLacked = list, f.May(rights.SayLacked)
		if err := viewLacks(ctx, q, f, c, names, v); err != nil {
			return err
		}
	}
	if !f.Sees(rights.Intake) {
		return nil
	}
	v.Unread = unreadOf(f)
	if f.releasedAt() == 0 {
		return nil
	}
	if err := viewTold(ctx, q, f, names, v); err != nil {
		return err
	}
	if err := viewDelivered(ctx, q, f, v); err != nil {
		return err
	}
	list, err := q.ListArrangements(ctx, f.row.ID)
	if err != nil {
		return db.Err(err, "read arrangements")
	}
	for _, a := range list {
		body, err := c.Arrangement(a)
		if err != nil {
			return err
		}
		v.Arrangements = append(v.Arrangements, arrangementView{a.ID, a.Kind, a.State, names.name(a.ByID), instant(a.CreatedAt), body})
	}
	return nil
}

// afterRelease are the notices that a release and what follows it send.
var afterRelease = noticesAfterRelease()

func noticesAfterRelease() (names []string) {
	out := []workflow.State{workflow.Released, workflow.Accessed, workflow.Completed, workflow.PaymentFailed, workflow.Closed}
	for _, r := range workflow.Table() {
		before := slices.ContainsFunc(r.From, func(s workflow.State) bool { return !slices.Contains(out, s) })
		if before && r.Event != workflow.Approve {
			continue
		}
		for _, n := range slices.Concat(r.Notices, r.First) {
			names = append(names, n.Name)
		}
	}
	return names
}

// viewTold: physician and patient, since the first version is out.
func viewTold(ctx context.Context, q *db.Queries, f *file, names *people, v *caseView) error {
	list, err := q.ListNotices(ctx, f.row.ID)
	if err != nil {
		return db.Err(err, "read notices")
	}
	for _, n := range list {
		if n.CreatedAt < f.releasedAt() || n.Audience != "physician" && n.Audience != "patient" || !slices.Contains(afterRelease, n.Notice) {
			continue
		}
		v.Told = append(v.Told, toldView{n.Notice, n.Audience, names.name(n.PersonID), instant(cmp.Or(n.SentAt, n.CreatedAt)), n.State, n.Channel})
	}
	return nil
}

// viewDelivered marks the versions of which the first word is a recorded delivery.
func viewDelivered(ctx context.Context, q *db.Queries, f *file, v *caseView) error {
	list, err := q.ListAccesses(ctx, f.row.ID)
	if err != nil {
		return db.Err(err, "read accesses")
	}
	for _, o := range f.opinions {
		i := slices.IndexFunc(list, func(a db.Access) bool { return a.OpinionID == o.ID })
		at := slices.IndexFunc(v.Opinions, func(r opinionRow) bool { return r.Version == o.Version })
		if i >= 0 && at >= 0 {
			v.Opinions[at].Delivered = list[i].Kind == "delivery"
		}
	}
	return nil
}

func viewLacks(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	list, err := q.ListLacks(ctx, f.row.ID)
	if err != nil {
		return db.Err(err, "read what was missing")
	}
	for _, l := range list {
		if !f.Is(rights.Desk) && !f.who.Is(l.PersonID) {
			continue // another author's
		}
		words, err := c.Lack(l)
		if err != nil {
			return err
		}
		row := lackView{Code: l.Code, Words: words, By: names.name(l.PersonID), At: instant(l.SaidAt)}
		for _, o := range f.opinions {
			if o.ID == l.OpinionID {
				row.Version = o.Version
			}
		}
		v.Lacks = append(v.Lacks, row)
	}
	return nil
}

// lackRequest says what would have changed the answer, or takes that back.
type lackRequest struct {
	Said  bool   `json:"said"`
	Words string `json:"words"`
}

// lackOther is what no entry of the list says, in words.
const lackOther = "other"

// mostLacked bounds an author's words about it, in characters.
const mostLacked = 2000

// putLack keeps what an author says would have changed the answer that was signed.
func (k *Console) putLack(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "say what was missing"
	var in lackRequest
	if err := read(r, &in); err != nil {
		return err
	}
	ctx, id, code := r.Context(), r.PathValue("case"), r.PathValue("code")
	in.Words = strings.TrimSpace(in.Words)
	if utf8.RuneCountInString(in.Words) > mostLacked {
		return errs.E(errs.TooLarge, op, "This is longer than 2,000 characters. Nothing was kept. Shorten it.")
	}
	err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		return k.inCase(ctx, q, id, who, func(f *file) error { return f.must(rights.SayLacked) }, func(f *file, c *opinion.Working) error {
			i := slices.IndexFunc(f.opinions, func(o head) bool {
				return f.who.Is(o.AuthorID) && o.ContentSHA256 != "" && o.State != opinion.StateDraft
			})
			for n, o := range f.opinions {
				if i >= 0 && f.who.Is(o.AuthorID) && o.State != opinion.StateDraft {
					i = n // the newest that was signed
				}
			}
			if i < 0 {
				return errs.E(errs.Refused, op, "Nothing of yours is signed here. Nothing was kept. Say it once the letter is signed.")
			}
			l, _, err := checklist.Of(ctx, q, rights.MaterialChecks)
			if err != nil {
				return err
			}
			known := slices.ContainsFunc(l.Checks, func(x checklist.Check) bool { return x.Code == code })
			if in.Said && !known && code != lackOther {
				return errs.E(errs.NotFound, op, "This is not on the materials list any more. Nothing was kept. Load the page again and choose another.")
			}
			if in.Said && code == lackOther && in.Words == "" {
				return errs.E(errs.Incomplete, op, "What else was missing is not said. Nothing was kept. Write a few words.")
			}
			e := db.Entry(id, string(acts.Lacked), who.As(f.as(rights.SayLacked)), k.Now())
			e.FromState, e.ToState, e.Reason = f.row.State, f.row.State, code
			o := f.opinions[i]
			if in.Said {
				sealed := c.SealLack(o.ID, code, in.Words)
				e.ObjectSHA256 = seal.SHA256(sealed)
				err = q.PutLack(ctx, db.PutLackParams{CaseID: id, OpinionID: o.ID, Code: code, WordsSealed: sealed, PersonID: f.who.ID, SaidAt: k.Now().UnixMilli()})
			} else {
				n, dropped := q.DropLack(ctx, db.DropLackParams{CaseID: id, OpinionID: o.ID, Code: code})
				if err = dropped; n == 0 && err == nil {
					return nil // taken back before
				}
			}
			if err != nil {
				return db.Err(err, op)
			}
			_, err = db.AppendAudit(ctx, tx, e)
			return err
		})
	})
	if err != nil {
		return err
	}
	v, err := k.caseView(ctx, id, who)
	if err != nil {
		return err
	}
	return answer(w, v)
}
