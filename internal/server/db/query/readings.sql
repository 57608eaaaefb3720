-- name: InsertSignedReading :exec
INSERT INTO signed_readings (id, case_id, kind, reader_id, of_sha256, body_sealed, body_sha256, signature, signed_at)
VALUES (@id, @case_id, @kind, @reader_id, @of_sha256, @body_sealed, @body_sha256, @signature, @signed_at);

-- name: ListSignedReadings :many
SELECT * FROM signed_readings WHERE case_id = @case_id ORDER BY signed_at, id;

-- name: DeleteCaseSignedReadings :exec
DELETE FROM signed_readings WHERE case_id = @case_id;

-- name: AddToOverread :execrows
-- What was added answers what was in doubt.
UPDATE overreads SET added_at = @added_at, doubted_at = 0 WHERE case_id = @case_id AND kind = @kind AND state = 'final';

-- name: DoubtOverread :execrows
UPDATE overreads SET doubted_at = @doubted_at WHERE case_id = @case_id AND kind = @kind AND state = 'final';

-- name: HastenOverread :exec
UPDATE overreads SET due_at = @due_at WHERE case_id = @case_id AND kind = @kind AND state = 'assigned' AND due_at > @due_at;

-- name: LendMaterial :execrows
-- Zero rows: somebody has it.
INSERT INTO material_loans (id, case_id, material_id, kind, reader_id, place_sealed, taken_by, taken_at)
VALUES (@id, @case_id, @material_id, @kind, @reader_id, @place_sealed, @taken_by, @taken_at)
ON CONFLICT DO NOTHING;

-- name: GiveBackMaterial :execrows
UPDATE material_loans SET given_by = @given_by, given_at = @given_at, place_sealed = @place_sealed
WHERE case_id = @case_id AND material_id = @material_id AND given_at = 0;

-- name: ListMaterialLoans :many
SELECT * FROM material_loans WHERE case_id = @case_id ORDER BY taken_at, id;

-- name: DeleteCaseMaterialLoans :exec
DELETE FROM material_loans WHERE case_id = @case_id;
