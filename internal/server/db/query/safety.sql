-- name: InsertGlass :exec
INSERT INTO break_glass (id, case_id, person_id, reason, why_sealed, began_at, until_at)
VALUES (@id, @case_id, @person_id, @reason, @why_sealed, @began_at, @until_at);

-- name: GetGlass :one
SELECT * FROM break_glass WHERE id = @id;

-- name: ListOpenGlass :many
-- Who has the case by it now.
SELECT id, person_id, until_at FROM break_glass WHERE case_id = @case_id AND ended_at = 0 AND until_at > @now;

-- name: ListGlass :many
-- The newest first.
SELECT g.*, c.reference FROM break_glass g JOIN cases c ON c.id = g.case_id ORDER BY g.began_at DESC LIMIT 500;

-- name: ListCaseGlass :many
SELECT * FROM break_glass WHERE case_id = @case_id ORDER BY began_at DESC;

-- name: EndGlass :execrows
UPDATE break_glass SET ended_at = @ended_at, ended_by = @ended_by WHERE id = @id AND ended_at = 0 AND until_at > @ended_at;

-- name: ReviewGlass :execrows
UPDATE break_glass SET verdict = @verdict, review_sealed = @review_sealed, reviewed_at = @reviewed_at, reviewed_by = @reviewed_by
WHERE id = @id AND reviewed_at = 0;

-- name: EraseCaseGlass :exec
UPDATE break_glass SET why_sealed = @empty, review_sealed = @empty WHERE case_id = @case_id;

-- name: InsertLegalHold :exec
INSERT INTO legal_holds (id, case_id, why_sealed, placed_by, placed_at) VALUES (@id, @case_id, @why_sealed, @placed_by, @placed_at);

-- name: GetLegalHold :one
-- The one that a case is under.
SELECT * FROM legal_holds WHERE case_id = @case_id AND lifted_at = 0;

-- name: ListLegalHolds :many
SELECT h.*, c.reference, c.state FROM legal_holds h JOIN cases c ON c.id = h.case_id ORDER BY h.lifted_at > 0, h.placed_at DESC LIMIT 500;

-- name: LiftLegalHold :execrows
UPDATE legal_holds SET lifted_by = @lifted_by, lifted_at = @lifted_at, why_sealed = @why_sealed WHERE id = @id AND lifted_at = 0;

-- name: ListPurgeable :many
-- Ended in a state, under no hold, with nothing left to be done or given back, and
-- untouched since a time: nothing but a hold is in its audit.
SELECT c.id, c.reference, c.state, c.updated_at FROM cases c
WHERE c.state = @state AND c.updated_at < @before AND c.erased_at = 0
  AND NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.case_id = c.id AND h.lifted_at = 0)
  AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.case_id = c.id AND t.done_at = 0)
  AND NOT EXISTS (SELECT 1 FROM things g WHERE g.case_id = c.id AND g.returned_at = 0)
  AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.chain = c.id AND a.server_time >= @before AND a.event <> @held AND a.event <> @lifted)
ORDER BY c.updated_at, c.id LIMIT 1001;

-- name: CountHeldBack :one
-- Those that only a hold keeps from it.
SELECT COUNT(*) FROM cases c WHERE c.state = @state AND c.updated_at < @before AND c.erased_at = 0
  AND EXISTS (SELECT 1 FROM legal_holds h WHERE h.case_id = c.id AND h.lifted_at = 0)
  AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.case_id = c.id AND t.done_at = 0)
  AND NOT EXISTS (SELECT 1 FROM things g WHERE g.case_id = c.id AND g.returned_at = 0)
  AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.chain = c.id AND a.server_time >= @before AND a.event <> @held AND a.event <> @lifted);

-- name: EraseCaseHolds :exec
UPDATE legal_holds SET why_sealed = @empty WHERE case_id = @case_id;

-- name: CountGlassSaw :many
SELECT reason, COUNT(*) AS things FROM audit
WHERE chain = @chain AND event = @event AND actor_id = @actor_id AND server_time >= CAST(@from AS BIGINT) AND server_time <= CAST(@until AS BIGINT)
GROUP BY reason ORDER BY reason;
