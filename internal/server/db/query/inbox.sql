-- name: InsertInboxItem :exec
INSERT INTO inbox_items (id, channel, state, together, mark, bytes, pages, arrived_at, key_wrapped, about_sealed, reason)
VALUES (@id, @channel, @state, @together, @mark, @bytes, @pages, @arrived_at, @key_wrapped, @about_sealed, @reason);

-- name: LogInboxItem :execrows
-- A letter or parcel that a person wrote down. Zero rows: it was written down under this id before.
INSERT INTO inbox_items (id, channel, state, mark, bytes, arrived_at, key_wrapped, about_sealed, logged_by)
VALUES (@id, @channel, 'waiting', @mark, 0, @arrived_at, @key_wrapped, @about_sealed, @logged_by)
ON CONFLICT (id) DO NOTHING;

-- name: JoinInboxItem :execrows
-- A scan, and what it is of. Zero rows: somebody decided meanwhile.
UPDATE inbox_items SET log_id = @log_id, channel = @channel, arrived_at = @arrived_at, about_sealed = @about_sealed WHERE id = @id AND state = 'waiting' AND bytes > 0;

-- name: ScannedInboxItem :exec
-- What was written down is here as a scan.
UPDATE inbox_items SET state = 'scanned', decided_by = @decided_by, decided_at = @decided_at WHERE id = @id AND state = 'waiting' AND logged_by <> '';

-- name: ListScans :many
-- Of one that was written down.
SELECT * FROM inbox_items WHERE log_id = @log_id AND state <> 'destroyed' ORDER BY arrived_at, id;

-- name: ListLogged :many
-- Letters and parcels that a scan may be of: those that wait, and what was scanned or filed of late.
SELECT * FROM inbox_items WHERE logged_by <> '' AND (state = 'waiting' OR (state IN ('scanned', 'filed') AND decided_at > @since)) ORDER BY arrived_at DESC, id LIMIT @most;

-- name: GetInboxItem :one
SELECT * FROM inbox_items WHERE id = @id;

-- name: FindInboxMark :one
-- What waits of the same bytes.
SELECT * FROM inbox_items WHERE mark = @mark AND state IN ('waiting', 'refused', 'parted') ORDER BY arrived_at DESC, id LIMIT 1;

-- name: FindFiledMark :one
SELECT * FROM inbox_items WHERE mark = @mark AND state = 'filed' ORDER BY arrived_at DESC, id LIMIT 1;

-- name: ListTogether :many
-- What came in one go with an item: a mail's parts, a scan's.
SELECT * FROM inbox_items WHERE together = @together AND id <> @id AND state NOT IN ('destroyed', 'parted') ORDER BY arrived_at, id LIMIT @most;

-- name: PartInboxItem :exec
-- What came in one go and is in parts now: its bytes are told again by its mark.
INSERT INTO inbox_items (id, channel, state, together, mark, bytes, pages, arrived_at, decided_at)
VALUES (@id, @channel, 'parted', @together, @mark, 0, @pages, @arrived_at, @arrived_at);

-- name: NoteInboxItem :execrows
UPDATE inbox_items SET about_sealed = @about_sealed WHERE id = @id AND state = 'waiting';

-- name: CameAgain :exec
UPDATE inbox_items SET again = again + 1 WHERE id = @id;

-- name: ListInboxItems :many
-- What waits for somebody, the oldest first.
SELECT * FROM inbox_items WHERE state IN ('waiting', 'refused') OR (state = 'sent-back' AND told_at = 0) ORDER BY arrived_at, id LIMIT @most;

-- name: ListDecidedItems :many
-- What was decided last.
SELECT * FROM inbox_items WHERE state IN ('filed', 'sent-back', 'scanned') AND decided_at > @since ORDER BY decided_at DESC, id LIMIT @most;

-- name: CountWaitingItems :one
SELECT COUNT(*) FROM inbox_items WHERE state IN ('waiting', 'refused') OR (state = 'sent-back' AND told_at = 0);

-- name: ListFiledItems :many
-- Those of a case.
SELECT * FROM inbox_items WHERE case_id = @case_id AND state = 'filed' ORDER BY decided_at, id;

-- name: FileInboxItem :execrows
-- Zero rows: somebody decided meanwhile.
UPDATE inbox_items SET state = 'filed', case_id = @case_id, record_id = @record_id, material_id = @material_id, reason = '',
  about_sealed = @about_sealed, decided_by = @decided_by, decided_at = @decided_at
WHERE id = @id AND state = 'waiting';

-- name: UnfileInboxItem :execrows
-- Out of a case again; zero rows: it is not in it any more.
UPDATE inbox_items SET state = 'waiting', case_id = '', record_id = '', material_id = '', reason = @reason,
  about_sealed = @about_sealed, decided_by = @decided_by, decided_at = @decided_at
WHERE id = @id AND state = 'filed' AND case_id = @case_id;

-- name: SendInboxItemBack :execrows
UPDATE inbox_items SET state = 'sent-back', reason = @reason, about_sealed = @about_sealed, decided_by = @decided_by, decided_at = @decided_at,
  destroy_at = @destroy_at
WHERE id = @id AND state IN ('waiting', 'refused');

-- name: KeepInboxItem :execrows
-- Sent back by mistake, or there is more in it than was scanned.
UPDATE inbox_items SET state = 'waiting', reason = '', destroy_at = 0, told_at = 0, decided_by = @decided_by, decided_at = @decided_at
WHERE id = @id AND (state = 'sent-back' AND (bytes > 0 OR logged_by <> '') OR state = 'scanned');

-- name: TellInboxItem :execrows
UPDATE inbox_items SET told_at = @told_at WHERE id = @id AND state = 'sent-back' AND told_at = 0;

-- name: ListItemsToDestroy :many
SELECT id FROM inbox_items WHERE state = 'sent-back' AND destroy_at > 0 AND destroy_at <= @now ORDER BY id;

-- name: DestroyInboxItem :execrows
-- Zero rows: somebody kept it meanwhile.
UPDATE inbox_items SET state = 'destroyed', key_wrapped = @empty, about_sealed = @empty
WHERE id = @id AND state = 'sent-back' AND destroy_at > 0 AND destroy_at <= @now;

-- name: DropItemChunks :exec
DELETE FROM chunks WHERE clinic_id = 'inbox' AND case_id = @item_id;

-- name: DoomItemChunks :exec
INSERT INTO doomed_blobs (blob_key, created_at)
SELECT DISTINCT c.blob_key, CAST(@created_at AS BIGINT) FROM chunks c WHERE c.clinic_id = 'inbox' AND c.case_id = @item_id
ON CONFLICT (blob_key) DO NOTHING;

-- name: EraseCaseItems :exec
-- Of a case that is erased: what they were.
UPDATE inbox_items SET state = 'destroyed', key_wrapped = @empty, about_sealed = @empty WHERE case_id = @case_id;

-- name: DoomCaseItemChunks :exec
-- Of a case that is erased: archives stay in the inbox as they came, beside what was filed of them.
INSERT INTO doomed_blobs (blob_key, created_at)
SELECT DISTINCT c.blob_key, CAST(@created_at AS BIGINT) FROM chunks c JOIN inbox_items i ON i.id = c.case_id WHERE c.clinic_id = 'inbox' AND i.case_id = @of_case
ON CONFLICT (blob_key) DO NOTHING;

-- name: DropCaseItemChunks :exec
DELETE FROM chunks WHERE clinic_id = 'inbox' AND case_id IN (SELECT i.id FROM inbox_items i WHERE i.case_id = @of_case);

-- name: FileRecord :exec
INSERT INTO records (case_id, id, version, bytes, description_sealed, position, item_id)
VALUES (@case_id, @id, @version, @bytes, @description_sealed, @position, @item_id);

-- name: LastPosition :one
SELECT CAST(COALESCE(MAX(position), 0) AS BIGINT) FROM records WHERE case_id = @case_id;

-- name: GetRecordItem :one
SELECT item_id FROM records WHERE case_id = @case_id AND id = @id;

-- name: DropRecord :execrows
-- Of one that was filed wrongly: it leaves no trace but the audit's.
DELETE FROM records WHERE case_id = @case_id AND id = @id AND item_id <> '';

-- name: DropRecordImage :exec
DELETE FROM images WHERE case_id = @case_id AND record_id = @record_id;

-- name: ListFiledRecords :many
SELECT id, item_id FROM records WHERE case_id = @case_id AND item_id <> '';
