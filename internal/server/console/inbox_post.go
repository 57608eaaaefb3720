package console

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
)

// postRequest writes down a letter or parcel that came, before anybody knows whose it is.
type postRequest struct {
	ID        string        `json:"id"`      // 32 hex digits that the page makes: sent twice, it is one
	Channel   inbox.Channel `json:"channel"` // post or courier
	On        string        `json:"on"`      // YYYY-MM-DD; empty: today
	From      string        `json:"from"`
	What      string        `json:"what"`
	Tracking  string        `json:"tracking"`
	Place     string        `json:"place"` // where it lies
	Name      string        `json:"name"`  // whom it names, as it is written there
	Born      string        `json:"born"`
	Reference string        `json:"reference"`
}

// joinRequest says of which letter or parcel a scan is.
type joinRequest struct {
	Post string `json:"post"`
}

// parcelView is what was written down of a letter or parcel.
type parcelView struct {
	What     string `json:"what"`
	Tracking string `json:"tracking"`
	Place    string `json:"place"`
	By       string `json:"by"`
	// Scans are those of it.
	Scans []itemRef `json:"scans"`
}

// itemRef names an item of the inbox.
type itemRef struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	From      string      `json:"from"`
	State     inbox.State `json:"state"`
	ArrivedAt instant     `json:"arrived_at"`
}

func refItem(i *inbox.Item) itemRef {
	return itemRef{i.Row.ID, i.Item.Name(), i.From, inbox.State(i.Row.State), instant(i.Row.ArrivedAt)}
}

// longestLine bounds a line that is written down, in characters.
const longestLine = 300

func (k *Console) writeDownPost(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "write down post"
	var in postRequest
	if err := read(r, &in); err != nil {
		return err
	}
	by, err := inboxDesk(who, op)
	if err != nil {
		return err
	}
	if k.Inbox == nil {
		return errs.E(errs.NotFound, op, "This service has no inbox.")
	}
	for _, line := range []*string{&in.From, &in.What, &in.Tracking, &in.Place, &in.Name, &in.Born, &in.Reference} {
		if *line = strings.Join(strings.Fields(*line), " "); utf8.RuneCountInString(*line) > longestLine {
			return errs.E(errs.TooLarge, op, "This is longer than the service keeps. Nothing was changed. Shorten it.")
		}
	}
	at := k.Now()
	switch {
	case !casefile.ValidID(in.ID):
		return errs.E(errs.Invalid, op, "The request has no id of the service's form. Nothing was changed. Open the page anew.")
	case in.Channel != inbox.Post && in.Channel != inbox.Courier:
		return errs.E(errs.Invalid, op, "Say whether it came by post or by courier. Nothing was changed.")
	case in.What == "":
		return errs.E(errs.Incomplete, op, "Say what came. Nothing was changed.")
	case in.From == "":
		return errs.E(errs.Incomplete, op, "Say from whom it came, or that nobody stands on it. Nothing was changed.")
	}
	if in.On != "" && in.On != at.In(k.Zone).Format(time.DateOnly) {
		day, err := time.ParseInLocation(time.DateOnly, in.On, k.Zone)
		if err != nil || day.After(at) || at.Sub(day) > longestAgo {
			return errs.E(errs.Invalid, op, "This day is none, still to come, or more than a year ago. Nothing was changed. Correct it.")
		}
		at = day.Add(12 * time.Hour)
	}
	if err := k.Inbox.WriteDown(r.Context(), inbox.Written{
		ID: in.ID, Channel: in.Channel, At: at, From: in.From, Parcel: inbox.Parcel{What: in.What, Tracking: in.Tracking, Place: in.Place},
		Name: in.Name, Born: in.Born, Reference: in.Reference,
	}, by); err != nil {
		return err
	}
	return shows(k, k.inboxOf)(w, r, who)
}

func (k *Console) joinScan(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "join scan"
	var in joinRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return k.decideItem(w, r, who, op, func(i *inbox.Item, by principal.Actor) error {
		parcel, err := k.Inbox.Open(r.Context(), k.DB.Q(), in.Post)
		if err != nil {
			return err
		}
		defer parcel.Close()
		return k.Inbox.Join(r.Context(), i, parcel, by)
	})
}

// joinable is how far back a letter or parcel may be that a scan is joined to.
const joinable = 60 * 24 * time.Hour

// post fills in what an item has to do with letters and parcels that were written down.
func (k *Console) post(ctx context.Context, q *db.Queries, i *inbox.Item, v *itemView) error {
	var list []*inbox.Item
	var err error
	to := &v.Posts
	switch {
	case v.Parcel != nil:
		list, err = k.Inbox.Scans(ctx, q, i.Row.ID)
		to = &v.Parcel.Scans
	case v.State == inbox.Waiting:
		list, err = k.Inbox.Logged(ctx, q, k.Now().Add(-joinable))
	}
	for _, x := range list {
		*to = append(*to, refItem(x))
		x.Close()
	}
	return err
}
