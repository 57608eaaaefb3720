-- +goose Up
-- Portable types: TEXT id (32 hex), BIGINT unix milliseconds (0: not yet),
-- BOOLEAN, TEXT holding JSON, TEXT hex for SHA-256, BLOB for sealed or signed
-- bytes. A column ending in _sealed holds ciphertext under the case key (or,
-- for people, under the master key); see doc.go for what is in the clear.

CREATE TABLE clinics (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  active BOOLEAN NOT NULL DEFAULT TRUE,
  created_at BIGINT NOT NULL
);

CREATE TABLE partners (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  accepts_estimates BOOLEAN NOT NULL DEFAULT FALSE,
  active BOOLEAN NOT NULL DEFAULT TRUE,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX partners_name ON partners (name);

CREATE TABLE people (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  clinic_id TEXT NOT NULL DEFAULT '',
  partner_id TEXT NOT NULL DEFAULT '',
  password_hash TEXT NOT NULL DEFAULT '',
  totp_sealed BLOB NOT NULL DEFAULT X'',
  totp_last_step BIGINT NOT NULL DEFAULT 0,
  keys_sealed BLOB NOT NULL DEFAULT X'',
  signing_public BLOB NOT NULL DEFAULT X'',
  opening_public BLOB NOT NULL DEFAULT X'',
  titles TEXT NOT NULL DEFAULT '',
  specialties TEXT NOT NULL DEFAULT '[]',
  tenured BOOLEAN NOT NULL DEFAULT FALSE,
  licensed BOOLEAN NOT NULL DEFAULT FALSE,
  board_certified BOOLEAN NOT NULL DEFAULT FALSE,
  trainee BOOLEAN NOT NULL DEFAULT FALSE,
  credentials_until BIGINT NOT NULL DEFAULT 0,
  licence_checked_at BIGINT NOT NULL DEFAULT 0,
  licence_checked_by TEXT NOT NULL DEFAULT '',
  active BOOLEAN NOT NULL DEFAULT TRUE,
  failed_signins BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX people_email ON people (email) WHERE email <> '';
CREATE INDEX people_role ON people (role);
CREATE INDEX people_clinic ON people (clinic_id);

CREATE TABLE prices (
  id TEXT NOT NULL PRIMARY KEY,
  partner_id TEXT NOT NULL DEFAULT '',
  code TEXT NOT NULL,
  cents BIGINT NOT NULL,
  currency TEXT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT '',
  created_by TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX prices_code ON prices (partner_id, code, valid_from);

CREATE TABLE policy_tables (
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  valid_from BIGINT NOT NULL,
  expires_at BIGINT NOT NULL DEFAULT 0,
  created_by TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  PRIMARY KEY (kind, version)
);

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  updated_by TEXT NOT NULL DEFAULT '',
  updated_at BIGINT NOT NULL
);

CREATE TABLE service_keys (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  public_key BLOB NOT NULL,
  private_sealed BLOB NOT NULL DEFAULT X'',
  certificate BLOB NOT NULL DEFAULT X'',
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  retired_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);

CREATE TABLE enrolment_codes (
  id TEXT NOT NULL PRIMARY KEY,
  secret_sha256 TEXT NOT NULL,
  clinic_id TEXT NOT NULL REFERENCES clinics (id),
  person_id TEXT NOT NULL REFERENCES people (id),
  role TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0,
  used_device TEXT NOT NULL DEFAULT '',
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX enrolment_codes_secret ON enrolment_codes (secret_sha256);

CREATE TABLE devices (
  id TEXT NOT NULL PRIMARY KEY,
  clinic_id TEXT NOT NULL REFERENCES clinics (id),
  public_key BLOB NOT NULL,
  sequence BIGINT NOT NULL DEFAULT 0,
  enrolled_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT NOT NULL DEFAULT 0,
  revoked_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX devices_clinic ON devices (clinic_id);

CREATE TABLE certificates (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  person_id TEXT NOT NULL DEFAULT '',
  device_id TEXT NOT NULL DEFAULT '',
  clinic_id TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  public_key BLOB NOT NULL,
  body BLOB NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
CREATE INDEX certificates_person ON certificates (person_id);
CREATE INDEX certificates_key ON certificates (public_key);
CREATE INDEX certificates_device ON certificates (device_id);

CREATE TABLE challenges (
  nonce TEXT NOT NULL PRIMARY KEY,
  device_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE tokens (
  sha256 TEXT NOT NULL PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES devices (id),
  clinic_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX tokens_device ON tokens (device_id);

CREATE TABLE sessions (
  token TEXT NOT NULL PRIMARY KEY,
  data BLOB NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE idempotency (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  status BIGINT NOT NULL,
  response BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (scope, key)
);

CREATE TABLE cases (
  id TEXT NOT NULL PRIMARY KEY,
  reference TEXT NOT NULL,
  clinic_id TEXT NOT NULL DEFAULT '',
  physician_id TEXT NOT NULL DEFAULT '',
  covering_id TEXT NOT NULL DEFAULT '',
  coordinator_id TEXT NOT NULL DEFAULT '',
  specialist_id TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL,
  payer_kind TEXT NOT NULL,
  partner_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  return_state TEXT NOT NULL DEFAULT '',
  participation TEXT NOT NULL,
  agreement TEXT NOT NULL,
  location TEXT NOT NULL,
  materials TEXT NOT NULL,
  imaging_read TEXT NOT NULL,
  pathology_read TEXT NOT NULL,
  billing TEXT NOT NULL,
  query TEXT NOT NULL,
  critical TEXT NOT NULL,
  correction TEXT NOT NULL,
  revision TEXT NOT NULL,
  record_request TEXT NOT NULL,
  reminders BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  unread BOOLEAN NOT NULL DEFAULT FALSE,
  emergent BOOLEAN NOT NULL DEFAULT FALSE,
  courtesy_copy BOOLEAN NOT NULL DEFAULT TRUE,
  breached BOOLEAN NOT NULL DEFAULT FALSE,
  patient_emailable BOOLEAN NOT NULL DEFAULT FALSE,
  forbid_imaging BOOLEAN NOT NULL DEFAULT FALSE,
  forbid_pathology BOOLEAN NOT NULL DEFAULT FALSE,
  location_rule TEXT NOT NULL DEFAULT '',
  seal_version BIGINT NOT NULL DEFAULT 0,
  seq BIGINT NOT NULL DEFAULT 0,
  entered_seq BIGINT NOT NULL DEFAULT 0,
  clock_started BIGINT NOT NULL DEFAULT 0,
  due_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  erased_at BIGINT NOT NULL DEFAULT 0,
  key_wrapped BLOB NOT NULL DEFAULT X'',
  summary_sealed BLOB NOT NULL DEFAULT X'',
  document_sealed BLOB NOT NULL DEFAULT X'',
  contact_sealed BLOB NOT NULL DEFAULT X'',
  agreement_sealed BLOB NOT NULL DEFAULT X''
);
CREATE UNIQUE INDEX cases_reference ON cases (reference);
CREATE INDEX cases_state ON cases (state, due_at);
CREATE INDEX cases_clinic ON cases (clinic_id, updated_at);
CREATE INDEX cases_specialist ON cases (specialist_id, state);
CREATE INDEX cases_partner ON cases (partner_id, updated_at);

CREATE TABLE case_versions (
  case_id TEXT NOT NULL REFERENCES cases (id),
  version BIGINT NOT NULL,
  manifest_sealed BLOB NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  signature BLOB NOT NULL,
  certificate_id TEXT NOT NULL DEFAULT '',
  device_id TEXT NOT NULL DEFAULT '',
  reason_sealed BLOB NOT NULL DEFAULT X'',
  received_at BIGINT NOT NULL,
  receipt BLOB NOT NULL DEFAULT X'',
  PRIMARY KEY (case_id, version)
);

-- Chunks come before the case they belong to, so no reference to cases.
CREATE TABLE chunks (
  clinic_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  blob_key TEXT NOT NULL,
  blob_offset BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (clinic_id, case_id, sha256)
);
CREATE INDEX chunks_blob ON chunks (blob_key);
CREATE INDEX chunks_case ON chunks (case_id);

CREATE TABLE records (
  case_id TEXT NOT NULL REFERENCES cases (id),
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  removed_version BIGINT NOT NULL DEFAULT 0,
  bytes BIGINT NOT NULL,
  description_sealed BLOB NOT NULL,
  PRIMARY KEY (case_id, id)
);

CREATE TABLE materials (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  position BIGINT NOT NULL,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  physical BOOLEAN NOT NULL DEFAULT FALSE,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  description_sealed BLOB NOT NULL DEFAULT X'',
  note_sealed BLOB NOT NULL DEFAULT X'',
  arrived_at BIGINT NOT NULL DEFAULT 0,
  returned_at BIGINT NOT NULL DEFAULT 0,
  updated_at BIGINT NOT NULL
);
CREATE INDEX materials_case ON materials (case_id, position);

CREATE TABLE offers (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  person_id TEXT NOT NULL REFERENCES people (id),
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  synopsis_sealed BLOB NOT NULL DEFAULT X'',
  note_sealed BLOB NOT NULL DEFAULT X'',
  offered_by TEXT NOT NULL,
  offered_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  answered_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX offers_case ON offers (case_id, offered_at);
CREATE INDEX offers_person ON offers (person_id, state);

CREATE TABLE overreads (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  reader_id TEXT NOT NULL DEFAULT '',
  report_sealed BLOB NOT NULL DEFAULT X'',
  report_sha256 TEXT NOT NULL DEFAULT '',
  signature BLOB NOT NULL DEFAULT X'',
  ordered_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX overreads_case ON overreads (case_id, kind);
CREATE INDEX overreads_reader ON overreads (reader_id, state);

CREATE TABLE tasks (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  person_id TEXT NOT NULL DEFAULT '',
  key TEXT NOT NULL,
  due_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL DEFAULT 0,
  done_by TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX tasks_key ON tasks (key);
CREATE INDEX tasks_open ON tasks (role, done_at, due_at);
CREATE INDEX tasks_case ON tasks (case_id, kind);

CREATE TABLE estimates (
  case_id TEXT NOT NULL REFERENCES cases (id),
  version BIGINT NOT NULL,
  lines TEXT NOT NULL,
  cents BIGINT NOT NULL,
  currency TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  accepted_at BIGINT NOT NULL DEFAULT 0,
  accepted_by TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, version)
);

CREATE TABLE opinions (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  author_id TEXT NOT NULL,
  approver_id TEXT NOT NULL DEFAULT '',
  draft_sealed BLOB NOT NULL DEFAULT X'',
  content_sealed BLOB NOT NULL DEFAULT X'',
  content_sha256 TEXT NOT NULL DEFAULT '',
  manifest_sha256 TEXT NOT NULL DEFAULT '',
  answers_complete BOOLEAN NOT NULL DEFAULT FALSE,
  limits_stated BOOLEAN NOT NULL DEFAULT FALSE,
  author_signature BLOB NOT NULL DEFAULT X'',
  approver_signature BLOB NOT NULL DEFAULT X'',
  comments_sealed BLOB NOT NULL DEFAULT X'',
  package_sealed BLOB NOT NULL DEFAULT X'',
  package_sha256 TEXT NOT NULL DEFAULT '',
  fingerprint TEXT NOT NULL DEFAULT '',
  pdf_a4_sealed BLOB NOT NULL DEFAULT X'',
  pdf_letter_sealed BLOB NOT NULL DEFAULT X'',
  updated_at BIGINT NOT NULL,
  signed_at BIGINT NOT NULL DEFAULT 0,
  approved_at BIGINT NOT NULL DEFAULT 0,
  released_at BIGINT NOT NULL DEFAULT 0,
  delivered_at BIGINT NOT NULL DEFAULT 0,
  accessed_at BIGINT NOT NULL DEFAULT 0,
  superseded_at BIGINT NOT NULL DEFAULT 0,
  acknowledged_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX opinions_version ON opinions (case_id, version);

CREATE TABLE opinion_keys (
  opinion_id TEXT NOT NULL REFERENCES opinions (id),
  certificate_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  wrapped BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (opinion_id, certificate_id)
);

CREATE TABLE accesses (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  opinion_id TEXT NOT NULL REFERENCES opinions (id),
  kind TEXT NOT NULL,
  person_id TEXT NOT NULL,
  device_id TEXT NOT NULL DEFAULT '',
  content_sha256 TEXT NOT NULL,
  act BLOB NOT NULL,
  device_time BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX accesses_case ON accesses (case_id);
CREATE INDEX accesses_opinion ON accesses (opinion_id);

CREATE TABLE critical_findings (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  raised_by TEXT NOT NULL,
  finding_sealed BLOB NOT NULL,
  raised_at BIGINT NOT NULL,
  called_by TEXT NOT NULL DEFAULT '',
  call_sealed BLOB NOT NULL DEFAULT X'',
  called_at BIGINT NOT NULL DEFAULT 0,
  acknowledged_by TEXT NOT NULL DEFAULT '',
  acknowledged_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX critical_findings_case ON critical_findings (case_id);

CREATE TABLE messages (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  from_role TEXT NOT NULL,
  from_id TEXT NOT NULL DEFAULT '',
  to_role TEXT NOT NULL,
  body_sealed BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  read_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX messages_case ON messages (case_id, created_at);

-- What a clinic has to be told, in the order in which it came about: the
-- desktop's cursor is the seq of the last row it has merged.
CREATE TABLE feed (
  clinic_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  ref_id TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  PRIMARY KEY (clinic_id, seq)
);

CREATE TABLE audit (
  chain TEXT NOT NULL,
  seq BIGINT NOT NULL,
  server_time BIGINT NOT NULL,
  device_time BIGINT NOT NULL DEFAULT 0,
  actor_id TEXT NOT NULL,
  role TEXT NOT NULL,
  device_id TEXT NOT NULL DEFAULT '',
  event TEXT NOT NULL,
  from_state TEXT NOT NULL DEFAULT '',
  to_state TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  note_sealed BLOB NOT NULL DEFAULT X'',
  object_sha256 TEXT NOT NULL DEFAULT '',
  prev_sha256 TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (chain, seq)
);
CREATE INDEX audit_time ON audit (server_time);

CREATE TABLE audit_heads (
  day TEXT NOT NULL PRIMARY KEY,
  body BLOB NOT NULL,
  signature BLOB NOT NULL,
  key_id TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE notices (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  notice TEXT NOT NULL,
  audience TEXT NOT NULL,
  person_id TEXT NOT NULL DEFAULT '',
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL DEFAULT 0,
  channel TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX notices_key ON notices (key);
CREATE INDEX notices_case ON notices (case_id, created_at);

CREATE TABLE charges (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payer_kind TEXT NOT NULL,
  partner_id TEXT NOT NULL DEFAULT '',
  lines TEXT NOT NULL,
  cents BIGINT NOT NULL,
  currency TEXT NOT NULL,
  state TEXT NOT NULL,
  failure TEXT NOT NULL DEFAULT '',
  attempts BIGINT NOT NULL DEFAULT 0,
  gateway_ref TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  settled_at BIGINT NOT NULL DEFAULT 0
);
-- At most one charge a case, whatever the reason (workflow property 2).
CREATE UNIQUE INDEX charges_case ON charges (case_id);
CREATE UNIQUE INDEX charges_key ON charges (key);
CREATE INDEX charges_state ON charges (state, created_at);

CREATE TABLE payment_tokens (
  case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
  token_sealed BLOB NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE invoices (
  id TEXT NOT NULL PRIMARY KEY,
  partner_id TEXT NOT NULL REFERENCES partners (id),
  month TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX invoices_month ON invoices (partner_id, month);

CREATE TABLE invoice_lines (
  charge_id TEXT NOT NULL REFERENCES charges (id),
  position BIGINT NOT NULL,
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  reference TEXT NOT NULL,
  code TEXT NOT NULL,
  cents BIGINT NOT NULL,
  currency TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (charge_id, position)
);
CREATE INDEX invoice_lines_invoice ON invoice_lines (invoice_id);

-- Blobs whose last row is gone; a job deletes them and then the row.
CREATE TABLE doomed_blobs (
  blob_key TEXT NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE doomed_blobs;
DROP TABLE invoice_lines;
DROP TABLE invoices;
DROP TABLE payment_tokens;
DROP TABLE charges;
DROP TABLE notices;
DROP TABLE audit_heads;
DROP TABLE audit;
DROP TABLE feed;
DROP TABLE messages;
DROP TABLE critical_findings;
DROP TABLE accesses;
DROP TABLE opinion_keys;
DROP TABLE opinions;
DROP TABLE estimates;
DROP TABLE tasks;
DROP TABLE overreads;
DROP TABLE offers;
DROP TABLE materials;
DROP TABLE records;
DROP TABLE chunks;
DROP TABLE case_versions;
DROP TABLE cases;
DROP TABLE idempotency;
DROP TABLE sessions;
DROP TABLE tokens;
DROP TABLE challenges;
DROP TABLE certificates;
DROP TABLE devices;
DROP TABLE enrolment_codes;
DROP TABLE service_keys;
DROP TABLE settings;
DROP TABLE policy_tables;
DROP TABLE prices;
DROP TABLE people;
DROP TABLE partners;
DROP TABLE clinics;
