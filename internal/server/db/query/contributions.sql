-- name: InsertContribution :exec
INSERT INTO contributions (id, case_id, person_id, state, about_sealed, draft_sealed, signed_sealed, before_sealed, said_sealed, asked_by, asked_at, due_at, changed_at, asked_version, at_version)
VALUES (@id, @case_id, @person_id, 'asked', @about_sealed, @empty, @empty, @empty, @empty, @asked_by, @asked_at, @due_at, @asked_at, @version, @version);

-- name: GetContribution :one
SELECT * FROM contributions WHERE id = @id AND case_id = @case_id;

-- name: ListContributions :many
SELECT * FROM contributions WHERE case_id = @case_id ORDER BY asked_at, id;

-- name: SaveContribution :execrows
-- What is written of a part. Zero rows: it was saved from another window meanwhile,
-- or it is not written any more.
UPDATE contributions SET draft_sealed = @draft_sealed, row_version = row_version + 1
WHERE id = @id AND case_id = @case_id AND state = 'accepted' AND row_version = @row_version;

-- name: StoreContribution :execrows
-- Before the sign-part event: the part as signed, over the row version that was read.
-- What was signed for an earlier version is kept until this one is out.
UPDATE contributions SET
  before_sealed = CASE WHEN signed_version < @version THEN signed_sealed ELSE before_sealed END,
  before_sha256 = CASE WHEN signed_version < @version THEN signed_sha256 ELSE before_sha256 END,
  before_at = CASE WHEN signed_version < @version THEN signed_at ELSE before_at END,
  signed_version = @version, signed_sealed = @signed_sealed, signed_sha256 = @signed_sha256, signed_at = @signed_at, row_version = row_version + 1
WHERE id = @id AND case_id = @case_id AND state = 'accepted' AND row_version = @row_version;

-- name: MoveContribution :exec
UPDATE contributions SET state = @state, reason = @reason, said_sealed = @said_sealed, due_at = @due_at, changed_at = @changed_at, at_version = @at_version
WHERE id = @id AND case_id = @case_id;

-- name: HastenContribution :exec
UPDATE contributions SET due_at = @due_at WHERE id = @id AND case_id = @case_id;

-- name: RestoreContributions :exec
-- A new version was dropped, before DropContributions: what was signed anew for it is
-- as it was signed before.
UPDATE contributions SET signed_sealed = before_sealed, signed_sha256 = before_sha256, signed_at = before_at, signed_version = 0
WHERE case_id = @case_id AND asked_version < @version AND signed_version = @version AND before_sha256 <> '';

-- name: DropContributions :exec
-- A new version was dropped: what was asked for with it is over, what it took back
-- or changed of a part that was signed stands as it was signed.
UPDATE contributions SET state = CASE WHEN signed_sha256 <> '' AND asked_version < @version THEN 'signed' ELSE 'removed' END, changed_at = @changed_at
WHERE case_id = @case_id AND at_version = @version AND state IN ('asked', 'accepted', 'signed', 'removed');

-- name: DeleteCaseContributions :exec
DELETE FROM contributions WHERE case_id = @case_id;
