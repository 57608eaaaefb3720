-- name: UpdatePersonEntry :exec
-- What follows from the person's entry in force.
UPDATE people SET titles = @titles, specialties = @specialties, tenured = @tenured, licensed = @licensed,
  board_certified = @board_certified, trainee = @trainee, credentials_until = @credentials_until, updated_at = @updated_at
WHERE id = @id;

-- name: PutPhoto :exec
INSERT INTO photos (sha256, jpeg, kept_at) VALUES (@sha256, @jpeg, @kept_at)
ON CONFLICT (sha256) DO UPDATE SET kept_at = excluded.kept_at;

-- name: GetPhoto :one
SELECT * FROM photos WHERE sha256 = @sha256;

-- name: DropPhotos :exec
-- Those that no version of an entry names, and nobody sent since.
DELETE FROM photos WHERE kept_at < @before AND NOT EXISTS (
  SELECT 1 FROM register_versions v WHERE v.name LIKE 'directory/%' AND v.body LIKE '%' || photos.sha256 || '%');

-- name: InsertAbsence :exec
INSERT INTO absences (id, person_id, from_day, until_day, deputy_id, entered_by, entered_at)
VALUES (@id, @person_id, @from_day, @until_day, @deputy_id, @entered_by, @entered_at);

-- name: ListAbsences :many
-- Those that are not over on a day.
SELECT * FROM absences WHERE until_day >= @today AND ended_at = 0 ORDER BY from_day, person_id, id;

-- name: EndAbsence :execrows
-- Zero rows: it is ended already, or another person's.
UPDATE absences SET ended_at = @ended_at, ended_by = @ended_by WHERE id = @id AND person_id = @person_id AND ended_at = 0;

-- name: SetPersonSpecialties :exec
-- Their names, as the list of specialties has them.
UPDATE people SET specialties = @specialties, updated_at = @updated_at WHERE id = @id;
