import type { Discrepancy, RecordList, RequestLetter } from '../bridge'
import { madePdf } from '@shared/testing/made-pdf'
import { found } from './record-data'

/** A disc of 790 files with forty things to look at, and names as long as they get. */
export const many: RecordList = (() => {
  const long = 'Wolfeschlegelsteinhausenbergerdorff-Oyelaran, Maria Guadalupe Esperanza'
  const about = (i: number, code: string, rank: string, title: string, message: string, missing = ''): Discrepancy => ({
    id: `m${i}`, code, rank, severity: 'warning', blocks: false, by_name: false, title, message, person: '', compare: [], correct: [],
    subjects: [
      {
        record: `m${i}`, records: [`m${i}`], name: `CT Thorax Abdomen Pelvis with contrast, portal venous phase, 12 Mar 2026, series ${i} (B30f 5.0 mm)`, which: rank === 'missing' ? '99 images' : `image ${i}`, missing, short: 'CT Thorax Abdomen Pelvis with contrast, portal venous phase, 12 Mar 2026', part: `series ${i} (B30f 5.0 mm), ${rank === 'missing' ? '99 images' : `image ${i}`}`,
        files: [`MAYVIEW_0412/DICOM/S21610/S30${i}/I${i}0`], modality: 'CT', type: 'application/dicom', bytes: 524_000, institution: 'Mayview Hospital, Department of Radiology',
      },
    ],
    records: [`m${i}`], series: [], accepted: false, reason: '', by: '', at: '',
  })
  const first = found.open[0]
  const people = first ? [{ ...first, person: long, subjects: first.subjects.concat(first.subjects.map(s => ({ ...s, record: 'r3b', records: ['r3b'], name: `${s.name} (${long})` }))) }] : []
  const cut = Array.from({ length: 14 }, (_, i) => about(i + 1, 'truncated', 'unreadable', 'Cut off before its end', 'The file ends before its contents do. What is there is kept. Ask for the image again.'))
  const gaps = Array.from({ length: 10 }, (_, i) => about(i + 20, 'series-incomplete', 'missing', 'Images are missing', '21 of 120 images of a series are missing, by their numbers. Look on the disc, or ask for the whole series.', '40 to 60'))
  const hints = Array.from({ length: 15 }, (_, i) => about(i + 40, 'not-viewable', 'hint', 'Cannot be viewed here', 'The file is sound, and its image cannot be shown here.'))
  return {
    ...found,
    files: 790,
    open: [...people, ...cut, ...gaps, ...hints],
    history: [
      { at: '2026-11-23T15:00:00Z', by: 'Marisol Echeverría', what: 'left-out', title: 'Birth date differs', names: ['MR lumbar spine, 1 Oct 2025, series 2, 240 images'], count: 240, reason: '' },
      { at: '2026-11-23T14:50:00Z', by: 'Marisol Echeverría', what: 'taken-back', title: 'Birth date differs', names: ['MR lumbar spine, 1 Oct 2025, series 2, 240 images'], count: 240, reason: '' },
    ],
  }
})()

/** A report among what cannot be used, and its bytes. */
export const reportPdf = madePdf({ pages: [['Report of the pathologist']] })
export const withReport: RecordList = {
  ...many,
  open: [
    ...many.open.slice(0, 1),
    {
      ...many.open[1]!,
      id: 'pdf1', code: 'active-content', title: 'Holds a program', message: 'The file is read here, and its program never runs.', records: ['pdf1'],
      subjects: [{ ...many.open[1]!.subjects[0]!, record: 'pdf1', records: ['pdf1'], name: 'REPORTS/report 1.pdf', short: 'REPORTS/report 1.pdf', part: '', which: '', files: ['REPORTS/report 1.pdf'], type: 'application/pdf', modality: '', bytes: reportPdf.length }],
    },
    ...many.open.slice(1, 6),
  ],
}

/** Records that name nobody, and others that say too little. */
export const withNobody: RecordList = {
  ...many,
  open: [
    {
      ...many.open[0]!,
      id: 'n1', code: 'identity-unknown', rank: 'whose', severity: 'error', blocks: true, by_name: false, title: 'Names nobody', message: 'These records say of nobody whose they are. Look at them; keep them with a reason, or leave them out.', person: '', correct: [],
      compare: [
        { field: 'name', case: 'Tan Wei Ling', found: '', answer: 'absent' },
        { field: 'birth_date', case: '1965-09-14', found: '', answer: 'absent' },
        { field: 'sex', case: 'female', found: 'female', answer: 'agrees' },
        { field: 'number', case: 'MV 220-417', found: '77-0031', answer: 'apart' },
      ],
    },
    ...many.open.slice(1, 4),
  ],
}

/** A letter to each of two places. */
export const requests: RequestLetter[] = [
  { id: 'l1', place: 'Mayview Hospital', text: 'Mayview Hospital\n\nDr. Amara Okonkwo-Reyes\n\nPatient: Tan Wei Ling, born 14 Sep 1965\n\nPlease send in DICOM:\n- CT Thorax, 12 Mar 2026, series 3 (lung): images 40 to 60\n', paper: 'letter' },
  { id: 'l2', place: '', text: 'To the place that made the records\n\nThese files cannot be read. Please send them again:\n- REPORTS/report 1.pdf\n', paper: 'letter' },
]
