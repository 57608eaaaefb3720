import type { Adding, ImportFile, ImportState, ImportSummary, RecordList, Unfinished } from '../bridge'

const series = (n: number, modality: string) => Array.from({ length: n }, (_, i) => ({ uid: `1.2.${modality}.${i}`, modality, description: '', first: `${modality}${i}`, images: 100, missing: 0, quality: `${i + 1} mm slices every ${i + 1} mm · no contrast agent named`, means: i > 1 ? `What is smaller than about ${i + 1} mm may not be visible.` : '', asked: i > 1 ? 'This limits small structures and 3D planning.' : '' }))

export const found: RecordList = {
  unfinished: [],
  aside: [],
  history: [],
  files: 1610,
  bytes: 1_400_000_000,
  missing: [],
  decided: [
    {
      id: 'd1', code: 'identity-mismatch', rank: 'whose', severity: 'error', blocks: false, by_name: true, title: 'Birth date differs', message: '', person: 'Tanaka Reiko', correct: [],
      subjects: [{ record: 'r2', records: ['r2'], name: 'MR lumbar spine, 1 Oct 2025, series 2', which: '240 images', short: 'MR lumbar spine, 1 Oct 2025', part: 'series 2, 240 images', missing: '', files: ['MAYVIEW/DICOM/B/I0001'], modality: 'MR', type: 'application/dicom', bytes: 524_000, institution: 'Mayview Hospital' }],
      compare: [
        { field: 'name', case: 'Tan Wei Ling', found: 'TANAKA^REIKO', answer: 'differs' },
        { field: 'birth_date', case: '1965-09-14', found: '1949-01-30', answer: 'differs' },
      ],
      records: ['r2'], series: [], accepted: false, reason: '', by: 'Marisol', at: '2026-11-23T15:00:00Z',
    },
  ],
  people: [
    {
      name: 'Tan Wei Ling', native: '', sex: 'female', birth_date: '1965-09-14', number: 'MV 220-417', whose: 'patient', differs: [], discrepancy: '',
      studies: [
        { uid: '1', date: '2026-11-09', description: 'CT chest with contrast', modality: 'CT', accession: 'CT0041871', referrer: 'Dr. Deirdre Halloran', series: series(3, 'CT'), images: 642, missing: 0, stored: true, documents: [], note: '' },
        { uid: '2', date: '2026-05-12', description: 'CT chest, low dose', modality: 'CT', accession: '', referrer: '', series: series(2, 'CT'), images: 312, missing: 28, stored: true, documents: [], note: 'Images 141 to 168 of series 4 are not on the disc' },
        { uid: '3', date: '2026-02-03', description: 'Mammography, both sides', modality: 'MG', accession: '', referrer: '', series: series(4, 'MG'), images: 8, missing: 0, stored: true, documents: [], note: '' },
      ],
      records: [{ id: 'r1', name: 'Radiology report', type: 'application/pdf', bytes: 214_000, pages: 3, date: '2026-11-09', reason: '', modality: '' }],
    },
    {
      name: 'Tan Wei Ling', native: '', sex: 'female', birth_date: '1965-09-04', number: 'MV 220-417', whose: 'unsure', differs: ['birth_date'], discrepancy: 'f1',
      studies: [{ uid: '4', date: '2026-06-20', description: 'PET-CT, skull base to thigh', modality: 'PT', accession: '', referrer: '', series: series(4, 'PT'), images: 380, missing: 0, stored: true, documents: [], note: '' }],
      records: [],
    },
    {
      name: 'Tanaka Reiko', native: '田中玲子', sex: 'female', birth_date: '1949-01-30', number: '', whose: 'other', differs: ['name', 'birth_date'], discrepancy: 'd1',
      studies: [{ uid: '5', date: '2025-10-01', description: 'MR lumbar spine', modality: 'MR', accession: '', referrer: '', series: series(6, 'MR'), images: 240, missing: 0, stored: true, documents: [], note: '' }],
      records: [],
    },
  ],
  kept: [
    { id: 'k1', name: 'DICOM/A/I0099', type: 'application/octet-stream', bytes: 12_000, pages: 0, date: '', reason: 'The file ends in the middle of its header.', modality: '' },
    { id: 'k2', name: 'NOTES.WPD', type: 'application/octet-stream', bytes: 48_000, pages: 0, date: '', reason: 'The format is not known.', modality: '' },
  ],
  open: [
    {
      id: 'f1', code: 'identity-mismatch', rank: 'whose', severity: 'error', blocks: true, by_name: true, title: 'Birth date differs', message: '', person: 'Tan Wei Ling',
      correct: [{ field: 'birth_date', from: '1965-09-14', to: '1965-09-04', agreement: true }],
      subjects: [{ record: 'r3', records: ['r3'], name: 'PET-CT, skull base to thigh, 20 Jun 2026, series 1', which: '380 images', short: 'PET-CT, skull base to thigh, 20 Jun 2026', part: 'series 1, 380 images', missing: '', files: ['MAYVIEW/DICOM/C/I0001'], modality: 'PT', type: 'application/dicom', bytes: 524_000, institution: 'Mayview Hospital' }],
      compare: [
        { field: 'name', case: 'Tan Wei Ling', found: 'TAN^WEI LING', answer: 'agrees' },
        { field: 'birth_date', case: '1965-09-14', found: '1965-09-04', answer: 'differs' },
        { field: 'sex', case: 'female', found: 'female', answer: 'agrees' },
        { field: 'number', case: 'MV 220-417', found: 'MV 220-417', answer: 'agrees' },
      ],
      records: ['r3'], series: ['1.2.PT.0'], accepted: false, reason: '', by: '', at: '',
    },
  ],
}

export const unfinished: Unfinished = {
  id: 'u1', at: '2026-11-24T14:02:00Z', by: 'Marisol Echeverría', sources: ['MAYVIEW 0412'], read: 1610, found: 2316, away: false, unread: 706, early: true, killed: true, why: '', more: 0,
  not_taken: [{ id: '', name: 'I0141', type: '', bytes: 0, pages: 0, date: '', reason: 'The disc could not be read at this file.', modality: '' }],
}

export const noRecords: RecordList = { people: [], kept: [], files: 0, bytes: 0, open: [], decided: [], missing: ['Pathology report of the prostatectomy'], unfinished: [], aside: [], history: [] }

export const idle: ImportState = { case: '', running: false, queued: false, behind: 0, paused: false, stalled: false, stopped: false, source: '', files: 0, total_files: 0, bytes: 0, total_bytes: 0, rate: 0, seconds: -1, imported: 0, kept: 0, duplicate: 0, left_out: 0, rejected: [], more_rejected: 0, fault: { kind: '', message: '' }, locked: { name: '', wrong: false, birth: false, tried: false } }

export const reading: ImportState = { ...idle, running: true, source: 'MAYVIEW 0412', files: 1610, total_files: 2316, bytes: 1_400_000_000, total_bytes: 2_000_000_000, rate: 48_000_000, seconds: 14 }

const summary: ImportSummary = {
  id: 'i1', at: '2026-11-23T14:02:00Z', ended: '2026-11-23T14:09:00Z', by: 'Marisol Echeverría', sources: ['MAYVIEW 0412'], places: ['/media/desk/MAYVIEW 0412'], again: [], running: false, queued: false, stuck: false, away: false, why: '',
  found: 2316, read: 2316, unread: 0, imported: 2300, kept: 2, duplicate: 12, refused: 2, apart: 0, bytes: 2_000_000_000, listed: true, open: true, aside_by: '', aside_at: '', aside_reason: '',
}

export const imports: ImportSummary[] = [
  { ...summary, id: 'i2', at: '2026-11-24T14:02:00Z', sources: ['HARBOR ONCOLOGY'], places: ['/media/desk/HARBOR'], again: [{ at: '2026-11-24T15:20:00Z', by: 'Dr. Noor Haddad' }], ended: '2026-11-24T15:22:00Z', why: 'Its disc, drive or folder was not there any more.', found: 1000, read: 505, unread: 495, imported: 505, kept: 0, duplicate: 0, refused: 0, open: false, aside_by: 'Dr. Noor Haddad', aside_at: '2026-11-24T16:00:00Z', aside_reason: 'The stick broke. Harbor sends the second half on a disc.' },
  summary,
]

const file: ImportFile = { path: 'MAYVIEW 0412/DICOM/S1/I0001', outcome: 'imported', reason: '', type: 'application/dicom', bytes: 524_000, record: 'r1', decided: false, left_out: false, decided_by: '', decided_why: '' }

export const importFiles: ImportFile[] = [
  file,
  { ...file, path: 'MAYVIEW 0412/DICOM/S1/I0002', decided: true, left_out: true, decided_by: 'Marisol Echeverría', decided_why: 'Another person, by the birth date.' },
  { ...file, path: 'MAYVIEW 0412/DICOM/S1/I0141', outcome: 'rejected', reason: 'It could not be read from where it is. Clean the disc or check the drive, and add it again.', record: '', bytes: 0 },
  { ...file, path: 'MAYVIEW 0412/report.docx', outcome: 'kept', reason: 'It is kept as it is.', bytes: 48_000 },
]

export const addingNone: Adding = { cases: 0, files: 0, total_files: 0, paused: false, waiting: 0, waiting_files: 0, waiting_total: 0 }
