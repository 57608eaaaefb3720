-- name: GetRegister :one
-- The version in force.
SELECT * FROM register_versions WHERE name = @name AND state = 'in-force';

-- name: ListRegister :many
-- The newest versions, those that were refused too.
SELECT * FROM register_versions WHERE name = @name ORDER BY version DESC LIMIT 50;

-- name: GetRegisterVersion :one
SELECT * FROM register_versions WHERE name = @name AND version = @version;

-- name: ProposeRegister :exec
INSERT INTO register_versions (name, version, state, body, source, source_sealed, proposed_by, proposed_role, proposed_at)
SELECT @name, COALESCE(MAX(r.version), 0) + 1, 'proposed', @body, @source, @source_sealed, @proposed_by, @proposed_role, @proposed_at
FROM register_versions r WHERE r.name = @name;

-- name: EndRegister :exec
-- The version in force is past from now on.
UPDATE register_versions SET state = 'past', ended_at = @ended_at WHERE name = @name AND state = 'in-force';

-- name: DecideRegister :execrows
-- Zero rows: it is no proposal any more.
UPDATE register_versions SET state = @state, decided_by = @decided_by, decided_at = @decided_at
WHERE name = @name AND version = @version AND state = 'proposed';

-- name: ListClocks :many
-- The cases whose dates a calendar moves: whose clock runs, and whose
-- correction waits to be acknowledged, with when that was released.
SELECT c.id, c.reference, c.clinic_id, c.state, c.emergent, c.breached, c.correction, c.version, c.seq, c.clock_started, c.due_at,
  CAST(COALESCE((SELECT MAX(o.released_at) FROM opinions o WHERE o.case_id = c.id AND o.version = c.version), 0) AS BIGINT) AS released_at
FROM cases c WHERE c.erased_at = 0
  AND (c.correction = 'pending' OR c.clock_started > 0 AND c.breached = FALSE
    AND c.state NOT IN ('released', 'accessed', 'completed', 'payment-failed', 'closed', 'withdrawn', 'cannot-answer', 'expired', 'not-eligible'))
ORDER BY c.due_at, c.reference;

-- name: MoveDue :exec
UPDATE cases SET due_at = @due_at WHERE id = @id;

-- name: ListRegistersInForce :many
-- Of each register whose name is like this the version in force.
SELECT * FROM register_versions WHERE name LIKE @names AND state = 'in-force' ORDER BY name;

-- name: GetRegisterProposed :one
SELECT * FROM register_versions WHERE name = @name AND state = 'proposed';

-- name: ListRegistersProposed :many
SELECT name FROM register_versions WHERE name LIKE @names AND state = 'proposed' ORDER BY name;

-- name: ListClearSources :many
SELECT name, version, source FROM register_versions WHERE source <> '' ORDER BY name, version;

-- name: SealSource :exec
UPDATE register_versions SET source = '', source_sealed = @source_sealed WHERE name = @name AND version = @version;
