package console

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// inboxView is what came in and is no case's yet, the oldest first, and what was
// decided of late.
type inboxView struct {
	Waiting []itemView `json:"waiting"`
	Decided []itemView `json:"decided"`
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
	// Suggestions are the cases that it may belong to; nil in lists.
	Suggestions []suggestionView `json:"suggestions"`
}

type namedView struct {
	Name string `json:"name"`
	Born string `json:"born"`
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
	names := k.names(ctx, q)
	for _, list := range []struct {
		from []*inbox.Item
		to   *[]itemView
	}{{waiting, &v.Waiting}, {decided, &v.Decided}} {
		for _, i := range list.from {
			x, err := viewItem(ctx, q, i, names)
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
		From: i.From, Subject: i.Subject, People: []namedView{}, Foreign: i.Foreign, Remarks: append([]string{}, i.Remarks...),
		Reason: r.Reason, Note: i.Note, DecidedBy: names.name(r.DecidedBy), DecidedAt: moment(r.DecidedAt), Told: r.ToldAt > 0, DestroyAt: moment(r.DestroyAt),
		Suggestions: []suggestionView{},
	}
	if d := i.Item.DICOM; d != nil {
		v.Modality, v.Date = d.Modality, d.StudyDate
	}
	for _, p := range i.People {
		v.People = append(v.People, namedView{identity.Display(p.Name), p.Birth(), p.Number()})
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
	if i.Row.State == string(inbox.Waiting) {
		if v.Suggestions, err = k.suggest(ctx, q, who, i); err != nil {
			return err
		}
	}
	return answer(w, v)
}

// fileRequest files an item on a case.
type fileRequest struct {
	Case     string                `json:"case"`
	Material string                `json:"material"` // declared; empty: another
	Kind     casefile.MaterialKind `json:"kind" ts:"string"`
	Date     string                `json:"date"`    // of what it says: YYYY, YYYY-MM or YYYY-MM-DD; empty: not known
	Name     string                `json:"name"`    // in the records' list; empty: the file's
	By       []string              `json:"by"`      // the two identifiers that were compared
	Despite  string                `json:"despite"` // why, where it names somebody else
	Note     string                `json:"note"`
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
	f, err := k.find(ctx, q, in.Case, who)
	if err != nil {
		return err
	}
	if err := f.must(rights.Act("record-material")); err != nil {
		return err
	}
	c, err := k.Records.Open(k.Keys, f.row)
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
	filing := inbox.Filing{Case: c, Actor: by, As: inbox.Placed{Kind: in.Kind, Date: in.Date, Name: strings.TrimSpace(in.Name), By: in.By}}
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

// takeOutRequest takes an item out of the case that it was filed on.
type takeOutRequest struct {
	Reason string `json:"reason"`
	Note   string `json:"note"`
}

// outReasons are why an item is taken out of a case.
func outReasons() []string { return []string{wrongPatient, "wrong-material", "other"} }

const wrongPatient = "wrong-patient"

// takeItemOut takes a record that was filed wrongly out of its case: nobody reads
// it there any more, and who did is in the history. Of another patient's it is a
// task, too: somebody has to be told.
func (k *Console) takeItemOut(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "take item out"
	var in takeOutRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if !slices.Contains(outReasons(), in.Reason) {
		return errs.E(errs.Invalid, op, "Choose why it is taken out. Nothing was changed.")
	}
	if utf8.RuneCountInString(in.Note) > mostNoted {
		return errs.E(errs.TooLarge, op, "This is longer than the service keeps. Nothing was changed. Shorten it.")
	}
	i, by, err := k.openItem(r, who, op)
	if err != nil {
		return err
	}
	defer i.Close()
	ctx, q := r.Context(), k.DB.Q()
	if i.Row.State != string(inbox.Filed) {
		return errs.E(errs.Conflict, op, "This is not in a case any more. Nothing was changed. Load the page again.")
	}
	f, err := k.find(ctx, q, i.Row.CaseID, who)
	if err != nil {
		return err
	}
	if err := f.must(rights.Act("record-material")); err != nil {
		return err
	}
	c, err := k.Records.Open(k.Keys, f.row)
	if err != nil {
		return err
	}
	defer c.Close()
	saw, err := k.whoOpened(ctx, q, f, c, i)
	if err != nil {
		return err
	}
	t := inbox.Taking{Case: c, Actor: by, Reason: in.Reason, Note: takenNote(i, in, saw)}
	if in.Reason == wrongPatient {
		t.Then = func(tx *sql.Tx) error {
			q, now := db.New(tx), k.Now().UnixMilli()
			kinds := []string{workflow.TaskMisfiled}
			rests, err := released(ctx, q, f.row.ID, i.Row.RecordID)
			if rests {
				kinds = append(kinds, workflow.TaskCorrectLetter)
			}
			for _, kind := range kinds {
				err = cmp.Or(err, q.PutTask(ctx, db.PutTaskParams{
					ID: casefile.NewID(), CaseID: f.row.ID, Kind: kind, Role: string(principal.Coordinator),
					Key: f.row.ID + "/" + kind + "/" + i.Row.ID + "/" + i.Row.RecordID, DueAt: now, CreatedAt: now,
				}))
			}
			return db.Err(err, op)
		}
	}
	if err := k.Inbox.Unfile(ctx, i, t); err != nil {
		return err
	}
	return shows(k, k.inboxOf)(w, r, who)
}

// released tells whether a letter that is out was signed while a record was filed.
func released(ctx context.Context, q *db.Queries, id, record string) (bool, error) {
	list, err := q.ListOpinionHeads(ctx, id)
	return slices.ContainsFunc(list, func(o db.ListOpinionHeadsRow) bool {
		return o.ReleasedAt > 0 && slices.Contains(strings.Fields(o.FiledRecords), record)
	}), err
}

// takenNote is what the case's history says of it.
func takenNote(i *inbox.Item, in takeOutRequest, saw []string) string {
	why := map[string]string{wrongPatient: "It is another patient’s.", "wrong-material": "It is something else than it was filed as.", "other": ""}[in.Reason]
	seen := "Nobody opened it here."
	if len(saw) > 0 {
		seen = "It was opened here by " + strings.Join(saw, ", ") + "."
	}
	name := i.Item.Name()
	if i.Filing != nil && i.Filing.Name != "" {
		name = i.Filing.Name
	}
	if in.Reason == wrongPatient {
		name = "A record" // the name may be another patient's
	} else {
		name = "“" + name + "”"
	}
	return strings.Join(strings.Fields(name+" was taken out of the case. "+why+" "+seen+" "+in.Note), " ")
}

// whoOpened are the names of those who opened a filed record in its case since
// it was filed.
func (k *Console) whoOpened(ctx context.Context, q *db.Queries, f *file, c *chart.Case, i *inbox.Item) ([]string, error) {
	object, study := seal.SHA256([]byte(i.Row.RecordID)), ""
	if d := i.Item.DICOM; d != nil && d.StudyUID != "" {
		study = seal.SHA256([]byte(d.StudyUID)) // all files of it were taken away
	}
	rows, err := q.ListAudit(ctx, f.row.ID)
	if err != nil {
		return nil, db.Err(err, "read timeline")
	}
	names := k.names(ctx, q)
	var out []string
	for _, a := range rows {
		if name := names.name(a.ActorID); (a.Event == string(acts.OpenedRecord) && a.ObjectSHA256 == object || study != "" && a.Event == string(acts.Taken) && a.ObjectSHA256 == study && a.ServerTime >= i.Row.DecidedAt) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out, nil
}
