package console

import (
	"database/sql"
	"net/http"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// readRequest says until when a person has read the messages of a case.
type readRequest struct {
	Until string `json:"until"` // the last message that was on the screen
}

// readMessages notes that what was written to the person's own role was read, up
// to a message that is there. What has to be done about it stays a task.
func (k *Console) readMessages(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "read messages"
	var in readRequest
	if err := read(r, &in); err != nil {
		return err
	}
	ctx := r.Context()
	err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		f, err := k.find(ctx, q, r.PathValue("case"), who)
		if err != nil {
			return err
		}
		if err := f.mustSee(rights.History); err != nil {
			return err
		}
		m, err := q.GetMessage(ctx, in.Until)
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) || err == nil && m.CaseID != f.row.ID {
			return errs.E(errs.NotFound, op, "There is no such message with this case. Nothing was changed. Read the case again.")
		} else if err != nil {
			return err
		}
		for _, role := range f.roles() {
			if err := q.ReadMessages(ctx, db.ReadMessagesParams{CaseID: f.row.ID, ToRole: string(role), Until: m.CreatedAt, ID: m.ID, ReadAt: k.Now().UnixMilli()}); err != nil {
				return db.Err(err, op)
			}
		}
		return nil
	})
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}
