import type { Guide, AgreementState, AgreementText, CaseDocument, CaseRow, CaseView, CheckResult, Country, LocationAnswer, MessageView, Problem, Quote, SealPreview, SignedText, TimelineEntry } from '../bridge'
import { wholeDocument } from '../lib/document'
import { ago, ids, rows } from './people'

export const countries: Country[] = [
  { code: 'US', name: 'United States of America', regions: [{ code: 'MA', name: 'Massachusetts' }, { code: 'ME', name: 'Maine' }, { code: 'NJ', name: 'New Jersey' }, { code: 'NM', name: 'New Mexico' }, { code: 'NY', name: 'New York' }] },
  { code: 'IN', name: 'India', regions: [] },
  { code: 'BR', name: 'Brazil', regions: [] },
  { code: 'AE', name: 'United Arab Emirates', regions: [] },
  { code: 'IE', name: 'Ireland', regions: [] },
]

export function decide(country: string, region: string): LocationAnswer {
  const names: Record<string, string> = { 'US-NM': 'New Mexico', 'US-NJ': 'New Jersey', 'US-NY': 'New York', 'US-ME': 'Maine' }
  const place = names[`${country}-${region}`] ?? countries.find(c => c.code === country)?.name ?? country
  const base = { place, table: '2026.2', on: '2026-11-24', closed_reviews: [] as string[] }
  if (region === 'NM') return { ...base, outcome: 'refused', reason: 'People living in New Mexico cannot get a written second opinion from another state.' }
  if (region === 'NJ') return { ...base, outcome: 'check', reason: '', closed_reviews: ['imaging-review', 'pathology-review'] }
  return { ...base, outcome: 'check', reason: '' }
}

const prose =
  'Robotic radical prostatectomy on 14 Jan 2025: pT3a, Gleason 4+3, margin positive at the apex (3 mm), 0 of 11 nodes. PSA undetectable until Mar 2026, then 0.08, 0.14 and 0.22 ng/mL (9 Nov 2026). PSMA PET-CT on 12 Nov 2026 shows no uptake outside the bed. Continent, ECOG 0. Atrial fibrillation on apixaban.'

export const documents: Record<string, CaseDocument> = {
  [ids.joaquim]: wholeDocument({
    residence: { country: 'US', region: 'NY' },
    patient: {
      name: { family: 'dos Santos Vasconcelos e Albuquerque', given: 'Joaquim' },
      birth_date: '1960-02-08',
      sex: 'male',
      identifiers: [{ system: 'Mayview', value: 'MV 118-022' }],
      address: { lines: ['14 Lark Street'], city: 'Albany', region: 'NY', postal_code: '12210', country: 'US' },
      phone: '+1 518 555 0119',
      email: 'j.albuquerque@example.org',
    },
    payer: { kind: 'patient' },
    service: { kind: 'second-opinion', add_ons: ['imaging-review'] },
    history: { present_illness: prose, chief_complaint: 'Rising PSA after surgery', medication: 'Apixaban 5 mg twice a day', allergies: 'None known' },
    diagnosis: { text: 'Biochemical recurrence of prostate cancer, 22 months after prostatectomy' },
    plan: 'Radiotherapy to the bed in January.',
    questions: [
      { text: 'Is salvage radiotherapy of the prostate bed advisable?', parts: ['now, at a PSA of 0.22', 'if we wait until the PSA passes 0.5'] },
      { text: 'Should hormone treatment be added, given his atrial fibrillation?', parts: [''] },
    ],
    materials: [
      { kind: 'imaging', description: 'PSMA PET-CT of 12 Nov 2026, with the report', channel: 'upload', physical: false },
      { kind: 'record', description: 'Operation report of 14 Jan 2025', channel: 'upload', physical: false },
      { kind: 'laboratory', description: 'PSA since 2024', channel: 'upload', physical: false },
      { kind: 'pathology', description: 'Pathology report of the prostatectomy', channel: 'upload', physical: false },
    ],
  }),
}

export function documentOf(row: CaseRow): CaseDocument {
  const known = documents[row.id]
  if (known) return known
  const words = row.name.split(' ')
  return wholeDocument({
    residence: { country: 'US', region: 'NY' },
    patient: { name: { family: words.slice(1).join(' '), given: words[0] ?? '', ideographic: row.native }, birth_date: row.birth_date, sex: row.sex, address: { lines: ['8 Elm Street'], city: 'Albany', country: 'US', region: 'NY' }, email: 'somebody@example.org' },
    payer: { kind: 'patient' },
    service: { kind: 'second-opinion', add_ons: ['pathology-review'] },
    history: { chief_complaint: row.about, present_illness: 'Lupus nephritis class IV since 2019.', medication: 'Mycophenolate 1 g twice a day', allergies: 'None known' },
    diagnosis: { text: 'Lupus nephritis class IV since 2019' },
    plan: 'present plan: stop mycophenolate in spring',
    questions: [
      { text: 'Can mycophenolate be stopped after three years of remission?', parts: [] },
      { text: 'Is a repeat biopsy needed', parts: ['before stopping,', 'a year after?'] },
    ],
    materials: [{ kind: 'pathology', description: '6 biopsy slides of 3 Jun 2019', channel: 'mail', physical: true }],
  })
}

function problem(over: Partial<Problem>): Problem {
  return { code: 'missing', severity: 'error', field: '', message: '', patient: '', series: [], records: [], page: '', ...over }
}

export function checkOf(row: CaseRow): CheckResult {
  if (row.id === ids.joaquim) {
    return {
      complete: false,
      passed: 9,
      total: 12,
      problems: [
        problem({ code: 'agreement-missing', page: 'agreement', message: 'The agreement is not signed. The patient signs here, or on paper.' }),
        problem({ page: 'questions', field: 'questions[1].parts[0]', message: 'Question 2, part a is empty. Write it, or remove the part.' }),
        problem({ code: 'material-not-here', page: 'records', message: 'The pathology report is missing. It is declared, and not yet added.' }),
        problem({ code: 'location-check', severity: 'warning', page: 'location', message: 'A coordinator decides whether the service may be given in New York.' }),
      ],
    }
  }
  if (row.decisions > 0) {
    return { complete: false, passed: 11, total: 12, problems: [
      problem({ code: 'identity-mismatch', page: 'records', field: 'records', records: ['r3'], message: 'Records of somebody born on another day. Decide whether they are this patient’s.' }),
      problem({ code: 'series-incomplete', severity: 'warning', page: 'records', field: 'records', records: ['m23'], message: '21 of 120 images of a series are missing, by their numbers. Look on the disc, or ask for the whole series.' }),
    ] }
  }
  if (row.things_left > 0) {
    return { complete: false, passed: 11, total: 12, problems: [problem({ code: 'agreement-missing', page: 'agreement', message: 'The agreement is not signed. The patient signs here, or on paper.' })] }
  }
  return { complete: true, passed: 12, total: 12, problems: [] }
}

export const signed: AgreementState = { signed: true, version: '7', sha256: '3f1c08af77925e60c41d91c20d4e58b6e17ca903ab3d7714c0de0011aa22bb33', signer: 'Siobhán Ó Raghallaigh', relation: 'self', method: 'screen', by: '', at: ago(6) }
const unsigned: AgreementState = { signed: false, version: '', sha256: '', signer: '', relation: '', method: '', by: '', at: '' }

export function viewOf(id: string): CaseView {
  const row = rows.find(r => r.id === id) ?? rows[0]!
  const editable = ['draft', 'agreed', 'ready'].includes(row.state)
  return {
    row,
    document: documentOf(row),
    versions: [],
    location: decide('US', 'NY'),
    agreement: row.agreement === 'signed' ? { ...signed, signer: row.name } : unsigned,
    editable,
    receipt: row.reference ? { reference: row.reference, at: ago(14) } : { reference: '', at: '' },
    taken: [],
    seals: editable ? [] : [{ version: 1, sha256: 'c41d08af77925e6091c20d4e58b6e17ca903ab3d7714c0de0011aa22bb334455', signer: row.physician, at: ago(15) }],
  }
}

export const quote: Quote = {
  lines: [
    { code: 'second-opinion', amount: '950' },
    { code: 'pathology-review', amount: '400' },
  ],
  total: '1,350',
  currency: 'USD',
  payer: 'patient',
  partner: '',
  open: '',
}

export const preview: SealPreview = {
  version: 1,
  signer: 'Dr. Amara Okonkwo-Reyes',
  may_seal: true,
  statement: [
    'oso/participation-1\nStatement of the treating physician',
    'Service: Online Second Opinions\nTreating physician: Dr. Amara Okonkwo-Reyes\nPatient: Siobhán Ó Raghallaigh\nDate of birth: 27 April 1983',
    'I am a physician who treats this patient. I take part in this consultation at the patient’s request and ask the service for a second opinion.',
    'I have given the history, the present diagnosis and plan, and the questions as completely and correctly as I can, and I have said which materials will be sent. The records are in English, or come with a translation.',
    'I receive the opinion first. I will open it myself, explain it to the patient, and answer the patient’s questions about it.',
    'I remain responsible for the patient’s care. The specialist, who has not examined the patient, advises me and takes on no responsibility for treatment; whether and how the advice is followed is decided by the patient and me.',
    'The patient, or the patient’s representative, has signed the agreement and authorization that belongs to this case.',
  ].join('\n\n'),
  records: 14,
  bytes: 1_800_000_000,
  kinds: [
    { kind: 'ct', count: 954, studies: 2 },
    { kind: 'us', count: 40, studies: 1 },
    { kind: 'pdf', count: 9, studies: 0 },
    { kind: 'image', count: 2, studies: 0 },
  ],
  decided: ['1 item with a decision of yours: the name is spelled “O’Reilly” on the ultrasound.'],
  key_images: 2,
  physical: ['6 biopsy slides of 3 Jun 2019, to come back'],
  amends: false,
  seen: 'c3a1',
}

export const timeline: TimelineEntry[] = [
  { at: ago(16), code: 'created', by: 'Marisol Echeverría', text: '' },
  { at: ago(15.6), code: 'agreed', by: 'Priyanka Venkataraman', text: '' },
  { at: ago(15), code: 'sealed', by: 'Dr. Noor Haddad', text: '' },
  { at: ago(14.9), code: 'received', by: '', text: '' },
  { at: ago(12), code: 'preparing', by: '', text: '' },
  { at: ago(9), code: 'triage', by: '', text: '' },
  { at: ago(7), code: 'offered', by: '', text: '' },
  { at: ago(4), code: 'in-review', by: '', text: '' },
]

const clauseTitles = [
  'A consultation at a distance', 'Limits of the opinion', 'No contact with the specialist', 'Who receives the report', 'Your doctor stays responsible', 'Confidentiality',
  'Not for legal disputes', 'Consent and release', 'Release of your records', 'If you do not agree', 'Governing law',
]

/** The exact text as Go renders it, for these parties. */
function sheetOf(signer: string, as: string): string {
  const clauses = clauseTitles.flatMap((title, i) => [
    '',
    `${i + 1}. ${title}`,
    'My doctors, hospitals and laboratories may give my health information to the service, and may talk about my case with it freely. The service need not look for further records. It will give its report to my treating doctor.',
    'Information that is passed on to somebody else at my wish may no longer be protected by the law in the same way.',
  ])
  return [
    'oso/agreement-v1', 'Agreement and authorization', 'Version of 1 October 2026', '', 'Service: Online Second Opinions', 'Clinic: Harbor Street Clinic',
    'Treating physician: Dr. Noor Haddad', 'Patient: Siobhán Ó Raghallaigh', 'Date of birth: 3 March 1984', '', 'I ask for a medical second opinion on the terms below.',
    ...clauses, '', `Signed by: ${signer}`, as, '',
  ].join('\n')
}

export const agreementText: AgreementText = {
  paper: 'letter',
  sheet: sheetOf('______________________________', 'Signing as: the patient, or the patient’s representative (relation): ______________________________'),
  version: '7',
  earlier: [],
  date: '2026-10-01',
  sha256: '9a9a',
  title: 'Agreement and authorization',
  clauses: clauseTitles.map(title => ({
    title,
    paragraphs: [
      'My doctors, hospitals and laboratories may give my health information to the service, and may talk about my case with it freely. The service need not look for further records. It will give its report to my treating doctor.',
      'Information that is passed on to somebody else at my wish may no longer be protected by the law in the same way.',
    ],
  })),
}

export const signedText: SignedText = {
  state: signed,
  text: sheetOf('Siobhán Ó Raghallaigh', 'Signing as: the patient'),
  scan: { path: signatureImage(), type: 'image/png', bytes: 1, name: '' },
}

/** A few strokes that stand for a signature. */
function signatureImage(): string {
  const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='640' height='220'><rect width='640' height='220' fill='white'/><path d='M40 150 C120 20 150 200 200 110 S300 60 330 140 S430 60 600 90' fill='none' stroke='black' stroke-width='4'/></svg>"
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

export const messages: MessageView[] = [
  { id: 'm1', from: 'Caroline Mbeki, coordinator', at: '2026-11-23T15:00:00Z', text: 'The disc has arrived, thank you.', own: false, waits: false, to_answer: false, re: '', kind: 'message' },
  { id: 'm2', from: 'Dr. Noor Haddad, physician', at: '2026-11-23T16:10:00Z', text: 'The slides go out tomorrow.', own: true, waits: false, to_answer: false, re: '', kind: 'message' },
  { id: 'm3', from: 'Caroline Mbeki, coordinator', at: '2026-11-24T14:00:00Z', text: 'The specialist asks: which dose was given in May?', own: false, waits: false, to_answer: true, re: '', kind: 'message' },
]

export const guide: Guide = {
  materials: [
    { text: 'PET-CT at diagnosis', kind: 'imaging', for: ['Thoracic surgery'], suits: true },
    { text: 'Mammograms of three years', kind: 'imaging', for: ['Breast surgery'], suits: false },
  ],
  questions: [{ text: 'Is lobectomy the best treatment?', parts: ['with this lung function', 'or segmentectomy'], for: [], suits: true }],
}
