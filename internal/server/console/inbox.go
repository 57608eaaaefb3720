package console

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
)

// inboxView is what came in and is no case's yet, the oldest first, and what was
// decided of late.
type inboxView struct {
	Waiting []itemView `json:"waiting"`
	Decided []itemView `json:"decided"`
	// More wait than are shown, and come into the list as those are decided.
	More int64 `json:"more"`
}

// itemView is one thing that came.
type itemView struct {
	ID        string        `json:"id"`
	Channel   inbox.Channel `json:"channel"`
	State     inbox.State   `json:"state"`
	Name      string        `json:"name"`
	Record    string        `json:"record"` // below which its bytes are
	MediaType string        `json:"media_type"`
	Modality  string        `json:"modality"`
	Kept      string        `json:"kept"`
	Bytes     int64         `json:"bytes"`
	Pages     int64         `json:"pages"`
	Again     int64         `json:"again"`    // how often the same bytes came since
	Together  string        `json:"together"` // what came at once has one
	ArrivedAt instant       `json:"arrived_at"`
	From      string        `json:"from"`
	Subject   string        `json:"subject"`
	People    []namedView   `json:"people"`  // whom it names
	Read      bool          `json:"read"`    // its words or its header were read; else nobody knows whom it names
	Foreign   bool          `json:"foreign"` // it may not be in English
	Remarks   []string      `json:"remarks"`
	Date      string        `json:"date"` // that its header says
	// What was decided, by whom; Case is where it was filed.
	Reason    string   `json:"reason"`
	Note      string   `json:"note"`
	DecidedBy string   `json:"decided_by"`
	DecidedAt moment   `json:"decided_at"`
	Case      *caseRef `json:"case"`
	Told      bool     `json:"told"` // whoever sent it knows
	DestroyAt moment   `json:"destroy_at"`
	// Along came in one go with it; Filed is of the same bytes and was filed before:
	// neither in lists.
	Along []itemRef `json:"along"`
	Filed *itemRef  `json:"filed"`
	// Inside is what is packed in it; null: it is not packed.
	Inside *inbox.Inside `json:"inside"`
	// Parcel is a letter or parcel that was written down by hand; Post is the one that
	// a scan is of, Posts those that it may be of: nil in lists.
	Parcel *parcelView `json:"parcel"`
	Post   string      `json:"post"`
	Posts  []itemRef   `json:"posts"`
	// Suggestions are the cases that it may belong to; nil in lists.
	Suggestions []suggestionView `json:"suggestions"`
}

type namedView struct {
	Name string `json:"name"`
	// Surname is the end of Name that is never cut.
	Surname string `json:"surname"`
	Born    string `json:"born"`
	// Number is one that whoever made it knows the patient by.
	Number string `json:"number"`
}

// desk of the inbox: the service's own coordinators, since nobody knows whose a
// thing is before it is filed (ADR 142).
func inboxDesk(who principal.Principal, op string) (principal.Actor, error) {
	if who.Has(principal.Coordinator) && who.HoldsOf(principal.Coordinator, "") {
		return who.As(principal.Coordinator), nil
	}
	return principal.Actor{}, errs.E(errs.Forbidden, op, "The inbox is kept by the service’s own coordinators. Nothing was changed.")
}

// waitingItems is how much waits in the inbox, for who files it.
func (k *Console) waitingItems(ctx context.Context, q *db.Queries, who principal.Principal) (int64, error) {
	if _, err := inboxDesk(who, ""); err != nil || k.Inbox == nil {
		return 0, nil
	}
	n, err := q.CountWaitingItems(ctx)
	return n, db.Err(err, "count inbox")
}

// decidedShown is how far back what was decided is listed.
const decidedShown = 7 * 24 * time.Hour

func (k *Console) inboxOf(ctx context.Context, q *db.Queries, who principal.Principal) (*inboxView, error) {
	if _, err := inboxDesk(who, "list inbox"); err != nil {
		return nil, err
	}
	v := &inboxView{Waiting: []itemView{}, Decided: []itemView{}}
	if k.Inbox == nil {
		return v, nil
	}
	waiting, decided, err := k.Inbox.List(ctx, q, k.Now().Add(-decidedShown))
	if err != nil {
		return nil, err
	}
	if v.More, err = q.CountWaitingItems(ctx); err != nil {
		return nil, db.Err(err, "count inbox")
	}
	v.More = max(0, v.More-int64(len(waiting)))
	names := k.names(ctx, q)
	for _, list := range []struct {
		from []*inbox.Item
		to   *[]itemView
	}{{waiting, &v.Waiting}, {decided, &v.Decided}} {
		for _, i := range list.from {
			x, err := viewItem(ctx, q, i, names)
			if err == nil && x.Parcel != nil && x.State == inbox.Waiting && i.Row.DecidedAt > 0 {
				err = k.post(ctx, q, i, &x) // taken up again: it may be scanned in part
			}
			i.Close()
			if err != nil {
				return nil, err
			}
			*list.to = append(*list.to, x)
		}
	}
	return v, nil
}

func viewItem(ctx context.Context, q *db.Queries, i *inbox.Item, names *people) (itemView, error) {
	r := i.Row
	v := itemView{
		ID: r.ID, Channel: inbox.Channel(r.Channel), State: inbox.State(r.State), Name: i.Item.Name(), Record: string(i.Item.Record), MediaType: i.Item.MediaType,
		Kept: i.Item.Kept, Bytes: r.Bytes, Pages: r.Pages, Again: r.Again, Together: r.Together, ArrivedAt: instant(r.ArrivedAt),
		From: i.From, Subject: i.Subject, People: []namedView{}, Read: i.WasRead, Foreign: i.Foreign, Remarks: append([]string{}, i.Remarks...),
		Reason: r.Reason, Note: i.Note, DecidedBy: names.name(r.DecidedBy), DecidedAt: moment(r.DecidedAt), Told: r.ToldAt > 0, DestroyAt: moment(r.DestroyAt),
		Along: []itemRef{}, Inside: i.Inside, Post: r.LogID, Posts: []itemRef{}, Suggestions: []suggestionView{},
	}
	if p := i.Parcel; p != nil {
		v.Parcel = &parcelView{What: p.What, Tracking: p.Tracking, Place: p.Place, By: names.name(r.LoggedBy), Scans: []itemRef{}}
	}
	if d := i.Item.DICOM; d != nil {
		v.Modality, v.Date = d.Modality, d.StudyDate
	}
	for _, p := range i.People {
		v.People = append(v.People, namedView{identity.Display(p.Name), identity.Surname(p.Name), p.Birth(), p.Number()})
	}
	if r.CaseID != "" {
		c, err := q.GetCase(ctx, r.CaseID)
		if err != nil {
			return v, db.Err(err, "list inbox")
		}
		v.Case = &caseRef{c.ID, c.Reference}
	}
	return v, nil
}

// openItem opens the item of a request, for the inbox's desk. Close it.
func (k *Console) openItem(r *http.Request, who principal.Principal, op string) (*inbox.Item, principal.Actor, error) {
	by, err := inboxDesk(who, op)
	if err != nil {
		return nil, by, err
	}
	if k.Inbox == nil {
		return nil, by, errs.E(errs.NotFound, op, "This service has no inbox.")
	}
	i, err := k.Inbox.Open(r.Context(), k.DB.Q(), r.PathValue("item"))
	return i, by, err
}

func (k *Console) item(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	i, _, err := k.openItem(r, who, "read item")
	if err != nil {
		return err
	}
	defer i.Close()
	v, err := viewItem(ctx, q, i, k.names(ctx, q))
	if err != nil {
		return err
	}
	if err := cmp.Or(k.post(ctx, q, i, &v), k.along(ctx, q, i, &v)); err != nil {
		return err
	}
	if i.Row.State == string(inbox.Waiting) {
		if v.Suggestions, err = k.suggest(ctx, q, who, i); err != nil {
			return err
		}
	}
	return answer(w, v)
}

// along fills in what came with an item, and where the same was filed before.
func (k *Console) along(ctx context.Context, q *db.Queries, i *inbox.Item, v *itemView) error {
	list, err := k.Inbox.CameAlong(ctx, q, i)
	if err != nil {
		return err
	}
	for _, x := range list {
		v.Along = append(v.Along, refItem(x))
		x.Close()
	}
	if v.State != inbox.Waiting {
		return nil
	}
	before, err := k.Inbox.FiledBefore(ctx, q, i)
	if err != nil || before == nil {
		return err
	}
	defer before.Close()
	ref := refItem(before)
	v.Filed = &ref
	return nil
}
