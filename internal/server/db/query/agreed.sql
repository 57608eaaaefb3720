-- name: SetCaseAgreed :exec
UPDATE cases SET agreed_at = @agreed_at WHERE id = @id;

-- name: SetCaseAsker :exec
UPDATE cases SET asker_id = @asker_id WHERE id = @id;
