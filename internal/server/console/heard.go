package console

import (
	"slices"

	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// readTask is before the id of a message in the key of the task to read it.
const readTask = "read/"

// heard notes that a coordinator has read the messages of a list that somebody
// wrote to the desk, and ends the tasks to read them. Whatever else came, also in
// this moment, is still to be read by somebody.
func (d *doing) heard(list []db.Message) error {
	const op = "read messages"
	now, ids := d.cmd.Now.UnixMilli(), map[string]bool{}
	for _, m := range list {
		if m.ToRole != string(principal.Coordinator) {
			continue
		}
		ids[readTask+m.ID] = true
		if err := d.q.ReadMessage(d.ctx, db.ReadMessageParams{CaseID: m.CaseID, ID: m.ID, ToRole: m.ToRole, ReadAt: now}); err != nil {
			return db.Err(err, op)
		}
	}
	open, err := d.q.ListOpenTasksByCase(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, t := range open {
		if t.Kind != workflow.TaskRead || !ids[t.Key] {
			continue
		}
		if _, err := d.q.FinishTask(d.ctx, db.FinishTaskParams{ID: t.ID, DoneAt: now, DoneBy: d.cmd.Actor.ID}); err != nil {
			return db.Err(err, op)
		}
	}
	return db.Err(d.q.TouchCase(d.ctx, db.TouchCaseParams{ID: d.file.row.ID}), op)
}

// until are the messages of the case up to the last that a page showed, none where
// it says of none, and all of them. Of those that came in the same millisecond only
// that one is certain to have been shown.
func (d *doing) until(last acts.Until) (shown, list []db.Message, err error) {
	if last == "" {
		return nil, nil, nil
	}
	list, err = d.q.ListMessages(d.ctx, d.file.row.ID)
	if err != nil {
		return nil, nil, db.Err(err, "read messages")
	}
	at := slices.IndexFunc(list, func(m db.Message) bool { return m.ID == string(last) })
	if at < 0 {
		return nil, nil, errs.E(errs.NotFound, "read messages", "There is no such message with this case. Nothing was changed. Read the case again.")
	}
	for _, m := range list[:at+1] {
		if m.ID == string(last) || m.CreatedAt < list[at].CreatedAt {
			shown = append(shown, m)
		}
	}
	return shown, list, nil
}

// writeLetter: who writes to the clinic has read what was on the screen.
func writeLetter(d *doing, in *acts.Message) error {
	shown, _, err := d.until(in.Until)
	if err != nil {
		return err
	}
	if err := d.letter("message", principal.Coordinator, "physician", string(in.Text), string(in.Once), ""); err != nil || d.repeated {
		return err
	}
	return d.heard(shown)
}

func forwardQuestion(d *doing, in *acts.ForwardQuestion) error {
	asked, err := d.asked()
	if err != nil {
		return err
	}
	if err := d.letter("question", principal.Coordinator, "physician", string(in.Text), "", asked.ID); err != nil {
		return err
	}
	return d.heard([]db.Message{asked})
}

// answerQuestion: what the clinic wrote to this question is answered with it,
// nothing else that it wrote.
func answerQuestion(d *doing, in *acts.AnswerQuestion) error {
	asked, err := d.asked()
	if err != nil {
		return err
	}
	shown, list, err := d.until(in.Until)
	if err != nil {
		return err
	}
	to := string(writer(d.file.row.Kind))
	if asked.FromRole != "" {
		to = asked.FromRole
	}
	if err := d.letter("answer", principal.Coordinator, to, string(in.Text), "", asked.ID); err != nil {
		return err
	}
	_, of := threadsOf(list)
	about := of[asked.ID]
	shown = slices.DeleteFunc(shown, func(m db.Message) bool { return m.ID == asked.ID || about == nil || of[m.ID] != about })
	return d.heard(append(shown, asked))
}
