-- name: PutTick :execrows
-- Zero rows: it is ticked by this person over these bytes, by the same list.
INSERT INTO approval_ticks (case_id, opinion_id, content_sha256, code, person_id, list_version, ticked_at)
VALUES (@case_id, @opinion_id, @content_sha256, @code, @person_id, @list_version, @ticked_at)
ON CONFLICT (case_id, opinion_id, content_sha256, code, person_id) DO UPDATE SET list_version = excluded.list_version, ticked_at = excluded.ticked_at
WHERE approval_ticks.list_version <> excluded.list_version;

-- name: DropTick :execrows
DELETE FROM approval_ticks
WHERE case_id = @case_id AND opinion_id = @opinion_id AND content_sha256 = @content_sha256 AND code = @code AND person_id = @person_id;

-- name: ListTicks :many
SELECT * FROM approval_ticks WHERE case_id = @case_id AND opinion_id = @opinion_id AND content_sha256 = @content_sha256 ORDER BY ticked_at, code;

-- name: DeleteCaseTicks :exec
DELETE FROM approval_ticks WHERE case_id = @case_id;

-- name: InsertRemark :execrows
-- Zero rows: there is one of this id.
INSERT INTO remarks (case_id, id, opinion_id, content_sha256, person_id, made_at, body_sealed, sent_at, answer_sealed, row_version)
VALUES (@case_id, @id, @opinion_id, @content_sha256, @person_id, @made_at, @body_sealed, @sent_at, @answer_sealed, 1)
ON CONFLICT (case_id, id) DO NOTHING;

-- name: SaveRemark :execrows
-- Zero rows: it was sent, or somebody saved over the row version that was read.
UPDATE remarks SET body_sealed = @body_sealed, row_version = row_version + 1
WHERE case_id = @case_id AND id = @id AND sent_at = 0 AND row_version = @row_version;

-- name: DropRemark :execrows
-- Zero rows: it was sent, or is none.
DELETE FROM remarks WHERE case_id = @case_id AND id = @id AND opinion_id = @opinion_id AND sent_at = 0;

-- name: SendRemarks :execrows
UPDATE remarks SET sent_at = @sent_at WHERE case_id = @case_id AND opinion_id = @opinion_id AND sent_at = 0;

-- name: AnswerRemark :execrows
-- Zero rows: somebody answered over the row version that was read.
UPDATE remarks SET settled = @settled, answer_sealed = @answer_sealed, answered_by = @answered_by, answered_at = @answered_at, row_version = row_version + 1
WHERE case_id = @case_id AND id = @id AND opinion_id = @opinion_id AND sent_at > 0 AND row_version = @row_version;

-- name: ListRemarks :many
SELECT * FROM remarks WHERE case_id = @case_id AND opinion_id = @opinion_id ORDER BY made_at, id;

-- name: DeleteCaseRemarks :exec
DELETE FROM remarks WHERE case_id = @case_id;
