-- name: InsertThing :exec
INSERT INTO things (id, case_id, material_id, number, kind, about_sealed, received_at, received_by)
VALUES (@id, @case_id, @material_id, @number, @kind, @about_sealed, @received_at, @received_by);

-- name: ListThings :many
SELECT * FROM things WHERE case_id = @case_id ORDER BY number;

-- name: PlaceThing :exec
UPDATE things SET about_sealed = @about_sealed WHERE id = @id AND case_id = @case_id;

-- name: CorrectThing :exec
UPDATE things SET kind = @kind, about_sealed = @about_sealed WHERE id = @id AND case_id = @case_id;

-- name: ReturnThing :execrows
-- Zero rows: it went back before.
UPDATE things SET about_sealed = @about_sealed, returned_at = @returned_at, returned_by = @returned_by
WHERE id = @id AND case_id = @case_id AND returned_at = 0;

-- name: ConfirmThing :execrows
-- Zero rows: it did not go back, or its receipt is known.
UPDATE things SET receipt_at = @receipt_at WHERE id = @id AND case_id = @case_id AND returned_at > 0 AND receipt_at = 0;

-- name: ReceiveMaterial :exec
UPDATE materials SET received_by = @received_by WHERE id = @id AND case_id = @case_id;

-- name: DeleteCaseThings :exec
DELETE FROM things WHERE case_id = @case_id;

-- name: DropThing :execrows
-- Of what was filed wrongly. Zero rows: it went back, or there is none.
DELETE FROM things WHERE id = @id AND case_id = @case_id AND returned_at = 0;
