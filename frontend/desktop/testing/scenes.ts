// Every screen in the states worth looking at: drawn by scripts/look.mjs, smoked by routes.test.tsx.

import { discLooking, discMany, discNothing, discOne, discSeveral } from './disc-data'
import { fault, type Methods, methods, syncIdle } from './fake-go'
import { headOpened, opinion } from './opinion-data'
import { ago, ids, rows, sessionLocked, sessionOpen } from './people'
import { messages, signed, viewOf } from './case-data'
import { many, withNobody, withReport } from './decide-data'
import { addingNone, found, idle, noRecords, reading, unfinished } from './record-data'

const staff = { ...sessionOpen, user: 'Marisol Echeverría', role: 'staff' }

export type Scene = { at?: string; go: () => Methods }

function over(base: Methods, change: Methods): Methods {
  return Object.fromEntries(Object.entries(base).map(([k, v]) => [k, { ...v, ...change[k] }]))
}

export const scenes: Record<string, Scene> = {
  create: { go: () => methods({ ...sessionOpen, vault: 'none', users: [], clinic: { name: '', enrolled: false, server: '', since: '' } }) },
  kit: { go: () => methods({ ...sessionOpen, vault: 'kit' }) },
  unlock: { go: () => methods(sessionLocked) },
  unlockWrong: {
    go: () => over(methods(sessionLocked), { Session: { Unlock: () => Promise.reject(fault('wrong-passphrase', 'That passphrase does not open this vault. Nothing is locked for good. Check Caps Lock, or use the recovery kit.')) } }),
  },
  cases: { at: '/', go: () => methods() },
  casesNotice: { at: '/', go: () => over(methods(sessionOpen), { Sync: { Notices: () => [{ id: 'n', at: ago(2), message: 'People living in New Mexico cannot get a written second opinion from another state. Nothing about the patient was kept. A visit in person remains possible.' }] } }) },
  casesDamage: { at: '/', go: () => methods({ ...sessionOpen, damage: ['cases: one or more were taken out, added or put back from an older copy', 'slot of the recovery kit: row is not as it was written; the kit would not open this vault'] }) },
  casesNoKit: { at: '/', go: () => methods({ ...sessionOpen, no_kit: true }) },
  casesEmpty: { at: '/', go: () => over(methods({ ...sessionOpen, clinic: { ...sessionOpen.clinic, name: '', enrolled: false } }), { Cases: { List: () => [] }, Sync: { Status: () => ({ ...syncIdle, enrolled: false, last: '' }) } }) },
  casesFault: { at: '/', go: () => over(methods(), { Cases: { List: () => Promise.reject(fault('damaged', 'The list of cases cannot be read. The cases themselves are whole. Restore the backup, or call OSO.')) } }) },
  new: { at: '/new', go: () => methods() },
  location: { at: `/case/${ids.joaquim}/location`, go: () => methods() },
  patient: { at: `/case/${ids.joaquim}/patient`, go: () => methods() },
  order: { at: `/case/${ids.joaquim}/order`, go: () => methods() },
  materials: { at: `/case/${ids.joaquim}/materials`, go: () => methods() },
  history: { at: `/case/${ids.joaquim}/history?field=questions.1.parts.0`, go: () => methods() },
  agreement: { at: `/case/${ids.joaquim}/agreement`, go: () => methods() },
  agreementSigned: { at: `/case/${ids.siobhan}/agreement`, go: () => over(methods(), { Cases: { Get: (id: string) => ({ ...viewOf(id), agreement: { ...signed, method: 'attested', by: 'Marisol Echeverría' } }) } }) },
  agreementRead: { at: `/case/${ids.siobhan}/agreement/sign`, go: () => methods() },
  sign: { at: `/case/${ids.fatima}/agreement/sign`, go: () => methods() },
  import: { at: `/case/${ids.tan}/records`, go: () => methods() },
  decideMany: { at: `/case/${ids.tan}/records`, go: () => over(methods(), { Records: { List: () => many, State: (id: string) => ({ ...idle, case: id }) } }) },
  decideReport: { at: `/case/${ids.tan}/records`, go: () => over(methods(), { Records: { List: () => withReport, State: (id: string) => ({ ...idle, case: id }) } }) },
  decideLed: { at: `/case/${ids.tan}/order`, go: () => over(methods(), { Records: { List: () => many, State: (id: string) => ({ ...idle, case: id }) } }) },
  decideDone: { at: `/case/${ids.tan}/records?view=decide`, go: () => over(methods(), { Records: { List: () => ({ ...found, open: [], history: many.history }), State: (id: string) => ({ ...idle, case: id }) } }) },
  recordsStalled: { at: `/case/${ids.tan}/records`, go: () => over(methods(), { Records: { State: (id: string) => ({ ...reading, case: id, rate: 0, seconds: -1, stalled: true }) } }) },
  recordsLocked: { at: `/case/${ids.tan}/records?view=decide`, go: () => over(methods(), { Records: { State: (id: string) => ({ ...reading, case: id, rate: 0, seconds: -1, locked: { name: 'MAYVIEW export of 12 Mar 2026.zip', wrong: true, birth: true, tried: true } }) } }) },
  decideNobody: { at: `/case/${ids.tan}/records`, go: () => over(methods(), { Records: { List: () => withNobody, State: (id: string) => ({ ...idle, case: id }) } }) },
  recordsUnfinished: { at: `/case/${ids.joaquim}/records`, go: () => over(methods(), { Records: { List: () => ({ ...noRecords, unfinished: [unfinished] }) } }) },
  disc: { at: '/disc', go: () => over(methods(), { Disc: { State: () => discOne } }) },
  discChoose: { at: '/disc', go: () => methods() },
  discLooking: { at: '/disc', go: () => over(methods(), { Disc: { State: () => discLooking } }) },
  discStalled: { at: '/disc', go: () => over(methods(), { Disc: { State: () => ({ ...discLooking, seen: { ...discLooking.seen, stalled: true } }) } }) },
  discSeveral: { at: '/disc', go: () => over(methods(), { Disc: { State: () => discSeveral } }) },
  discMany: { at: '/disc', go: () => over(methods(), { Disc: { State: () => discMany } }) },
  discNothing: { at: '/disc', go: () => over(methods(), { Disc: { State: () => discNothing } }) },
  casesFoundDisc: { at: '/', go: () => over(methods(), { Disc: { Found: () => [{ id: 'a', kind: 'disc', name: 'MAYVIEW 0412' }, { id: 'b', kind: 'folder', name: 'export.zip' }] } }) },
  casesUnfilled: { at: '/', go: () => over(methods(), { Disc: { Plans: () => [{ id: 'disc-1', began: ago(1), sources: ['MAYVIEW 0412'], cases: [], left: 2, total: 5, running: false, why: [] }] } }) },
  patientTaken: { at: `/case/${ids.joaquim}/patient`, go: () => over(methods(), { Cases: { Get: (id: string) => ({ ...viewOf(id), taken: ['patient.name', 'patient.birth_date', 'patient.sex', 'patient.identifiers', 'materials'] }) } }) },
  materialsTaken: { at: `/case/${ids.joaquim}/materials`, go: () => over(methods(), { Cases: { Get: (id: string) => ({ ...viewOf(id), taken: ['materials'] }) } }) },
  unlockAdding: { go: () => over(methods(sessionLocked), { Records: { Adding: () => ({ ...addingNone, cases: 1, files: 900, total_files: 2316, paused: true }) } }) },
  unlockWaiting: { go: () => over(methods(sessionLocked), { Records: { Adding: () => ({ ...addingNone, waiting: 1, waiting_files: 505, waiting_total: 1000 }) } }) },
  casesWaiting: { at: '/', go: () => over(methods(), { Records: { Adding: () => ({ ...addingNone, waiting: 1, waiting_files: 505, waiting_total: 1000 }) }, Cases: { List: () => rows.map(r => (r.id === ids.joaquim ? { ...r, imports: 1, import_read: 505, import_found: 1000 } : r)) } }) },
  imports: { at: `/case/${ids.tan}/imports`, go: () => methods() },
  casesAdding: { at: '/', go: () => over(methods(), { Records: { Adding: () => ({ ...addingNone, cases: 1, files: 900, total_files: 2316 }) } }) },
  recordsEmpty: { at: `/case/${ids.joaquim}/records`, go: () => methods() },
  recordsDone: { at: `/case/${ids.tan}/records`, go: () => over(methods(), { Records: { State: (id: string) => ({ ...idle, case: id, files: 2316, imported: 2300, kept: 2, duplicate: 12, rejected: [{ id: '', name: 'old.zip', type: 'application/zip', bytes: 0, pages: 0, date: '', reason: 'The archive is encrypted. Unpack it and add the files.' }] }) } }) },
  review: { at: `/case/${ids.siobhan}/review`, go: () => methods() },
  reviewStaff: { at: `/case/${ids.siobhan}/review`, go: () => over(methods(staff), { Seal: { Preview: () => ({ version: 1, signer: '', may_seal: false, statement: '', records: 14, bytes: 1_800_000_000, kinds: [], decided: [], physical: [], amends: false }) } }) },
  reviewEarly: { at: `/case/${ids.joaquim}/review`, go: () => methods() },
  course: { at: `/case/${ids.priyanka}/course`, go: () => methods() },
  courseSending: { at: `/case/${ids.nguyen}/course`, go: () => methods() },
  messages: { at: `/case/${ids.priyanka}/messages`, go: () => over(methods(), { Cases: { Messages: () => messages } }) },
  opinionGate: { at: `/case/${ids.nwosu}/opinion`, go: () => methods() },
  opinionGateStaff: { at: `/case/${ids.nwosu}/opinion`, go: () => over(methods(staff), { Opinion: { Head: () => ({ ...headOpened, state: 'arrived', accessed: '', may_open: false }) } }) },
  opinion: { at: `/case/${ids.nwosu}/opinion`, go: () => over(methods(), { Opinion: { Head: () => headOpened } }) },
  opinionFailed: { at: `/case/${ids.nwosu}/opinion`, go: () => over(methods(), { Opinion: { Head: () => headOpened, Open: () => Promise.reject(fault('signature-mismatch', 'The approver’s signature does not fit the text.')) } }) },
  opinionSuperseded: { at: `/case/${ids.nwosu}/opinion`, go: () => over(methods(), { Opinion: { Head: () => ({ ...headOpened, version: 2, previous: 1, released: ago(0) }), Open: () => opinion } }) },
  opinionCorrected: { at: `/case/${ids.nwosu}/opinion`, go: () => over(methods(), { Opinion: { Head: () => headOpened, Open: () => ({ ...opinion, head: { ...headOpened, state: 'corrected', version: 2 }, change: ['The largest node is 4.1 cm, not 41 cm. Nothing that I advise changes.'] }) } }) },
  settings: { at: '/settings', go: () => methods({ ...sessionOpen, user: 'Dr. Noor Haddad' }) },
}

