-- name: LastAudit :one
SELECT seq, sha256 FROM audit WHERE chain = @chain ORDER BY seq DESC LIMIT 1;

-- name: InsertAudit :exec
INSERT INTO audit (chain, seq, server_time, device_time, actor_id, role, device_id, event, from_state, to_state, reason,
  note_sealed, object_sha256, prev_sha256, sha256)
VALUES (@chain, @seq, @server_time, @device_time, @actor_id, @role, @device_id, @event, @from_state, @to_state, @reason,
  @note_sealed, @object_sha256, @prev_sha256, @sha256);

-- name: ListAudit :many
SELECT * FROM audit WHERE chain = @chain ORDER BY seq;

-- name: LastStep :one
-- The step by which a case came to where it is.
SELECT * FROM audit WHERE chain = @chain AND to_state = @state AND from_state <> to_state ORDER BY seq DESC LIMIT 1;

-- name: ListLastEvents :many
-- The last row of each event, in order.
SELECT a.* FROM audit a JOIN (SELECT MAX(b.seq) AS last_seq FROM audit b WHERE b.chain = @chain GROUP BY b.event) l ON l.last_seq = a.seq
WHERE a.chain = @chain ORDER BY a.seq;

-- name: CountAuditByEvent :many
SELECT event, COUNT(*) AS entries FROM audit WHERE chain = @chain GROUP BY event ORDER BY event;

-- name: ListAuditNewest :many
-- The newest rows of a chain, of events that are named between commas.
SELECT * FROM audit WHERE chain = @chain AND CAST(@events AS TEXT) LIKE '%,' || event || ',%' ORDER BY seq DESC LIMIT @most;

-- name: ListAuditOf :many
SELECT * FROM audit WHERE chain = @chain AND event = @event ORDER BY seq;

-- name: ListHoldReasons :many
-- Why each case that is on hold is: the last of a case counts.
SELECT a.chain, a.reason FROM audit a JOIN cases c ON c.id = a.chain
WHERE c.state = 'on-hold' AND a.event = 'hold' ORDER BY a.chain, a.seq;

-- name: ListAuditHeads :many
-- One look at the key's index, and one row of each chain.
SELECT a.chain, a.seq, a.sha256 FROM (SELECT b.chain AS of_chain, MAX(b.seq) AS ends_at FROM audit b GROUP BY b.chain) h
JOIN audit a ON a.chain = h.of_chain AND a.seq = h.ends_at ORDER BY a.chain;

-- name: PutSignedHeads :exec
INSERT INTO audit_heads (day, body, signature, key_id, created_at) VALUES (@day, @body, @signature, @key_id, @created_at)
ON CONFLICT (day) DO NOTHING;
