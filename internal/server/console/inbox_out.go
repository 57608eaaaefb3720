package console

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

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
	f, c, err := k.filable(ctx, q, i.Row.CaseID, who)
	if err != nil {
		return err
	}
	defer c.Close()
	saw, err := k.whoOpened(ctx, q, f, c, i)
	if err != nil {
		return err
	}
	t := inbox.Taking{Case: c, Actor: by, Reason: in.Reason, Note: takenNote(i, in, saw), Remark: in.Note}
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
			if err != nil {
				return db.Err(err, op)
			}
			return k.doubt(ctx, tx, f, by, i.Row.DecidedAt)
		}
	}
	if err := k.Inbox.Unfile(ctx, i, t); err != nil {
		return err
	}
	return shows(k, k.inboxOf)(w, r, who)
}

// doubt puts the reviews in doubt that were signed since a record was filed that is
// another patient's: their readers and who writes are told, and nothing is signed on
// them until the reader has said that they stand.
func (k *Console) doubt(ctx context.Context, tx *sql.Tx, f *file, by principal.Actor, filed int64) error {
	for _, r := range f.reads {
		if r.State != string(workflow.Final) || max(r.FinishedAt, r.AddedAt) < filed {
			continue
		}
		_, err := k.Flow.Apply(ctx, tx, k.Enqueue, workflow.Command{CaseID: f.row.ID, Event: workflow.DoubtOverread, Actor: by, Now: k.Now(), Read: workflow.Read(r.Kind)})
		if err != nil && !errs.Is(err, errs.Refused) { // a case that has ended
			return err
		}
	}
	return nil
}

// released tells whether a letter that is out was signed while a record was filed.
func released(ctx context.Context, q *db.Queries, id, record string) (bool, error) {
	list, err := q.ListOpinionHeads(ctx, id)
	return slices.ContainsFunc(list, func(o db.ListOpinionHeadsRow) bool {
		return o.ReleasedAt > 0 && slices.Contains(strings.Fields(o.FiledRecords), record)
	}), err
}

// takenNote is what the case's history says of it. Of another patient's record it
// has no word that a person wrote or that the record's name says: either may name
// whose it is. The words stay with the item in the inbox.
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
		name, in.Note = "A record", ""
	} else {
		name = "“" + name + "”"
	}
	return strings.Join(strings.Fields(name+" was taken out of the case. "+why+" "+seen+" "+in.Note), " ")
}

// whoOpened are the names of those who opened a filed record in its case since
// it was filed.
func (k *Console) whoOpened(ctx context.Context, q *db.Queries, f *file, c *chart.Case, i *inbox.Item) ([]string, error) {
	opened, taken := map[string]bool{}, map[string]bool{}
	filed, err := c.Filed(ctx, q)
	if err != nil {
		return nil, err
	}
	for record, item := range filed {
		if item != i.Row.ID {
			continue
		}
		it, err := c.Item(ctx, q, record)
		if err != nil {
			return nil, err
		}
		opened[seal.SHA256([]byte(record))] = true
		if d := it.DICOM; d != nil && d.StudyUID != "" {
			taken[seal.SHA256([]byte(d.StudyUID))] = true // all files of it were taken away
		}
	}
	names := k.names(ctx, q)
	var out []string
	for event, saw := range map[workflow.Event]func(db.Audit) bool{
		acts.OpenedRecord: func(a db.Audit) bool { return opened[a.ObjectSHA256] },
		acts.Taken:        func(a db.Audit) bool { return taken[a.ObjectSHA256] && a.ServerTime >= i.Row.DecidedAt },
	} {
		rows, err := q.ListAuditOf(ctx, db.ListAuditOfParams{Chain: f.row.ID, Event: string(event)})
		if err != nil {
			return nil, db.Err(err, "read timeline")
		}
		for _, a := range rows {
			if name := names.name(a.ActorID); saw(a) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}
