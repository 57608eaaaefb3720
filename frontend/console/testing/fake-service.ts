import type { Approval, Candidate, Candidates, Case, CaseList, CaseRecord, Comment, Content, Desk, Me, Opinion } from '../api/types'

const service = { name: 'Online Second Opinions', national: '+1 617 555 0100', international: '+1 617 555 0101', email: 'office@example.org', hours: '' }

export const me = (...roles: Me['roles']): Me => ({ id: 'me', name: 'Caroline Mbeki', roles, titles: '', signs: !roles.includes('coordinator'), demonstration: true, service, zone: 'America/New_York' })

const patient = { name: 'Noa Ben-David', surname: '', native: 'נועה בן־דוד', sex: 'female', birth_date: '1992-08-11' }
const clock = { started: '2026-11-22T15:00:00Z', due: '2026-12-06T15:00:00Z', ended: null, day: 2, of: 10, late: false, over: 0 }

export const list: CaseList = {
  now: '2026-11-24T15:44:00Z',
  rows: [
    { id: 'c1', reference: '4416870332', seq: 7, state: 'triage', turn: 'you', next: 'offer', role: 'coordinator', patient, clinic: 'Harbor Clinic', physician: 'Dr. Noor Haddad', specialist: '', partner: '', kind: 'second-opinion', emergent: false, critical: false, damaged: false, since: '2026-11-22T15:00:00Z', clock, limit: null, version: '', returned: false, task: null, telephone: '', owner: null, deputy: null },
    { id: 'c2', reference: '4402118730', seq: 3, state: 'in-review', turn: 'late', next: 'log-call', role: 'coordinator', patient: { ...patient, name: 'Ji-woo Han' }, clinic: 'Harbor Clinic', physician: 'Dr. Min-jun Seo', specialist: 'Dr. Ana Castellanos, MD', partner: '', kind: 'second-opinion', emergent: false, critical: true, damaged: false, since: '2026-11-24T15:31:00Z', clock, limit: null, version: '', returned: false, task: null, telephone: '+1 207 555 0110', owner: null, deputy: null },
  ],
  from: 0,
  total: 2,
  turns: { late: 1, you: 1 },
  stages: [
    { state: 'triage', count: 1 },
    { state: 'in-review', count: 1 },
  ],
}

const nobody = { away: null, deputy: null, planned: [] }
export const desk: Desk = {
  coordinators: [
    { id: 'me', name: 'Caroline Mbeki', me: true, ...nobody },
    { id: 'b', name: 'Ottilie Brandvold', me: false, ...nobody },
  ],
  partners: [{ id: 'acme', name: 'Acme Benefits' }],
  views: [],
  emergent: { release: 72, offer: 6 },
  today: '2026-11-24',
  all: true,
}

/** A record as the clinic sealed it. */
export const aRecord = (more: Partial<CaseRecord> = {}): CaseRecord => ({ id: 'r1', name: 'report.pdf', media_type: 'application/pdf', bytes: 90, sha256: '', modality: '', study: '', study_uid: '', series: '', series_uid: '', date: '', accession_number: '', referring_physician: '', kept: '', parts: 0, unlisted: false, ...more })

export const aCase = (more: Partial<Case> = {}): Case => ({
  told: [],
  unread: null,
  arrangements: [],
  lacks: [],
  materials_list: [],
  says_lacked: false,
  id: 'c1',
  reference: '4416870332',
  seq: 7,
  state: 'triage',
  since: '2026-11-22T15:00:00Z',
  kind: 'second-opinion',
  add_ons: [],
  emergent: false,
  clock,
  turn: 'you',
  next: 'offer',
  acts: ['offer', 'hold', 'message'],
  roles: ['coordinator'],
  act_roles: {},
  takes_study: false,
  patient,
  clinic: { id: 'k', name: 'Harbor Clinic' },
  physician: { id: 'd', name: 'Dr. Noor Haddad', titles: 'MD', licence_checked_at: '2026-11-20T10:00:00Z' },
  partner: '',
  specialist: null,
  approver: '',
  payer: { kind: 'partner', partner: 'Acme Benefits', member: 'M-1' },
  billing: 'accepted',
  document: {
    residence: { country: 'US', region: 'MA' },
    specimen: { country: '', region: '' },
    patient: {
      name: { family: 'Ben-David', given: 'Noa', middle: '', prefix: '', suffix: '', ideographic: '', phonetic: '' },
      birth_date: '1992-08-11',
      sex: 'female',
      identifiers: [],
      address: { lines: [], city: '', region: '', postal_code: '', country: '' },
      phone: '',
      email: '',
      representative: null,
    },
    courtesy_copy: null,
    materials: [],
    payer: { kind: 'patient', partner: '', member: '' },
    service: { kind: 'second-opinion', add_ons: [], emergent: false },
    history: { chief_complaint: 'BRCA2 carrier', present_illness: '', past: '', medication: '', allergies: '', family: 'Mother', social: '', events: [] },
    diagnosis: { text: 'BRCA2 carrier, no cancer so far', icd10: '' },
    plan: '',
    reason: '',
    questions: [{ text: 'Remove the ovaries now, or wait until 40?', parts: [] }],
    wishes: { specialist: 'Prof. Eze-Whitfield' },
  },
  synopsis: null,
  tracks: { participation: 'linked', agreement: 'checked', location: 'decided', materials: 'in-order', imaging_read: 'none', pathology_read: 'none', billing: 'accepted', query: 'none', critical: 'none', correction: 'none', revision: 'none', record_request: 'none', courtesy_copy: true },
  agreement: null,
  location: { outcome: 'check', reason: '', table: 'locations-1', forbidden: [] },
  materials: [],
  records: [],
  key_images: [],
  estimate: { version: 1, lines: [{ code: 'second-opinion', cents: 95000 }], cents: 95000, currency: 'USD', accepted_at: '2026-11-22T14:00:00Z', accepted_by: '' },
  offers: [],
  overreads: [],
  parts: [],
  conferences: [],
  holdings: [],
  reviews: [],
  critical: [],
  opinions: [],
  messages: [],
  threads: [],
  timeline: [],
  tasks: [],
  glass: [],
  owner: null,
  deputy: null,
  telephone: '',
  agreed: null,
  parties: [
    { party: 'patient', name: 'Noa Ben-David', titles: '', phone: '', email: '', email_confirmed: false, address: [] },
    { party: 'physician', name: 'Dr. Noor Haddad', titles: 'MD', phone: '', email: '', email_confirmed: false, address: [] },
    { party: 'clinic', name: 'Harbor Clinic', titles: '', phone: '', email: '', email_confirmed: false, address: [] },
  ],
  calls: [],
  stopped: null,
  ...more,
})

const entry = { titles: 'MD', position: '', hospital: '', known_for: '', photo: '', languages: [], capacity: 0, away: null, fits: [], offered: 0, such: 0, opinions: 0, days: 0, away_next: null, before: null }

export const candidates: Candidate[] = [
  { id: 'p1', name: 'Prof. Chidinma Eze-Whitfield', ...entry, specialties: ['Gynecologic oncology'], open: 2, through: '2028-06-30', eligible: true, group: 'fits', reasons: ['asked-for'] },
  { id: 'p2', name: 'Dr. Benedikt Osei-Hartmann', ...entry, specialties: ['Gynecologic oncology'], open: 0, through: '2026-10-31', eligible: false, group: 'barred', reasons: ['licence-lapsed'] },
]

/** Who may be asked, as the service answers. */
export const mayBeAsked = (list: Candidate[] = candidates, more: Partial<Candidates> = {}): Candidates => ({ candidates: list, suggested: list.find(p => p.group === 'fits')?.id ?? '', backup: '', due: '2026-11-26T14:00:00Z', ...more })

const content: Content = {
  format: 'oso/content/v1',
  case: 'c1',
  reference: '4416870332',
  version: 1,
  kind: 'opinion',
  date: '2026-11-24',
  service,
  addressee: { name: 'Dr. Noor Haddad', clinic: 'Harbor Clinic', lines: [] },
  patient,
  thanks: 'Thank you for asking.',
  complaint: 'BRCA2 carrier',
  history: '',
  reviewed: ['Gene report'],
  not_reviewed: '',
  findings: [],
  assessment: '',
  answers: [{ question: 'Remove the ovaries now, or wait until 40?', text: '', reason: '', parts: [] }],
  sections: [],
  scenarios: [],
  recommendation: '',
  travel: false,
  limits: ['No examination.'],
  notes: [],
  references: [],
  diagnosis: '',
  plan: '',
  signers: [],
}

export const opinion = (more: Partial<Opinion> = {}): Opinion => ({
  version: 1,
  row_version: 100,
  state: 'draft',
  kind: 'opinion',
  author: { id: 'me', name: 'Dr. Naomi Vasquez-Imamura' },
  approver: { id: '', name: '' },
  content,
  sha256: '',
  saved_at: '2026-11-24T15:44:00Z',
  signed_at: null,
  released_at: null,
  superseded_at: null,
  paper: 'letter',
  checks: [{ code: 'answers', ok: true, detail: 'The question is answered' }],
  comments: [],
  previous: null,
  questions: [],
  review: [{ key: 'record/r1', line: 'Gene report', records: ['r1'], seen: 'seen', over: 'a1', changed: false }],
  ...more,
})

export const comment = (more: Partial<Comment> = {}): Comment => ({ id: 'a1', part: 'assessment', quote: '', start: 0, text: 'When?', by: 'Caroline Mbeki', at: '2026-11-23T10:00:00Z', over: 'before', settled: false, answer: '', answered_by: '', row_version: 1, mine: true, ...more })

export const approval = (more: Partial<Approval> = {}): Approval => ({
  version: 1,
  sha256: 'now',
  list: 0,
  checks: [
    { code: 'answers', text: 'Each answer fits its question', mine: null, others: [] },
    { code: 'names', text: 'Name, sex and dates agree with the records', mine: null, others: [] },
    { code: 'words', text: 'Words fit for patient and physician', mine: null, others: [] },
  ],
  comments: [],
  ...more,
})

export type Asked = { method: string; path: string; body: unknown }

/** Answers requests by "METHOD /path"; what it does not know is not found. Gives what was asked. */
export function fakeService(answers: Record<string, unknown>): Asked[] {
  const asked: Asked[] = []
  globalThis.fetch = ((input: RequestInfo | URL, init: RequestInit = {}) => {
    const path = String(input).replace('/console/api', '')
    const method = init.method ?? 'GET'
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    asked.push({ method, path, body })
    let found = answers[`${method} ${path}`]
    if (typeof found === 'function') found = (found as (body: unknown) => unknown)(body)
    if (found instanceof Response || found instanceof Promise) return Promise.resolve(found as Response | Promise<Response>)
    if (found === undefined) return Promise.resolve(problem(404, 'not-found', 'There is nothing here.'))
    return Promise.resolve(new Response(JSON.stringify(found), { status: 200, headers: { 'Content-Type': 'application/json' } }))
  }) as typeof fetch
  return asked
}

export function problem(status: number, kind: string, detail: string): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title: '', status, detail, kind }), { status })
}
