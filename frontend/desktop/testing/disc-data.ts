// A disc as it is looked at: made-up people.

import { wholeDocument } from '../lib/document'
import type { DiscLoose, DiscPerson, DiscState } from '../bridge'

const none = { done: true, stopped: false, stalled: false, files: 0, total: 0, bytes: 0, people: [], loose: [], extra: 0, missing: 0, absent: [] }

export const noDisc: DiscState = { looked: false, source: '', places: [], seen: none as never, found: [], table: { name: '', rows: 0, ignored: [], without: [], fault: { kind: '', message: '' } }, ready: false, fault: { kind: '', message: '' } }

const address = { lines: [], city: '', region: '', postal_code: '', country: '' }

function person(key: string, family: string, given: string, born: string, more: Partial<DiscPerson> = {}): DiscPerson {
  return {
    key,
    patient: { name: { family, given, middle: '', prefix: '', suffix: '', ideographic: '', phonetic: '' }, birth_date: born, sex: 'female', identifiers: [{ system: 'Mayview', value: `MV ${key}` }], address, phone: '', email: '' },
    also: [],
    maybe: [],
    births: [],
    places: ['Mayview Radiology'],
    studies: [{ uid: `1.2.${key}`, date: '2026-11-09', description: 'CT chest with contrast', place: 'Mayview Radiology', modalities: ['CT'], series: 3, images: 642 }],
    files: 643,
    bytes: 338_000_000,
    images: 642,
    slides: 0,
    pdfs: 1,
    documents: 0,
    wrong: [],
    materials: [{ kind: 'imaging', description: 'CT chest with contrast, 9 Nov 2026', channel: 'upload', physical: false }],
    ...more,
  }
}

const tan = person('220-417', 'Tan', 'Wei Ling', '1965-09-14', {
  patient: { name: { family: 'Tan', given: 'Wei Ling', middle: '', prefix: '', suffix: '', ideographic: '陳慧玲', phonetic: '' }, birth_date: '1965-09-14', sex: 'female', identifiers: [{ system: 'Mayview', value: 'MV 220-417' }], address, phone: '', email: '' },
  also: ['TAN WEILING'],
  studies: [
    { uid: '1.1', date: '2026-11-09', description: 'CT chest with contrast', place: 'Mayview Radiology', modalities: ['CT'], series: 3, images: 642 },
    { uid: '1.2', date: '2026-05-12', description: 'CT chest, low dose', place: 'Mayview Radiology', modalities: ['CT'], series: 2, images: 312 },
    { uid: '1.3', date: '2026-02-03', description: 'Mammography, both sides', place: 'Mayview Radiology', modalities: ['MG'], series: 4, images: 8 },
  ],
  wrong: [{ message: 'The image is stored in a form that this program’s viewer cannot show. It is kept and sent as it is.', files: 2 }],
})

/** What is found of a person: nothing yet, and the document that is proposed. */
const row = (p: DiscPerson) => ({ person: p.key, matches: [], proposed: '', document: wholeDocument({ patient: p.patient, materials: p.materials }), line: 0, problems: [] as string[] })

const beside = (p: DiscPerson): DiscLoose => ({ id: `nobody:${p.key}`, kind: 'nobody', beside: p.key, files: 3, bytes: 900_000, names: ['MAYVIEW/SCANS/letter.jpg', 'MAYVIEW/SCANS/page-2.jpg', 'MAYVIEW/notes.txt'], why: '' })

export const discOne: DiscState = {
  ...noDisc,
  looked: true,
  source: 'MAYVIEW 0412',
  places: ['/media/cdrom'],
  seen: { ...none, files: 968, total: 968, bytes: 510_000_000, people: [tan], loose: [beside(tan)], extra: 212, missing: 28 },
  found: [{ ...row(tan), proposed: 'new' }],
  ready: true,
}

export const discLooking: DiscState = { ...discOne, found: [], ready: false, seen: { ...discOne.seen, done: false, files: 401 } }

const long = person('900-001', 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh', 'Maximiliana Theodora Konstantina', '')
const hadidi = person('117-003', 'Hadidi', 'Reem', '1950-01-30')
const found = { name: 'Reem Hadidi', birth_date: '1950-01-30', sex: 'female', topic: 'Colon', reference: '', differs: [] as string[] }

export const discSeveral: DiscState = {
  ...discOne,
  seen: { ...discOne.seen, people: [tan, hadidi, long], loose: [beside(tan), { id: 'several:', kind: 'several', beside: '', files: 1, bytes: 2000, names: ['MAYVIEW/list.pdf'], why: '' }, { id: 'refused:', kind: 'refused', beside: '', files: 2, bytes: 0, names: ['MAYVIEW/broken.dcm'], why: 'The file holds nothing.' }] },
  found: [
    { ...row(tan), proposed: 'new' },
    { ...row(hadidi), matches: [{ ...found, case: 'a'.repeat(32), state: 'received', sure: true, holds: true, new: 12 }], proposed: 'a'.repeat(32) },
    { ...row(long), matches: [{ ...found, name: 'M. Featherstonehaugh', birth_date: '', case: 'b'.repeat(32), state: 'draft', sure: false, holds: false, new: 643 }], proposed: '' },
  ],
}

export const discNothing: DiscState = { ...discOne, seen: { ...none, files: 212, total: 212, bytes: 9_000_000, extra: 212 } as never, found: [] }

/** Many at once, with a table of the cases beside them. */
const many = Array.from({ length: 16 }, (_, i) => person(`500-${String(i).padStart(3, '0')}`, `Featherstone ${i}`, 'Quentin', i === 3 ? '' : `19${50 + i}-03-12`))

export const discMany: DiscState = {
  ...discOne,
  source: 'pacs-export',
  seen: { ...discOne.seen, people: many, loose: [], missing: 0 },
  found: many.map((p, i) => ({
    ...row(p),
    proposed: i === 5 ? 'none' : i === 3 ? '' : 'new',
    line: i === 7 ? 0 : i + 2,
    problems: i === 2 ? ['The birth date can be read in more than one way, or in none. Write it as 1972-04-09.'] : [],
    document: wholeDocument({ patient: p.patient, materials: p.materials, residence: { country: 'GB', region: '' }, diagnosis: { text: 'Pulmonary nodule' }, questions: [{ text: 'Is lobectomy the best treatment?', parts: [] }] }),
    matches: i === 5 ? [{ ...found, case: 'c'.repeat(32), state: 'draft', sure: true, holds: true, new: 0 }] : [],
  })),
  table: { name: 'cases.xlsx', rows: 41, ignored: ['Ward'], without: [{ line: 42, person: '', name: 'Nobody, Ann', birth_date: '1960-01-01', document: wholeDocument(null) as never, problems: ['No records of this patient are here.'] }], fault: { kind: '', message: '' } },
}
