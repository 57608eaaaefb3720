-- name: InsertServiceKey :exec
INSERT INTO service_keys (id, kind, public_key, private_sealed, certificate, valid_from, valid_until, created_at)
VALUES (@id, @kind, @public_key, @private_sealed, @certificate, @valid_from, @valid_until, @created_at);

-- name: ListServiceKeys :many
SELECT * FROM service_keys ORDER BY kind, valid_from, id;

-- name: ListServiceKeyEnds :many
-- Without what is secret: each kind together, the newest first.
SELECT id, kind, valid_from, valid_until, retired_at, created_at FROM service_keys ORDER BY kind DESC, valid_until DESC, id;

-- name: ListStaffCertificateEnds :many
-- Of the service's own people's certificates that hold: the newest of each key and role.
SELECT c.valid_until FROM certificates c
WHERE c.clinic_id = '' AND c.kind = 'person' AND c.revoked_at = 0 AND c.valid_until > @now
  AND NOT EXISTS (SELECT 1 FROM certificates n WHERE n.kind = c.kind AND n.public_key = c.public_key AND n.role = c.role AND n.revoked_at = 0 AND (n.valid_until > c.valid_until OR (n.valid_until = c.valid_until AND n.id < c.id)))
ORDER BY c.valid_until;

-- name: RenewServiceKey :exec
UPDATE service_keys SET certificate = @certificate, valid_until = @valid_until WHERE id = @id;

-- name: InsertEnrolmentCode :exec
INSERT INTO enrolment_codes (id, secret_sha256, clinic_id, person_id, role, expires_at, created_by, created_at)
VALUES (@id, @secret_sha256, @clinic_id, @person_id, @role, @expires_at, @created_by, @created_at);

-- name: GetEnrolmentCode :one
SELECT * FROM enrolment_codes WHERE secret_sha256 = @secret_sha256;

-- name: UseEnrolmentCode :execrows
-- Single use: zero rows means that it was used before or ran out.
UPDATE enrolment_codes SET used_at = @now, used_device = @device_id
WHERE id = @id AND used_at = 0 AND expires_at > @now;

-- name: InsertDevice :exec
INSERT INTO devices (id, clinic_id, public_key, enrolled_at) VALUES (@id, @clinic_id, @public_key, @enrolled_at);

-- name: GetDevice :one
SELECT * FROM devices WHERE id = @id;

-- name: ListDevices :many
SELECT * FROM devices ORDER BY enrolled_at, id;

-- name: SeeDevice :exec
UPDATE devices SET seen_at = @seen_at, program = @program WHERE id = @id AND seen_at < @seen_at;

-- name: MarkDevice :exec
UPDATE devices SET sequence = @sequence, history = @history WHERE id = @id;

-- name: GrowDevice :exec
-- Of exchanges at one time the farthest counts.
UPDATE devices SET sequence = @sequence, history = @history WHERE id = @id AND sequence < @sequence;

-- name: ForgetMarks :exec
-- A database that was restored knows older marks than the desks remember.
UPDATE devices SET sequence = 0, history = '';

-- name: RekeyDevice :exec
UPDATE devices SET public_key = @public_key WHERE id = @id;

-- name: RevokeDevice :execrows
UPDATE devices SET revoked_at = @revoked_at, revoked_by = @revoked_by, revoked_why = @revoked_why, revoked_note_sealed = @revoked_note_sealed WHERE id = @id AND revoked_at = 0;

-- name: InsertCertificate :exec
INSERT INTO certificates (id, kind, person_id, device_id, clinic_id, role, public_key, body, valid_from, valid_until, created_at)
VALUES (@id, @kind, @person_id, @device_id, @clinic_id, @role, @public_key, @body, @valid_from, @valid_until, @created_at);

-- name: GetCertificate :one
SELECT * FROM certificates WHERE id = @id;

-- name: GetCertificateByKey :one
-- The newest of a key: a renewed certificate stands beside the ones before it.
SELECT * FROM certificates WHERE kind = @kind AND public_key = @public_key ORDER BY valid_until DESC, id LIMIT 1;

-- name: GetCertificateByKeyRole :one
-- The same for one of the roles that the key is certified for.
SELECT * FROM certificates WHERE kind = @kind AND public_key = @public_key AND role = @role ORDER BY revoked_at > 0, valid_until DESC, id LIMIT 1;

-- name: ListCertificatesByDevice :many
SELECT * FROM certificates WHERE device_id = @device_id ORDER BY valid_until, id;

-- name: ListDeskCertificates :many
-- Of clinics, those that hold: the newest of each key. Their bodies are not read.
SELECT c.id, c.kind, c.person_id, c.device_id, c.clinic_id, c.role, c.valid_until, CAST(COALESCE(p.name, '') AS TEXT) AS person
FROM certificates c LEFT JOIN people p ON p.id = c.person_id
WHERE c.clinic_id <> '' AND c.revoked_at = 0
  AND NOT EXISTS (SELECT 1 FROM certificates n WHERE n.kind = c.kind AND n.public_key = c.public_key AND n.role = c.role AND n.revoked_at = 0 AND (n.valid_until > c.valid_until OR (n.valid_until = c.valid_until AND n.id < c.id)))
ORDER BY c.valid_until, c.id;

-- name: ListEndingDesks :many
-- Of these, those that end between two times, with whose they are.
SELECT c.id, c.clinic_id, c.valid_until, k.name AS clinic, CAST(COALESCE(p.name, '') AS TEXT) AS person
FROM certificates c JOIN clinics k ON k.id = c.clinic_id LEFT JOIN people p ON p.id = c.person_id
WHERE c.revoked_at = 0 AND c.valid_until > @after AND c.valid_until < @before
  AND NOT EXISTS (SELECT 1 FROM certificates n WHERE n.kind = c.kind AND n.public_key = c.public_key AND n.role = c.role AND n.revoked_at = 0 AND (n.valid_until > c.valid_until OR (n.valid_until = c.valid_until AND n.id < c.id)))
ORDER BY c.valid_until, c.id;

-- name: ListEndingContracts :many
SELECT id, name, contract_until FROM partners WHERE active AND contract_until > @after AND contract_until < @before ORDER BY contract_until, id;

-- name: ListCodes :many
-- Enrollment codes that can be used, and those that made a workstation.
SELECT c.id, c.clinic_id, c.person_id, c.role, c.expires_at, c.used_at, c.used_device, c.created_by, c.created_at, p.name AS person
FROM enrolment_codes c JOIN people p ON p.id = c.person_id
WHERE c.used_at > 0 OR c.expires_at > @now ORDER BY c.created_at, c.id;

-- name: ListCertificatesByClinic :many
SELECT * FROM certificates WHERE clinic_id = @clinic_id AND kind = 'person' ORDER BY valid_until, id;

-- name: ListCertificatesEnding :many
-- Of the service's own people, who sign at the service and ask for nothing.
SELECT * FROM certificates WHERE kind = 'person' AND clinic_id = '' AND revoked_at = 0 AND valid_until < @before ORDER BY valid_until, id;

-- name: ListCertificatesByPerson :many
-- Under whichever entry the person was certified, and is asked for.
SELECT c.* FROM certificates c JOIN people e ON e.id = c.person_id JOIN people me ON me.id = @person_id
WHERE CASE WHEN e.same_as = '' THEN e.id ELSE e.same_as END = CASE WHEN me.same_as = '' THEN me.id ELSE me.same_as END
ORDER BY c.created_at, c.id;

-- name: RevokeCertificate :execrows
UPDATE certificates SET revoked_at = @revoked_at WHERE id = @id AND revoked_at = 0;

-- name: RevokeCertificatesByDevice :exec
UPDATE certificates SET revoked_at = @revoked_at WHERE device_id = @device_id AND revoked_at = 0;

-- name: UseNonce :execrows
-- Zero rows: it was answered before.
INSERT INTO used_nonces (sha256, expires_at) VALUES (@sha256, @expires_at) ON CONFLICT (sha256) DO NOTHING;

-- name: PutNonceEra :exec
INSERT INTO used_nonces (sha256, expires_at) VALUES ('era', @era) ON CONFLICT (sha256) DO NOTHING;

-- name: NonceEra :one
-- Which life of the table this is: a crash of PostgreSQL empties it.
SELECT expires_at FROM used_nonces WHERE sha256 = 'era';

-- name: SweepNonces :execrows
-- Some of them: nobody waits for all.
DELETE FROM used_nonces WHERE sha256 IN (SELECT n.sha256 FROM used_nonces n WHERE n.expires_at <= @now ORDER BY n.expires_at LIMIT 2000);

-- name: SweepSessions :exec
DELETE FROM sessions WHERE expires_at <= @now;

-- name: SweepIdempotency :exec
DELETE FROM idempotency WHERE created_at <= @before;

-- name: GetSession :one
SELECT data FROM sessions WHERE token = @token AND expires_at > @now AND ended_at = 0;

-- name: PutSession :exec
-- One that was ended meanwhile stays ended.
INSERT INTO sessions (token, data, expires_at, account_id) VALUES (@token, @data, @expires_at, @account_id)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at, account_id = excluded.account_id WHERE sessions.ended_at = 0;

-- name: ListSessions :many
SELECT token, data FROM sessions WHERE account_id = @account_id AND ended_at = 0 AND expires_at > @now;

-- name: EndSession :execrows
UPDATE sessions SET ended_at = @ended_at WHERE token = @token AND ended_at = 0;

-- name: EndSessions :execrows
UPDATE sessions SET ended_at = @ended_at WHERE account_id = @account_id AND ended_at = 0;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE token = @token;

-- name: InsertIdempotency :exec
INSERT INTO idempotency (scope, key, request_sha256, status, response, created_at)
VALUES (@scope, @key, @request_sha256, @status, @response, @created_at);

-- name: GetIdempotency :one
SELECT * FROM idempotency WHERE scope = @scope AND key = @key;

-- name: GetFeed :one
SELECT * FROM feed WHERE clinic_id = @clinic_id AND seq = @seq;

-- name: UpdateReceipt :exec
-- A receipt of before a restore counts no more: the same version is received again.
UPDATE case_versions SET receipt = @receipt, received_at = @received_at WHERE case_id = @case_id AND version = @version;
