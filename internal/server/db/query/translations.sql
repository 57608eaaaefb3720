-- name: PutTranslation :exec
INSERT INTO translations (case_id, record_id, state, about_sealed, said_by, said_at, due_at)
VALUES (@case_id, @record_id, @state, @about_sealed, @said_by, @said_at, @due_at)
ON CONFLICT (case_id, record_id) DO UPDATE SET state = excluded.state, about_sealed = excluded.about_sealed, said_by = excluded.said_by,
  said_at = excluded.said_at, due_at = excluded.due_at, translation_id = '', joined_by = '', joined_at = 0;

-- name: JoinTranslation :execrows
-- Zero rows: it does not wait.
UPDATE translations SET state = 'here', translation_id = @translation_id, joined_by = @joined_by, joined_at = @joined_at
WHERE case_id = @case_id AND record_id = @record_id AND state = 'waiting';

-- name: PartTranslation :exec
-- The translation is not in the case any more: its original waits again.
UPDATE translations SET state = 'waiting', translation_id = '', joined_by = '', joined_at = 0
WHERE case_id = @case_id AND translation_id = @translation_id;

-- name: DropTranslation :exec
-- Of a record that is not in the case any more.
DELETE FROM translations WHERE case_id = @case_id AND record_id = @record_id;

-- name: ListTranslations :many
-- Of the records that the case has.
SELECT t.* FROM translations t JOIN records r ON r.case_id = t.case_id AND r.id = t.record_id AND r.removed_version = 0
WHERE t.case_id = @case_id ORDER BY t.said_at, t.record_id;

-- name: DeleteCaseTranslations :exec
DELETE FROM translations WHERE case_id = @case_id;
