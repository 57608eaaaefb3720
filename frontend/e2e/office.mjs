// An office in the middle of its day: what the pages of the console are looked at with.
// Each case of the clinic's is brought to a state of its own, each register has
// something proposed, by the same requests as the pages make.

const marks = o => o.review.map(r => ({ key: r.key, seen: 'seen', over: r.over }))

/**
 * Brings each case where its name says. cases: id by name; staff: a Clerk signed in by
 * name (desk, henrik, ngozi, radiologist, pathologist, approver, billing, admin).
 */
export async function fill(cases, staff) {
  const { desk, henrik, ngozi, radiologist, pathologist, approver } = staff

  /** All materials of the case are there. */
  async function arrive(id, things) {
    for (const m of (await desk.get(`/cases/${id}`)).materials.filter(m => !m.arrived_at)) {
      await desk.act(id, 'record-material', {
        material: m.id,
        by: 'name',
        and: 'birth-date',
        ...(m.physical && things ? { things: things(m), place: 'Cabinet 3, drawer B' } : {}),
        note: 'With the courier of this morning.',
      })
    }
  }
  async function toTriage(id, things) {
    await desk.act(id, 'check-agreement', { note: 'The scan was looked at.' })
    if ((await desk.get(`/cases/${id}`)).acts.includes('decide-location')) {
      await desk.act(id, 'decide-location', { allow: true, reason: 'rule-found', note: 'The state board’s page: allowed for residents.' })
    }
    await arrive(id, things)
    await desk.act(id, 'set-estimate')
    await desk.act(id, 'find-complete')
  }
  async function toWriting(id, who = henrik) {
    await desk.act(id, 'offer', { person: who.me.id })
    await who.act(id, 'accept-offer')
  }
  /** What a letter says is typed, all of it or the first answer alone. */
  async function write(who, id, whole = true) {
    const d = await who.get(`/cases/${id}/opinion`)
    const content = structuredClone(d.content)
    content.assessment = '## The lungs decide\n\nFEV1 is **58 %** of predicted and DLCO **49 %**; after a lobectomy about 44 % and 38 % would be left.\n\n- Resection is possible, with a risk above the usual\n- A smaller resection keeps more of the lung\n- Radiotherapy takes nothing away, and proves nothing'
    const say = (a, i) => (whole || i === 0 ? Object.assign(a, { text: 'Yes, by VATS; “open” only where the fissure is fused.', state: 'answered' }) : a)
    for (const [i, a] of content.answers.entries()) {
      if (a.parts.length > 0) a.parts.forEach(p => say(p, i))
      else say(a, i)
    }
    if (whole) {
      Object.assign(content, {
        recommendation: 'Discuss both ways with her and her family before the date is set.',
        diagnosis: 'confirmed',
        plan: 'alternatives',
        options: [
          { id: 'a1a1a1a1', name: 'Segmentectomy', stance: 'preferred', reason: 'Keeps a third more of the lung.', change: 'A node seen in the PET.' },
          { id: 'b2b2b2b2', name: 'Stereotactic radiotherapy', stance: 'acceptable', reason: 'Where she does not want an operation.', change: '' },
        ],
      })
    }
    return who.send('PUT', `/cases/${id}/opinion`, { version: d.version, row_version: d.row_version, content, marks: whole ? marks(d) : [] })
  }
  async function signed(id, who = henrik) {
    const saved = await write(who, id)
    await who.sign(id, 'sign-draft', { version: saved.version, row_version: saved.row_version })
  }
  async function released(id) {
    await toTriage(id)
    await toWriting(id)
    await signed(id)
    await approver.act(id, 'take-up')
    const a = await approver.get(`/cases/${id}/approval`)
    for (const c of a.checks) await approver.send('PUT', `/cases/${id}/approval/checks/${c.code}`, { sha256: a.sha256, list: a.list, made: true })
    await approver.sign(id, 'approve', { version: a.version })
  }

  const do_ = {
    async writing(id) {
      await toTriage(id)
      await desk.act(id, 'ask-part', { heading: 'Surgical view', person: ngozi.me.id, note: 'Can the lobe be taken out by VATS?' })
      await toWriting(id)
      await ngozi.act(id, 'accept-part', { part: (await ngozi.get(`/cases/${id}`)).parts[0].id })
      await write(henrik, id, false)
      await henrik.act(id, 'ask-question', { text: 'Was a PET made since October? Where does it lie?' })
      await desk.act(id, 'message', { text: 'We have begun: a person looks at your case.' })
      await desk.act(id, 'order-overread', { kind: 'imaging', note: 'Ordered by the lead.' })
      await desk.act(id, 'assign-overread', { kind: 'imaging', person: radiologist.me.id })
      await henrik.act(id, 'note-conference', { held: `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}T16:30`, with: 'N. Achterberg, MD; T. Okafor-Bell, MD', decided: 'Segmentectomy is discussed with the patient before radiotherapy.' })
      await desk.act(id, 'record-call', { party: 'physician', came: 'message-left', said: 'Asked for the PET.', when: '4h' })
      await desk.act(id, 'record-call', { party: 'patient', came: 'no-answer', when: 'next-day' })
    },
    async approval(id) {
      await toTriage(id)
      await toWriting(id)
      await signed(id)
      await approver.act(id, 'take-up')
      const a = await approver.get(`/cases/${id}/approval`)
      await approver.send('PUT', `/cases/${id}/approval/comments/${'c0'.repeat(16)}`, { sha256: a.sha256, part: 'assessment', quote: 'after a lobectomy about 44 % and 38 % would be left', start: 12, text: 'Say by which formula.', row_version: 0 })
    },
    released,
    registered: null,
    intake: id => arrive(id),
    async materials(id) {
      const c = await desk.get(`/cases/${id}`)
      await desk.act(id, 'check-agreement')
      await desk.act(id, 'record-material', { material: c.materials[0].id, by: 'name', and: 'birth-date', things: [{ kind: 'disc', marks: 'CT 12 OCT 26', accession: '26-04471' }], place: 'Cabinet 3, drawer B' })
      await desk.act(id, 'find-deficient', { items: [{ material: c.materials[1].id, code: 'missing', note: 'All letters since June.' }] }).catch(() => {})
    },
    triage: id => toTriage(id),
    async offered(id) {
      await toTriage(id)
      await desk.act(id, 'offer', { person: ngozi.me.id, backup: henrik.me.id, note: 'Seen by you before; only you know his lungs.' })
    },
    async reads(id) {
      await toTriage(id, m => (m.kind === 'pathology' ? [1, 2, 3].map(n => ({ kind: n < 3 ? 'slide' : 'block', marks: `S26-8814 A${n}`, accession: 'S26-8814' })) : [{ kind: 'disc', marks: 'CT 12 OCT 26' }]))
      await desk.act(id, 'assign-overread', { kind: 'imaging', person: radiologist.me.id })
      await desk.act(id, 'assign-overread', { kind: 'pathology', person: pathologist.me.id })
      const slides = (await desk.get(`/cases/${id}`)).materials.find(m => m.kind === 'pathology')
      await pathologist.act(id, 'take-material', { kind: 'pathology', material: slides.id, place: 'Microscope 2' })
      await radiologist.sign(id, 'finalize-overread', { kind: 'imaging', report: '# CT of the chest, 12 Oct 2026\n\nA solid nodule of **19 mm** in the right upper lobe, with short spicules. No enlarged nodes.' })
      await pathologist.send('PUT', `/cases/${id}/notes/report`, { kind: 'pathology', text: 'Acinar adenocarcinoma, no lymphatic invasion seen', row_version: 0 })
      await toWriting(id)
    },
    async imaging(id) {
      await toTriage(id)
      await desk.act(id, 'offer', { person: radiologist.me.id })
    },
    async hold(id) {
      await desk.act(id, 'hold', { reason: 'physician-away', note: 'Back on 7 Dec 2026.' })
    },
    async withdrawn(id) {
      await desk.act(id, 'withdraw', { reason: 'travels-instead', note: 'She comes to Boston in January.' })
    },
    glass: id => toTriage(id),
  }
  const failed = []
  const attempt = async (name, what) => {
    try {
      await what()
    } catch (e) {
      failed.push(`${name}: ${e.message}`)
    }
  }
  for (const [name, id] of Object.entries(cases)) if (do_[name]) await attempt(name, () => do_[name](id))
  await registers(cases, staff, attempt)
  return failed
}

/** Something proposed in each register, and the rest of what only an administrator sees. */
async function registers(cases, { desk, ngozi, admin }, attempt) {
  const source = 'Minutes of 23 Nov 2026, item 4'
  await attempt('prices', async () => {
    const { in_force, now } = await desk.get('/prices')
    const [first, ...others] = now.rows
    await desk.post('/prices', { over: in_force?.version ?? 0, prices: { rows: [{ ...first, cents: first.cents + 5000 }, ...others] }, source })
  })
  await attempt('retention', async () => {
    await admin.post('/retention', { over: 0, rules: [{ state: 'withdrawn', days: 1 }, { state: 'closed', days: 3650 }], source })
  })
  await attempt('hold', async () => {
    const { reference } = await desk.get(`/cases/${cases.released}`)
    await admin.post('/holds', { case: reference, why: 'Letter of counsel, 20 Nov 2026.' })
  })
  await attempt('glass', async () => {
    await admin.post(`/cases/${cases.glass}/glass`, { reason: 'emergency', why: 'The clinic telephones, and nobody else is in the office.' })
    await admin.get(`/cases/${cases.glass}`)
  })
  await attempt('zone', async () => {
    const [c] = (await admin.get('/clinics')).clinics
    const { address, phone } = c
    await admin.post(`/clinics/${c.id}`, { before: { address, phone, zone: c.zone }, address, phone, zone: 'Asia/Tokyo' })
  })
  await attempt('sheet', () => desk.post(`/cases/${cases.materials}/sheets`, { material: '' }))
  await attempt('absence', () => desk.post(`/people/${ngozi.me.id}/absences`, { from: '2026-12-21', until: '2026-12-31', deputy: '' }))
  await attempt('invite', () => admin.post('/accounts', { name: 'Wilhelmina-Josephine Featherstonehaugh-Cholmondeley', titles: 'RN', email: 'wilhelmina-josephine@oso.example', role: 'coordinator', partner: '', reason: 'Joins the desk in December.' }))
}
