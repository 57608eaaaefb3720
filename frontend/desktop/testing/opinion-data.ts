import type { OpinionHead, OpinionView, Proof } from '../bridge'
import { ago, ids } from './people'

export const headArrived: OpinionHead = { case: ids.nwosu, state: 'arrived', version: 1, released: ago(1), accessed: '', by: '', may_open: true, needs: 'passphrase', delegated: false, previous: 0, handed: false }
export const headOpened: OpinionHead = { ...headArrived, state: 'opened', accessed: '2026-11-24T15:44:00Z', by: 'Dr. Amara Okonkwo-Reyes', needs: '' }

export const proof: Proof = {
  valid: true,
  checked: '2026-11-24T15:44:00Z',
  current: '2026-11-24T15:38:00Z',
  fault: { kind: '', message: '' },
  signers: [
    { name: 'Prof. Henrik Lindqvist-Mensah, MD, PhD', role: 'specialist', title: 'Hematology', signed: ago(2), certificate: '7f3a91c20d4e58b6e17ca903ab3d7714', valid_until: '2027-10-01T00:00:00Z' },
    { name: 'Dr. Ioana Marinescu', role: 'approver', title: '', signed: ago(1), certificate: 'c41d08af77925e6091c20d4e58b6e17c', valid_until: '2027-10-01T00:00:00Z' },
  ],
  release: ago(1),
  fingerprint: '7f3a91c20d4e58b6e17ca903ab3d7714c0de0011aa22bb33c41d08af77925e60',
  demo: false,
}

export const opinion: OpinionView = {
  head: headOpened,
  reference: '4417203958',
  date: '2026-11-22',
  to: ['Dr. Amara Okonkwo-Reyes'],
  patient: { name: 'Adaeze Nwosu-Bergström', native: '', sex: 'female', birth_date: '1972-06-03' },
  adds_to: 0,
  change: [],
  summary: ['A bispecific antibody first, within four to six weeks; CAR T-cell therapy is kept for a further relapse. Rituximab maintenance ends.'],
  complaint: ['Second relapse of follicular lymphoma, found on imaging. No fever, night sweats or loss of weight.'],
  history: ['Follicular lymphoma grade 2, stage III, diagnosed in March 2021 and treated with rituximab and bendamustine. First relapse in May 2024: obinutuzumab and lenalidomide, then rituximab maintenance until May 2026.'],
  not_reviewed: [],
  reviewed: ['Your letter of 2 Nov 2026 and twelve reports, 2021 to 2026', 'CT of 28 Oct 2026, chest to pelvis, read again by Dr. Lucía Castellanos, radiologist', 'Biopsy of 9 Oct 2026, retroperitoneal node, 6 slides'],
  review: [],
  assessment: ['This is a second relapse of grade 2 disease, of low volume, with a normal lactate dehydrogenase. I see no sign of transformation in the slides, and the re-reading of the CT agrees: the largest node is 4.1 cm. Creatinine ≥ 1.3 mg/dL, rising → obstruction.'],
  answers: [
    {
      number: 1,
      question: 'Is a CD20×CD3 bispecific antibody preferable to CAR T‑cell therapy at this relapse?',
      text: [
        'I would treat with a bispecific antibody first and keep CAR T‑cell therapy for a further relapse. Her disease is of low volume, the lactate dehydrogenase is normal, and on my review of the biopsy of 9 October there is no transformation.[1]',
        'Response rates are close to each other in published series;[2,3] no trial compares the two directly. What decides for me is her echocardiogram: an ejection fraction of 44% makes a severe cytokine release harder to bear, and step-up dosing lets you stop early.',
      ],
      parts: [],
      unanswered: '',
      state: 'answered',
      by: '',
    },
    {
      number: 2,
      question: 'Should treatment start',
      text: [],
      parts: [
        { label: 'a', question: 'now, or', text: ['Now, within four to six weeks. The left kidney is already mildly obstructed on the CT of 28 October, and the creatinine has risen from 0.9 to 1.3 mg/dL.'], unanswered: '', state: 'answered' },
        { label: 'b', question: 'when symptoms return?', text: ['I would not wait for symptoms. Without the obstruction, watching with a scan at three months would have been reasonable.'], unanswered: '', state: 'answered' },
      ],
      unanswered: '',
      state: '',
      by: '',
    },
    { number: 3, question: 'May she keep rituximab maintenance meanwhile?', text: ['No. She relapsed five months after the last dose, which I would count as refractory.[2] The node is seen at its largest on the CT [Figure 1], as the report says [CT report.pdf, page 2]; the marrow [Marrow 2023.pdf, page 1] was not decisive.'], parts: [], unanswered: '', state: 'answered', by: '' },
    { number: 4, question: 'Has the disease transformed?', text: ['**More is needed to answer this.** The block of 9 Oct 2026.', '**From:** Bay Pathology', '**Until then:** I would treat it as not transformed.'], parts: [], unanswered: '', state: 'needs', by: '' },
  ],
  essay: [],
  scenarios: [{ title: 'If the disease progresses under treatment', text: ['CAR T-cell therapy, after a new biopsy.'] }],
  recommendation: ['Start a bispecific antibody with step-up dosing within four to six weeks, with cardiology beside you.'],
  limits: ['Provisional, made from records; nobody examined the patient.', 'Bone marrow of 2023 was not sent.', 'Fertility and dental questions lie outside the writer’s field.'],
  references: ['Budde LE and others. Mosunetuzumab in relapsed follicular lymphoma. Lancet Oncol 2022; 23: 1055 to 1065.', 'Jacobson CA and others. Axicabtagene ciloleucel. Lancet Oncol 2022; 23: 91 to 103.'],
  notes: [],
  figures: [
    {
      path: '/asset/figure/x/1/1',
      width: 512,
      height: 400,
      shows: 'CT of 28 Oct 2026, Abdomen axial, series 3, image 44',
      legend: 'Retroperitoneal node, 4.1 cm, at the level of the left renal hilum.',
      printed: true,
      place: { record: 'aa'.repeat(16), sop: '1.2.3.4', series: '1.2.3', frame: 1, at: [120.5, 88], page: 0, here: true },
    },
  ],
  citations: [
    { label: 'CT report.pdf, page 2', place: { record: 'bb'.repeat(16), sop: '', series: '', frame: 0, at: [], page: 2, here: true } },
    { label: 'Haddad letter.pdf, page 1', place: { record: 'dd'.repeat(16), sop: '', series: '', frame: 0, at: [], page: 1, here: true } },
    { label: 'Marrow 2023.pdf, page 1', place: { record: 'cc'.repeat(16), sop: '', series: '', frame: 0, at: [], page: 1, here: false } },
  ],
  outcome: 'The diagnosis is confirmed. Alternatives to the plan are offered.',
  earlier: [
    { who: 'Dr. Samir Haddad', day: '15 Oct 2026', source: '[Haddad letter.pdf, page 1]', said: 'CAR T‑cell therapy at once.', stand: 'Differs', why: 'Her ejection fraction of 44% makes a severe cytokine release hard to bear.[1]' },
    { who: 'Tumor board, Maine Regional Hospital', day: 'Oct 2026', source: '', said: 'Second relapse without transformation.', stand: 'Agrees', why: 'The slides say the same.' },
  ],
  reached: ['I read the slides by myself, and the CT with Dr. Castellanos.'],
  options: [
    { title: 'Preferred: Bispecific antibody', text: ['Low volume; it can be stopped early.', '**What would change this:** An ejection fraction above 55%.'] },
    { title: 'To avoid: Watch and wait', text: ['The kidney may not recover.'] },
  ],
  case_version: 1,
  case_newest: 1,
  paper: 'letter',
  proof,
}
