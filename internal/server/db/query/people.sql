-- name: InsertClinic :exec
INSERT INTO clinics (id, name, created_at) VALUES (@id, @name, @created_at);

-- name: SetClinicAddress :exec
UPDATE clinics SET address = @address WHERE id = @id;

-- name: SetClinicPhone :exec
UPDATE clinics SET phone = @phone WHERE id = @id;

-- name: SetClinicZone :exec
UPDATE clinics SET zone = @zone WHERE id = @id;

-- name: GetClinic :one
SELECT * FROM clinics WHERE id = @id;

-- name: ListClinics :many
SELECT * FROM clinics ORDER BY name, id;

-- name: InsertPartner :exec
INSERT INTO partners (id, name, accepts_estimates, created_at) VALUES (@id, @name, @accepts_estimates, @created_at);

-- name: PutPartner :exec
INSERT INTO partners (id, name, accepts_estimates, active, terms, contract_from, contract_until, created_at)
VALUES (@id, @name, @accepts_estimates, @active, @terms, @contract_from, @contract_until, @created_at)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, accepts_estimates = excluded.accepts_estimates, active = excluded.active,
  terms = excluded.terms, contract_from = excluded.contract_from, contract_until = excluded.contract_until;

-- name: CountOpenByPartner :many
-- Cases before their release.
SELECT partner_id, COUNT(*) AS cases FROM cases
WHERE erased_at = 0 AND partner_id <> ''
  AND state IN ('registered', 'awaiting-physician', 'preparing', 'awaiting-materials', 'intake-review', 'triage', 'offered', 'in-review', 'signed-draft', 'approval', 'on-hold')
GROUP BY partner_id ORDER BY partner_id;

-- name: GetPartner :one
SELECT * FROM partners WHERE id = @id;

-- name: GetPartnerByName :one
SELECT * FROM partners WHERE name = @name;

-- name: ListPartners :many
SELECT * FROM partners ORDER BY name, id;

-- name: InsertPerson :exec
INSERT INTO people (id, email, name, titles, specialties, tenured, licensed, board_certified, trainee,
  credentials_until, licence_checked_at, licence_checked_by, created_at, updated_at)
VALUES (@id, @email, @name, @titles, @specialties, @tenured, @licensed, @board_certified, @trainee,
  @credentials_until, @licence_checked_at, @licence_checked_by, @created_at, @updated_at);

-- name: SetSalutation :exec
UPDATE people SET salutation = @salutation, updated_at = @updated_at WHERE id = @id;

-- name: SetPhone :exec
UPDATE people SET phone = @phone, updated_at = @updated_at WHERE id = @id;

-- name: GetPerson :one
SELECT * FROM people WHERE id = @id;

-- name: ListNamed :many
-- Whom the ids name: of an older entry the person's own.
SELECT e.id AS named, sqlc.embed(p) FROM people e JOIN people p ON p.id = CASE e.same_as WHEN '' THEN e.id ELSE e.same_as END
WHERE e.id IN (sqlc.slice('ids'));

-- name: ListPeople :many
-- Every entry, older ones of the same person too.
SELECT * FROM people ORDER BY name, id;

-- name: ListEntries :many
-- The older entries of people.
SELECT id, same_as, licence_checked_at, licence_checked_by FROM people WHERE same_as IN (sqlc.slice('ids')) ORDER BY created_at, id;

-- name: LeavePerson :exec
UPDATE people SET left_at = @left_at, updated_at = @left_at WHERE (id = @id OR same_as = @id) AND left_at = 0;

-- name: InsertLink :exec
INSERT INTO person_links (entry_id, person_id, no)
SELECT @entry_id, @person_id, COALESCE(MAX(l.no), 0) + 1 FROM person_links l;

-- name: DeleteLinks :execrows
-- What was said of an entry; what was said of others, that they are its, stays.
DELETE FROM person_links WHERE entry_id = @entry_id;

-- name: ListLinks :many
-- In the order in which they were said.
SELECT * FROM person_links ORDER BY no;

-- name: ListLinked :many
SELECT id, same_as FROM people WHERE same_as <> '';

-- name: SetSameAs :exec
UPDATE people SET same_as = @same_as, updated_at = @updated_at WHERE id = @id;

-- name: UpdatePersonCredentials :exec
UPDATE people SET specialties = @specialties, tenured = @tenured, licensed = @licensed, board_certified = @board_certified,
  trainee = @trainee, credentials_until = @credentials_until, updated_at = @updated_at
WHERE id = @id;

-- name: UpdatePersonLicense :exec
UPDATE people SET licence_checked_at = @licence_checked_at, licence_checked_by = @licence_checked_by, updated_at = @updated_at
WHERE id = @id;

-- name: InsertRole :exec
INSERT INTO roles (id, person_id, role, clinic_id, partner_id, from_at, until_at, given_by)
VALUES (@id, @person_id, @role, @clinic_id, @partner_id, @from_at, @until_at, @given_by);

-- name: ListRoles :many
-- Every role that a person holds or held, under whichever entry.
SELECT r.* FROM roles r JOIN people p ON p.id = r.person_id
WHERE p.id = @person_id OR p.same_as = @person_id ORDER BY r.from_at, r.role, r.id;

-- name: ListRolesOf :many
-- The same of several, by the entry.
SELECT * FROM roles WHERE person_id IN (sqlc.slice('ids')) ORDER BY from_at, role, id;

-- name: ListHolders :many
-- Who holds a role at a time: each person once for each partner it is held for.
-- Begun and ended by an act it is so whatever a clock says (Role.HeldAt).
SELECT DISTINCT p.id, p.name, p.email, r.partner_id FROM roles r JOIN people e ON e.id = r.person_id
JOIN people p ON p.id = CASE WHEN e.same_as = '' THEN e.id ELSE e.same_as END
WHERE r.role = @role AND r.ended_by = '' AND (r.until_at = 0 OR r.until_at > @at) AND p.left_at = 0
ORDER BY p.name, p.id, r.partner_id;

-- name: EndRole :execrows
UPDATE roles SET until_at = @until_at, ended_by = @ended_by WHERE id = @id AND (until_at = 0 OR until_at > @until_at);

-- name: InsertAccount :exec
INSERT INTO accounts (id, person_id, email, password_hash, totp_sealed, keys_sealed, signing_public, created_at, updated_at)
VALUES (@id, @person_id, @email, @password_hash, @totp_sealed, @keys_sealed, @signing_public, @created_at, @updated_at);

-- name: GetAccount :one
SELECT * FROM accounts WHERE id = @id;

-- name: GetAccountByEmail :one
SELECT * FROM accounts WHERE email = @email;

-- name: GetAccountByKey :one
SELECT * FROM accounts WHERE signing_public = @signing_public;

-- name: ListAccounts :many
-- A person's sign-ins, under whichever entry.
SELECT a.* FROM accounts a JOIN people p ON p.id = a.person_id
WHERE p.id = @person_id OR p.same_as = @person_id ORDER BY a.created_at, a.id;

-- name: UpdateAccountSecrets :execrows
-- Zero rows: the password is not the one any more that was found right.
UPDATE accounts SET password_hash = @password_hash, keys_sealed = @keys_sealed, signing_public = @signing_public, updated_at = @updated_at
WHERE id = @id AND password_hash = @was;

-- name: UpdateAccountCode :exec
UPDATE accounts SET totp_sealed = @totp_sealed, updated_at = @updated_at WHERE id = @id;

-- name: SignedIn :exec
UPDATE accounts SET signed_in_at = @signed_in_at WHERE id = @id;

-- name: LockAccounts :execrows
-- All of a person's, under whichever entry; locked_at 0 unlocks them. (The sum makes the number a long one for PostgreSQL.)
UPDATE accounts SET locked_at = @locked_at WHERE person_id IN (SELECT p.id FROM people p WHERE p.id = @person_id OR p.same_as = @person_id)
AND (locked_at = 0) <> (locked_at + @locked_at = locked_at);

-- name: DropAccountKey :execrows
UPDATE accounts SET keys_sealed = @empty, signing_public = @empty WHERE id = @id;

-- name: ListAllAccounts :many
SELECT id, person_id, email, signing_public, locked_at, signed_in_at FROM accounts ORDER BY created_at, id;
