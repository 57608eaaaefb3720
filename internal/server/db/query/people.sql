-- name: InsertClinic :exec
INSERT INTO clinics (id, name, created_at) VALUES (@id, @name, @created_at);

-- name: GetClinic :one
SELECT * FROM clinics WHERE id = @id;

-- name: ListClinics :many
SELECT * FROM clinics ORDER BY name, id;

-- name: InsertPartner :exec
INSERT INTO partners (id, name, accepts_estimates, created_at) VALUES (@id, @name, @accepts_estimates, @created_at);

-- name: GetPartner :one
SELECT * FROM partners WHERE id = @id;

-- name: GetPartnerByName :one
SELECT * FROM partners WHERE name = @name;

-- name: ListPartners :many
SELECT * FROM partners ORDER BY name, id;

-- name: InsertPerson :exec
INSERT INTO people (id, email, name, role, clinic_id, partner_id, password_hash, totp_sealed, keys_sealed,
  signing_public, opening_public, titles, specialties, tenured, licensed, board_certified, trainee,
  credentials_until, licence_checked_at, licence_checked_by, active, created_at, updated_at)
VALUES (@id, @email, @name, @role, @clinic_id, @partner_id, @password_hash, @totp_sealed, @keys_sealed,
  @signing_public, @opening_public, @titles, @specialties, @tenured, @licensed, @board_certified, @trainee,
  @credentials_until, @licence_checked_at, @licence_checked_by, @active, @created_at, @updated_at);

-- name: GetPerson :one
SELECT * FROM people WHERE id = @id;

-- name: GetPersonByEmail :one
SELECT * FROM people WHERE email = @email AND email <> '';

-- name: ListPeople :many
SELECT * FROM people ORDER BY name, id;

-- name: ListPeopleByRole :many
SELECT * FROM people WHERE role = @role AND active ORDER BY name, id;

-- name: UpdatePersonAccount :exec
UPDATE people SET email = @email, name = @name, role = @role, active = @active, titles = @titles, updated_at = @updated_at
WHERE id = @id;

-- name: UpdatePersonCredentials :exec
UPDATE people SET specialties = @specialties, tenured = @tenured, licensed = @licensed, board_certified = @board_certified,
  trainee = @trainee, credentials_until = @credentials_until, updated_at = @updated_at
WHERE id = @id;

-- name: UpdatePersonLicence :exec
UPDATE people SET licence_checked_at = @licence_checked_at, licence_checked_by = @licence_checked_by, updated_at = @updated_at
WHERE id = @id;

-- name: UpdatePersonSecrets :exec
UPDATE people SET password_hash = @password_hash, totp_sealed = @totp_sealed, keys_sealed = @keys_sealed,
  signing_public = @signing_public, opening_public = @opening_public, updated_at = @updated_at
WHERE id = @id;

-- name: UpdatePersonKeys :exec
UPDATE people SET signing_public = @signing_public, opening_public = @opening_public, updated_at = @updated_at
WHERE id = @id;
