package console

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// fileRequest files an item on a case.
type fileRequest struct {
	Case       string                `json:"case"`
	Material   string                `json:"material"` // declared; empty: another
	Kind       casefile.MaterialKind `json:"kind" ts:"string"`
	Date       string                `json:"date"`                 // of what it says: YYYY, YYYY-MM or YYYY-MM-DD; empty: not known
	Translates casefile.RecordID     `json:"translates,omitempty"` // the record of the case that it is the translation of
	Name       string                `json:"name"`                 // in the records' list; empty: the file's
	By         []string              `json:"by"`                   // the two identifiers that were compared
	Despite    string                `json:"despite"`              // why, where it names somebody else
	Note       string                `json:"note"`
}

// mostNoted bounds what is written beside an item, in characters.
const mostNoted = 2000

func (k *Console) fileItem(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "file item"
	var in fileRequest
	if err := read(r, &in); err != nil {
		return err
	}
	switch {
	case !slices.Contains([]casefile.MaterialKind{casefile.MaterialImaging, casefile.MaterialPathology, casefile.MaterialLaboratory, casefile.MaterialRecord}, in.Kind):
		return errs.E(errs.Invalid, op, "Say what it is: imaging, pathology, laboratory or another record. Nothing was changed.")
	case in.Date != "" && !partialDate(in.Date):
		return errs.E(errs.Invalid, op, "The date has to be a year, a month or a day, like 2026, 2026-03 or 2026-03-12. Nothing was changed.")
	case utf8.RuneCountInString(in.Despite) > mostNoted, utf8.RuneCountInString(in.Note) > mostNoted, utf8.RuneCountInString(in.Name) > 200:
		return errs.E(errs.TooLarge, op, "This is longer than the service keeps. Nothing was changed. Shorten it.")
	}
	i, by, err := k.openItem(r, who, op)
	if err != nil {
		return err
	}
	defer i.Close()
	ctx, q := r.Context(), k.DB.Q()
	f, c, err := k.filable(ctx, q, in.Case, who)
	if err != nil {
		return err
	}
	defer c.Close()
	doc, err := c.Document()
	if err != nil {
		return err
	}
	if in.Despite == "" && differs(doc.Patient, i.People) {
		return errs.E(errs.Incomplete, op, "This names somebody else than the case does. Nothing was changed. Choose another case, or say why it belongs here nevertheless.")
	}
	filing := inbox.Filing{Case: c, Actor: by, Translates: in.Translates, As: inbox.Placed{Kind: in.Kind, Date: in.Date, Name: strings.TrimSpace(in.Name), By: in.By}}
	if in.Material != "" {
		list, err := q.ListMaterials(ctx, f.row.ID)
		if err != nil {
			return db.Err(err, op)
		}
		n := slices.IndexFunc(list, func(m db.Material) bool { return m.ID == in.Material })
		if n < 0 {
			return errs.E(errs.NotFound, op, "This case has no such material. Nothing was changed.")
		}
		filing.Material = list[n]
	}
	filing.Note = k.filedNote(i, in)
	if err := k.Inbox.File(ctx, i, filing); err != nil {
		return err
	}
	return shows(k, k.inboxOf)(w, r, who)
}

// filable opens a case that something is filed on, or taken out of. Close it.
func (k *Console) filable(ctx context.Context, q *db.Queries, id string, who principal.Principal) (*file, *chart.Case, error) {
	f, err := k.find(ctx, q, id, who)
	if err != nil {
		return nil, nil, err
	}
	if err := f.must(rights.Act("record-material")); err != nil {
		return nil, nil, err
	}
	c, err := k.Records.Open(k.Keys, f.row)
	return f, c, err
}

// filedNote is what a case's history says of a filing.
func (k *Console) filedNote(i *inbox.Item, in fileRequest) string {
	name := strings.TrimSpace(in.Name)
	if name == "" {
		name = i.Item.Name()
	}
	says := "“" + name + "”, which came by " + channelWords(inbox.Channel(i.Row.Channel)) + " on " +
		time.UnixMilli(i.Row.ArrivedAt).In(k.Zone).Format("2 January 2006") + ". " + comparedBy(in.By)
	if in.Despite != "" {
		says += " It names somebody else: " + in.Despite
	}
	if in.Note != "" {
		says += " " + in.Note
	}
	return says
}

// comparedBy says by what something was compared with the case.
func comparedBy(by []string) string {
	words := map[string]string{"name": "name", "birth-date": "birth date", "reference": "reference number", "number": "hospital or member number"}
	var out []string
	for _, b := range by {
		out = append(out, words[b])
	}
	return "Compared by " + strings.Join(out, " and ") + "."
}

// channelWords are how an item came, in words of the history.
func channelWords(c inbox.Channel) string {
	switch c {
	case inbox.Email:
		return "e-mail"
	case inbox.Fax:
		return "fax"
	case inbox.Post:
		return "post"
	case inbox.Courier:
		return "courier"
	}
	return "the inbox folder"
}

func partialDate(s string) bool {
	for _, form := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(form, s); err == nil {
			return true
		}
	}
	return false
}

// differs tells whether anybody is named who certainly is not the patient: pages
// of two people in one file are somebody's to look at.
func differs(patient casefile.Patient, named []identity.Person) bool {
	return slices.ContainsFunc(named, func(p identity.Person) bool { return identity.Compare(patient, p).Verdict == identity.Differs })
}

// backRequest sends an item back to whoever sent it.
type backRequest struct {
	Reason string `json:"reason"`
	Note   string `json:"note"`
}

// backReasons are why something is not for us.
func backReasons() []string {
	return []string{"not-ours", "unknown-patient", "unreadable", "password", "program", "other"}
}

func (k *Console) sendItemBack(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "send item back"
	var in backRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if !slices.Contains(backReasons(), in.Reason) {
		return errs.E(errs.Invalid, op, "Choose why it goes back. Nothing was changed.")
	}
	if utf8.RuneCountInString(in.Note) > mostNoted {
		return errs.E(errs.TooLarge, op, "This is longer than the service keeps. Nothing was changed. Shorten it.")
	}
	return k.decideItem(w, r, who, op, func(i *inbox.Item, by principal.Actor) error {
		return k.Inbox.SendBack(r.Context(), i, by, in.Reason, in.Note)
	})
}

func (k *Console) keepItem(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.decideItem(w, r, who, "keep item", func(i *inbox.Item, by principal.Actor) error { return k.Inbox.Keep(r.Context(), i, by) })
}

func (k *Console) itemTold(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.decideItem(w, r, who, "tell sender", func(i *inbox.Item, by principal.Actor) error { return k.Inbox.Told(r.Context(), i, by) })
}

// decideItem does one thing to an item and answers with the inbox as it is then.
func (k *Console) decideItem(w http.ResponseWriter, r *http.Request, who principal.Principal, op string, do func(*inbox.Item, principal.Actor) error) error {
	i, by, err := k.openItem(r, who, op)
	if err != nil {
		return err
	}
	defer i.Close()
	if err := do(i, by); err != nil {
		return err
	}
	return shows(k, k.inboxOf)(w, r, who)
}
