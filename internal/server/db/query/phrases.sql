-- name: GetPhrases :one
SELECT * FROM phrases WHERE person_id = @person_id;

-- name: InsertPhrases :execrows
-- Zero rows: there are some.
INSERT INTO phrases (person_id, body_sealed, row_version) VALUES (@person_id, @body_sealed, 1)
ON CONFLICT (person_id) DO NOTHING;

-- name: SavePhrases :execrows
-- Zero rows: somebody saved over the row version that was read.
UPDATE phrases SET body_sealed = @body_sealed, row_version = row_version + 1
WHERE person_id = @person_id AND row_version = @row_version;
