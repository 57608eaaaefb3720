-- name: UseCode :execrows
-- Zero rows: this code was used before.
INSERT INTO used_codes (person_id, step) VALUES (@person_id, @step) ON CONFLICT (person_id, step) DO NOTHING;

-- name: SweepCodes :exec
DELETE FROM used_codes WHERE step < @before;

-- name: ResetSignInFailures :exec
UPDATE people SET failed_signins = 0, locked_until = 0 WHERE id = @id AND (failed_signins <> 0 OR locked_until <> 0);
