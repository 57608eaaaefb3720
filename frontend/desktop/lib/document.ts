// The case document as forms want it: nothing is null.

import type { CaseDocument } from '../bridge'

export type Section = 'location' | 'patient' | 'order' | 'history' | 'questions' | 'materials'

type Loose<T> = { [K in keyof T]?: Loose<T[K]> | null }

const blank: CaseDocument = {
  residence: { country: '', region: '' },
  specimen: { country: '', region: '' },
  patient: {
    name: { family: '', given: '', middle: '', prefix: '', suffix: '', ideographic: '', phonetic: '' },
    birth_date: '',
    sex: '',
    identifiers: [],
    address: { lines: [], city: '', region: '', postal_code: '', country: '' },
    phone: '',
    email: '',
  },
  payer: { kind: '', partner: '', member: '' },
  service: { kind: '', add_ons: [], emergent: false },
  history: { chief_complaint: '', present_illness: '', past: '', medication: '', allergies: '', family: '', social: '', events: [] },
  diagnosis: { text: '', icd10: '' },
  plan: '',
  reason: '',
  questions: [],
  wishes: { specialist: '' },
  materials: [],
}

/** Fills what Go left null or away; every array is one, every text a string. */
export function wholeDocument(doc: Loose<CaseDocument> | null | undefined): CaseDocument {
  const whole = fill(blank, doc) as CaseDocument
  return {
    ...whole,
    questions: whole.questions.map(q => ({ text: q.text ?? '', parts: q.parts ?? [] })),
    courtesy_copy: typeof doc?.courtesy_copy === 'boolean' ? doc.courtesy_copy : undefined,
    patient: { ...whole.patient, representative: doc?.patient?.representative ? { name: '', relation: '', authority: '', ...nonNull(doc.patient.representative) } : undefined },
  }
}

function nonNull(o: object): Record<string, string> {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== null && v !== undefined)) as Record<string, string>
}

function fill(shape: unknown, value: unknown): unknown {
  if (value === null || value === undefined) return shape
  if (Array.isArray(shape) || typeof shape !== 'object' || shape === null) return value
  const out: Record<string, unknown> = { ...(value as Record<string, unknown>) }
  for (const [k, v] of Object.entries(shape)) out[k] = fill(v, (value as Record<string, unknown>)[k])
  return out
}

/** The patient's name as the header has it. */
export function displayName(name: CaseDocument['patient']['name']): { latin: string; native: string } {
  const latin = [name.prefix, name.given, name.middle, name.family, name.suffix].map(s => s.trim()).filter(Boolean).join(' ')
  return latin ? { latin, native: name.ideographic } : { latin: name.ideographic, native: '' }
}

/** Whether a diagnosis is written, in words or as a code. */
export function isDiagnosed({ diagnosis }: CaseDocument): boolean {
  return Boolean(diagnosis.text?.trim() || diagnosis.icd10?.trim())
}
