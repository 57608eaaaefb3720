-- name: InsertOffer :exec
INSERT INTO offers (id, case_id, person_id, state, synopsis_sealed, fits, backup_id, backup_fits, backup_synopsis_sealed, offered_by, offered_at, due_at)
VALUES (@id, @case_id, @person_id, 'open', @synopsis_sealed, @fits, @backup_id, @backup_fits, @backup_synopsis_sealed, @offered_by, @offered_at, @due_at);

-- name: GetOpenOffer :one
SELECT * FROM offers WHERE case_id = @case_id AND state = 'open';

-- name: ListOffers :many
SELECT * FROM offers WHERE case_id = @case_id ORDER BY offered_at, id;

-- name: HastenOffer :exec
UPDATE offers SET due_at = @due_at WHERE id = @id AND state = 'open';

-- name: AnswerOffer :execrows
UPDATE offers SET state = @state, reason = @reason, note_sealed = @note_sealed, answered_at = @answered_at
WHERE id = @id AND state = 'open';

-- name: DropBackup :exec
-- Nobody is asked by itself after the open offer.
UPDATE offers SET backup_id = '', backup_fits = '', backup_synopsis_sealed = X'' WHERE case_id = @case_id AND state = 'open';

-- name: EndAssignment :exec
-- The case was taken from who accepted it.
UPDATE offers SET state = 'ended', reason = @reason, note_sealed = @note_sealed WHERE case_id = @case_id AND state = 'accepted';

-- name: CountOpenOffers :many
-- How many offers wait for each person's answer.
SELECT person_id, COUNT(*) AS offers FROM offers WHERE state = 'open' GROUP BY person_id ORDER BY person_id;

-- name: CountAnswered :many
-- Opinions released since a time, by who was offered the case and by which
-- specialties it was theirs, with the milliseconds from the yes to the signature
-- together; of one partner's cases, or of all.
SELECT o.person_id, o.fits, COUNT(*) AS opinions, CAST(SUM(p.signed_at - o.answered_at) AS BIGINT) AS took
FROM offers o JOIN opinions p ON p.case_id = o.case_id AND p.version = 1 JOIN cases c ON c.id = o.case_id
WHERE o.state = 'accepted' AND p.released_at >= @since AND (CAST(@partner AS TEXT) = '' OR c.partner_id = @partner)
GROUP BY o.person_id, o.fits ORDER BY o.person_id, o.fits;

-- name: PutOverread :exec
INSERT INTO overreads (id, case_id, kind, state, report_sealed, signature, ordered_at)
VALUES (@id, @case_id, @kind, @state, @empty, @empty, @ordered_at)
ON CONFLICT (case_id, kind) DO UPDATE SET state = excluded.state, reader_id = '', report_sealed = excluded.report_sealed,
  report_sha256 = '', signature = excluded.signature, finished_at = 0, ordered_at = excluded.ordered_at, due_at = 0, added_at = 0, doubted_at = 0;

-- name: GetOverread :one
SELECT * FROM overreads WHERE case_id = @case_id AND kind = @kind;

-- name: ListOverreads :many
SELECT * FROM overreads WHERE case_id = @case_id ORDER BY kind;

-- name: UpdateOverread :execrows
UPDATE overreads SET state = @state, reason = @reason, reader_id = @reader_id, finished_at = @finished_at, due_at = @due_at, doubted_at = 0
WHERE case_id = @case_id AND kind = @kind;

-- name: SaveOverreadReport :execrows
-- Before the finalize event: the report as signed. Nothing changes once it is final.
UPDATE overreads SET report_sealed = @report_sealed, report_sha256 = @report_sha256, signature = @signature
WHERE case_id = @case_id AND kind = @kind AND state = 'assigned' AND reader_id = @reader_id;

-- name: PutTask :exec
INSERT INTO tasks (id, case_id, kind, role, person_id, key, due_at, created_at)
VALUES (@id, @case_id, @kind, @role, @person_id, @key, @due_at, @created_at)
ON CONFLICT (key) DO NOTHING;

-- name: ListOpenTasksByCase :many
SELECT * FROM tasks WHERE case_id = @case_id AND done_at = 0 ORDER BY due_at, created_at, id;

-- name: CountOpenTasks :one
SELECT COUNT(*) FROM tasks WHERE case_id = @case_id AND kind = @kind AND done_at = 0;

-- name: DoneTasksByKind :exec
UPDATE tasks SET done_at = @done_at, done_by = @done_by WHERE case_id = @case_id AND kind = @kind AND done_at = 0;

-- name: GetTask :one
SELECT * FROM tasks WHERE id = @id;

-- name: FinishTask :execrows
-- Zero rows: it was done meanwhile.
UPDATE tasks SET done_at = @done_at, done_by = @done_by, outcome = @outcome WHERE id = @id AND done_at = 0;

-- name: PutOffTask :execrows
-- Tried, and to be tried again: zero rows as above.
UPDATE tasks SET later_at = @later_at, outcome = @outcome WHERE id = @id AND done_at = 0;

-- name: InsertCriticalFinding :exec
INSERT INTO critical_findings (id, case_id, raised_by, finding_sealed, raised_at)
VALUES (@id, @case_id, @raised_by, @finding_sealed, @raised_at);

-- name: ListCriticalFindings :many
SELECT * FROM critical_findings WHERE case_id = @case_id ORDER BY raised_at, id;

-- name: LogCriticalCall :exec
-- The first call stands; what is said in later ones is in the audit.
UPDATE critical_findings SET called_by = @called_by, call_sealed = @call_sealed, called_at = @called_at
WHERE case_id = @case_id AND acknowledged_at = 0 AND called_at = 0;

-- name: AcknowledgeCriticalFindings :exec
UPDATE critical_findings SET acknowledged_by = @acknowledged_by, acknowledged_at = @acknowledged_at
WHERE case_id = @case_id AND acknowledged_at = 0;
