package inbox

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// What was said of a record's language (R15).
const (
	Untranslated = "waiting" // for its translation
	Translated   = "here"    // with its translation, which is another of the case's records
	NeedsNone    = "none"
)

// AwaitTranslations keeps the one task of a case's translations: on the first day on
// which one that waits was to be here; none once nothing waits.
func AwaitTranslations(ctx context.Context, q *db.Queries, id string, by principal.Actor, nowMS int64) error {
	const op = "await translations"
	if err := q.DoneTasksByKind(ctx, db.DoneTasksByKindParams{CaseID: id, Kind: workflow.TaskTranslation, DoneAt: nowMS, DoneBy: by.ID}); err != nil {
		return db.Err(err, op)
	}
	list, err := q.ListTranslations(ctx, id)
	if err != nil {
		return db.Err(err, op)
	}
	due := int64(0)
	for _, t := range list {
		if t.State == Untranslated && (due == 0 || t.DueAt < due) {
			due = t.DueAt
		}
	}
	if due == 0 {
		return nil
	}
	return PutLater(ctx, q, id, workflow.TaskTranslation, due, nowMS)
}

// PutLater puts a task for the desk that is due at a time to come.
func PutLater(ctx context.Context, q *db.Queries, id, kind string, at, nowMS int64) error {
	task := casefile.NewID()
	if err := q.PutTask(ctx, db.PutTaskParams{
		ID: task, CaseID: id, Kind: kind, Role: string(principal.Coordinator), Key: kind + "/" + task, DueAt: nowMS, CreatedAt: nowMS,
	}); err != nil {
		return db.Err(err, "put task")
	}
	_, err := q.PutOffTask(ctx, db.PutOffTaskParams{ID: task, LaterAt: at, Outcome: "later"})
	return db.Err(err, "put task")
}

// joinTranslation makes a record that is filed the translation of another.
func joinTranslation(ctx context.Context, q *db.Queries, id, original, translation string, by principal.Actor, nowMS int64) error {
	const op = "join translation"
	n, err := q.JoinTranslation(ctx, db.JoinTranslationParams{CaseID: id, RecordID: original, TranslationID: translation, JoinedBy: by.ID, JoinedAt: nowMS})
	if err == nil && n == 0 {
		return decided(op)
	}
	if err != nil {
		return db.Err(err, op)
	}
	return AwaitTranslations(ctx, q, id, by, nowMS)
}

// partTranslation follows a record that is taken out of a case: what it was the
// translation of waits again, and of its own language nothing is said there any more.
func partTranslation(ctx context.Context, q *db.Queries, id, record string, by principal.Actor, nowMS int64) error {
	const op = "part translation"
	if err := q.PartTranslation(ctx, db.PartTranslationParams{CaseID: id, TranslationID: record}); err != nil {
		return db.Err(err, op)
	}
	if err := q.DropTranslation(ctx, db.DropTranslationParams{CaseID: id, RecordID: record}); err != nil {
		return db.Err(err, op)
	}
	return AwaitTranslations(ctx, q, id, by, nowMS)
}
