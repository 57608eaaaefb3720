// Made-up people and cases for tests and for looking at the screens. Never part
// of a production build: only tests and look.html import this folder.

import type { CaseRow, SessionState } from '../bridge'

export const now = new Date('2026-11-24T15:44:00Z')

const day = 86_400_000
export const ago = (days: number) => new Date(now.getTime() - days * day).toISOString()

export const sessionOpen: SessionState = {
  vault: 'open',
  user: 'Dr. Amara Okonkwo-Reyes',
  role: 'physician',
  users: [
    { name: 'Dr. Amara Okonkwo-Reyes', role: 'physician', enrolled: true },
    { name: 'Dr. Tomasz Wiśniewski', role: 'physician', enrolled: true },
    { name: 'Dr. Noor Haddad', role: 'physician', enrolled: false },
    { name: 'Marisol Echeverría', role: 'staff', enrolled: false },
  ],
  keyring: 'used',
  clinic: { name: 'Harbor Street Clinic', enrolled: true, server: 'oso.example', since: '2026-03-02T14:00:00Z' },
  service: {
    name: 'Online Second Opinions',
    phone: '1 800 555 0142',
    phone_international: '+1 617 555 0142',
    email: 'help@oso.example',
    hours: 'Mon to Fri 8:30 to 17:00 Boston time',
  },
  no_kit: false, damage: [], demo: false,
  locked: { at: '', why: '' },
  version: '0.1.0',
  data_dir: '/home/clinic/.local/share/oso',
}

export const sessionLocked: SessionState = { ...sessionOpen, vault: 'locked', user: '', role: '', locked: { at: '2026-11-24T15:12:00Z', why: 'idle' } }

const blankRow: CaseRow = {
  id: '',
  reference: '',
  name: '',
  native: '',
  sex: '',
  birth_date: '',
  about: '',
  questions: [],
  physician: 'Dr. Amara Okonkwo-Reyes',
  service: 'second-opinion',
  emergent: false,
  state: 'draft',
  server_state: '',
  reason: '',
  things_left: 0,
  decisions: 0,
  agreement: 'none',
  opinion: 'none',
  copy_declined: false,
  request: '',
  revising: '',
  outcome_asked: '',
  unread: false,
  read_only: '',
  waiting: '',
  clock_start: '',
  clock_due: '',
  clock_end: '',
  sent_bytes: 0,
  total_bytes: 0,
  imports: 0,
  import_read: 0,
  import_found: 0,
  created: ago(9),
  updated: '2026-11-24T15:42:00Z',
}

const id = (n: number) => n.toString(16).padStart(32, '0')

export const ids = { nwosu: id(1), tan: id(2), siobhan: id(5), joaquim: id(6), fatima: id(7), nguyen: id(12), priyanka: id(10), kwabena: id(13) }

function row(over: Partial<CaseRow>): CaseRow {
  return { ...blankRow, ...over }
}

export const rows: CaseRow[] = [
  row({ id: id(1), reference: '4417203958', name: 'Adaeze Nwosu-Bergström', sex: 'female', birth_date: '1972-06-03', about: 'Follicular lymphoma, relapse', questions: ['Is a CD20×CD3 bispecific antibody preferable to CAR T-cell therapy at this relapse?'], state: 'received', server_state: 'released', opinion: 'arrived', agreement: 'signed', unread: true, waiting: ago(1), clock_start: ago(12), clock_end: ago(1) }),
  row({ id: id(2), name: 'Tan Wei Ling', native: '陳慧玲', sex: 'female', birth_date: '1965-09-14', about: 'Lung nodule after breast cancer', physician: 'Dr. Tomasz Wiśniewski', decisions: 1, things_left: 1, agreement: 'signed', state: 'agreed', waiting: ago(2) }),
  row({ id: id(3), reference: '4401118274', name: 'Mateo Quispe Huamán', sex: 'male', birth_date: '2018-02-11', about: 'Medulloblastoma, radiotherapy', state: 'received', server_state: 'awaiting-materials', request: 'The operation report of 4 Sep 2026', agreement: 'signed', waiting: ago(3) }),
  row({ id: id(4), reference: '4398211045', name: 'Rosalind Abernathy-Featherstonehaugh', sex: 'female', birth_date: '1949-03-22', about: 'Aortic stenosis, type of valve', physician: 'Dr. Tomasz Wiśniewski', state: 'received', server_state: 'released', opinion: 'corrected', agreement: 'signed', waiting: ago(1) }),
  row({ id: id(5), name: 'Siobhán Ó Raghallaigh', sex: 'female', birth_date: '1983-04-27', about: 'Lupus nephritis, stepping down', state: 'ready', agreement: 'signed', waiting: ago(5) }),
  row({ id: id(6), name: 'Joaquim dos Santos Vasconcelos e Albuquerque', sex: 'male', birth_date: '1960-02-08', about: 'Prostate cancer, rising PSA after surgery', things_left: 3, waiting: ago(6) }),
  row({ id: id(7), name: 'Fatima al-Qasimi', native: 'فاطمة القاسمي', sex: 'female', birth_date: '1988-01-19', about: 'Multiple sclerosis, next treatment', physician: 'Dr. Noor Haddad', things_left: 1, waiting: ago(4) }),
  row({ id: id(8), reference: '4417098340', name: 'Oleksandr Petrenko', sex: 'male', birth_date: '1967-05-30', about: 'Hip revision, infection or not', physician: 'Dr. Tomasz Wiśniewski', state: 'received', server_state: 'awaiting-materials', agreement: 'signed', waiting: ago(2) }),
  row({ id: id(9), reference: '4404519006', name: 'Samuel Tetteh-Quarshie', sex: 'male', birth_date: '1955-08-01', about: 'Liver cancer, resection or ablation', state: 'received', server_state: 'approval', agreement: 'signed', waiting: ago(1), clock_start: ago(13) }),
  row({ id: id(10), reference: '4410045619', name: 'Priyanka Venkataraman', sex: 'female', birth_date: '1997-09-30', about: 'Crohn’s disease, surgery or not', physician: 'Dr. Noor Haddad', state: 'received', server_state: 'in-review', agreement: 'signed', waiting: ago(4), clock_start: ago(9) }),
  row({ id: id(11), reference: '4416870332', name: 'Noa Ben-David', native: 'נועה בן־דוד', sex: 'female', birth_date: '1992-08-11', about: 'BRCA2, timing of ovary removal', state: 'received', server_state: 'triage', agreement: 'signed', waiting: ago(2), clock_start: ago(2) }),
  row({ id: id(12), name: 'Nguyễn Thị Mai', sex: 'female', birth_date: '1976-07-12', about: 'Thyroid nodule, surgery or not', physician: 'Dr. Tomasz Wiśniewski', state: 'sending', agreement: 'signed', sent_bytes: 1_200_000_000, total_bytes: 3_400_000_000, waiting: new Date(now.getTime() - 240_000).toISOString() }),
  row({ id: id(13), reference: '4380110442', name: 'Kwabena Asare-Boateng', sex: 'male', birth_date: '1979-10-10', about: 'Cervical myelopathy, surgery', physician: 'Dr. Noor Haddad', state: 'received', server_state: 'accessed', opinion: 'opened', agreement: 'signed', waiting: ago(8), clock_start: ago(25), clock_end: ago(14) }),
  row({ id: id(14), reference: '4377520913', name: 'Elliot Marchetti', sex: 'other', birth_date: '2002-01-15', about: 'Ehlers-Danlos, hypermobile or vascular', state: 'received', server_state: 'completed', opinion: 'opened', agreement: 'signed', copy_declined: true, waiting: ago(20), clock_start: ago(40), clock_end: ago(30) }),
]
