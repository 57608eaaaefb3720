-- name: TieRecord :exec
INSERT INTO record_materials (case_id, record_id, material_id, tied_by, tied_at) VALUES (@case_id, @record_id, @material_id, @tied_by, @tied_at)
ON CONFLICT (case_id, record_id) DO UPDATE SET material_id = excluded.material_id, tied_by = excluded.tied_by, tied_at = excluded.tied_at;

-- name: UntieRecord :exec
DELETE FROM record_materials WHERE case_id = @case_id AND record_id = @record_id;

-- name: ListTies :many
-- Of the records that the case has.
SELECT t.* FROM record_materials t JOIN records r ON r.case_id = t.case_id AND r.id = t.record_id AND r.removed_version = 0
WHERE t.case_id = @case_id ORDER BY t.record_id;

-- name: DeleteCaseTies :exec
DELETE FROM record_materials WHERE case_id = @case_id;
