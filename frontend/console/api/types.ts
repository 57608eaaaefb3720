// The service's answers, as docs of internal/server/console have them. Times
// are RFC 3339; null where there is none yet.

export type Role = 'coordinator' | 'specialist' | 'radiologist' | 'pathologist' | 'approver' | 'billing' | 'partner-admin' | 'admin'

export type Service = { name: string; national: string; international: string; email: string; hours: string }

/** Something that an administrator has to renew before its end. */
export type Due = { what: string; until: string; over: boolean }

export type Me = { id: string; name: string; roles: Role[]; titles: string; signs: boolean; demonstration: boolean; service: Service; due?: Due[] }

export type Patient = { name: string; native: string; sex: string; birth_date: string }

export type Clock = { started: string; due: string; ended: string | null; day: number; late: boolean }

export type Turn = 'late' | 'you' | 'us' | 'clinic' | 'done'

export type Row = {
  id: string
  reference: string
  state: string
  turn: Turn
  next: string
  /** Of the next act, else the nearest to the case. */
  role: Role
  patient: Patient | null
  /** The patient’s name does not open. */
  damaged: boolean
  clinic: string
  physician: string
  specialist: string
  partner: string
  kind: string
  emergent: boolean
  critical: boolean
  since: string | null
  clock: Clock | null
}

export type CaseList = { now: string; rows: Row[]; from: number; total: number; turns: Partial<Record<Turn, number>>; stages: { state: string; count: number }[] }

export type Question = { text: string; parts: string[] | null }

export type CaseDocument = {
  residence: { country: string; region: string }
  payer: { kind: string; partner: string; member: string }
  service: { kind: string; add_ons: string[] | null; emergent: boolean }
  history: {
    chief_complaint: string
    present_illness: string
    past: string
    medication: string
    allergies: string
    family: string
    social: string
    events: { date: string; text: string }[] | null
  }
  diagnosis: { text: string; icd10: string }
  plan: string
  reason: string
  questions: Question[] | null
  wishes: { specialist: string }
}

export type Synopsis = {
  kind: string
  add_ons: string[]
  diagnosis: string
  icd10: string
  reason: string
  questions: Question[]
  age: number
  sex: string
  note: string
  items: number
  due: string | null
}

export type Tracks = {
  participation: string
  agreement: string
  location: string
  materials: string
  imaging_read: string
  pathology_read: string
  billing: string
  query: string
  critical: string
  correction: string
  revision: string
  record_request: string
  courtesy_copy: boolean
}

export type AgreementView = {
  version: string
  sha256: string
  signer: string
  relation: string
  method: string
  attested_by?: string
  signed_at: string
  text: string
  scan: string
}

export type Material = {
  id: string
  kind: string
  description: string
  channel: string
  physical: boolean
  state: string
  reason: string
  note: string
  arrived_at: string | null
  returned_at: string | null
}

export type CaseRecord = {
  id: string
  name: string
  media_type: string
  bytes: number
  sha256: string
  modality: string
  study: string
  study_uid: string
  series: string
  series_uid: string
  date: string
  accession_number: string
  referring_physician: string
  kept: string
}

export type Estimate = { version: number; lines: { code: string; cents: number }[]; cents: number; currency: string; accepted_at: string | null; accepted_by: string }

export type Offer = {
  id: string
  person: { id: string; name: string }
  state: string
  reason: string
  note: string
  offered_at: string
  due_at: string
  answered_at: string | null
}

export type Overread = { kind: string; state: string; reason: string; reader: { id: string; name: string } | null; finished_at: string | null }

export type CriticalFinding = {
  id: string
  finding: string
  raised_by: string
  raised_at: string
  called_by: string
  call: string
  called_at: string | null
  acknowledged_at: string | null
}

export type OpinionRow = {
  version: number
  kind: string
  state: string
  author: string
  approver: string
  signed_at: string | null
  released_at: string | null
  accessed_at: string | null
  superseded_at: string | null
  fingerprint: string
}

export type Message = { id: string; kind: string; from: string; role: string; at: string; text: string }

export type AuditEntry = { seq: number; at: string; actor: string; role: string; event: string; from: string; to: string; reason: string; note: string }

export type Case = {
  id: string
  reference: string
  seq: number
  state: string
  since: string | null
  kind: string
  add_ons: string[]
  emergent: boolean
  clock: Clock | null
  turn: Turn
  next: string
  acts: string[]
  /** Under which this person meets the case, the nearest first. */
  roles: Role[]
  /** Under which each act is done. */
  act_roles: Partial<Record<string, Role>>
  patient: Patient | null
  clinic: { id: string; name: string } | null
  physician: { id: string; name: string; titles: string; licence_checked_at: string | null } | null
  partner: string
  /** Who writes, or is asked to. */
  specialist: { id: string; name: string } | null
  /** Who has taken the newest version up. */
  approver: string
  document: CaseDocument | null
  synopsis: Synopsis | null
  tracks: Tracks | null
  agreement: AgreementView | null
  location: { outcome: string; reason: string; table: string; forbidden: string[] } | null
  /** Who pays, for those who may know. */
  payer: { kind: string; partner: string; member: string } | null
  billing: string
  materials: Material[]
  records: CaseRecord[]
  estimate: Estimate | null
  offers: Offer[]
  overreads: Overread[]
  critical: CriticalFinding[]
  opinions: OpinionRow[]
  messages: Message[]
  timeline: AuditEntry[]
}

/** After an act the case may be nobody's here any more. */
export type ActAnswer = Case | { id: string; gone: true }

export type Candidate = {
  id: string
  name: string
  titles: string
  specialties: string[]
  open: number
  credentials_until: string | null
  eligible: boolean
  reasons: string[]
}

export type Section = { heading: string; text: string }

export type PartAnswer = { question: string; text: string; reason: string }

export type Answer = { question: string; text: string; reason: string; parts: PartAnswer[] }

export type Content = {
  format: string
  case: string
  reference: string
  version: number
  supersedes?: number
  change?: string
  kind: string
  date: string
  service: { name: string; national: string; international: string; email: string }
  addressee: { name: string; clinic: string; lines: string[] }
  patient: { name: string; native: string; sex: string; birth_date: string }
  thanks: string
  complaint: string
  history: string
  reviewed: string[]
  not_reviewed: string
  findings: Section[]
  assessment: string
  answers: Answer[]
  sections: Section[]
  scenarios: Section[]
  recommendation: string
  travel: boolean
  limits: string[]
  notes: string[]
  references: string[]
  diagnosis: string
  plan: string
  signers: { name: string; specialty: string; position: string; certification: string; role: string; part: string }[]
}

export type Check = { code: string; ok: boolean; detail: string }

export type Comment = { part: string; text: string; by: string; at: string }

export type Opinion = {
  version: number
  row_version: number
  state: string
  kind: string
  author: { id: string; name: string }
  approver: { id: string; name: string }
  content: Content
  sha256: string
  saved_at: string
  signed_at: string | null
  released_at: string | null
  /** Set: no longer the letter that stands. */
  superseded_at: string | null
  checks: Check[]
  comments: Comment[]
  previous: Content | null
  questions: Question[]
}

export type Mail = { id: string; to: string; subject: string; at: string; text: string }

export type StaffPerson = {
  id: string
  name: string
  role: Role
  titles: string
  specialties: string[]
  active: boolean
  open: number
  credentials_until: string | null
}
