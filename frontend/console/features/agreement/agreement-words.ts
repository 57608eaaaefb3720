import type { AgreementClause, AgreementText } from '../../api/types'

type Term = (typeof terms)[number]

export const terms = ['R16', 'R17', 'R18', 'R19', 'R20', 'R21', 'R22', 'R23', 'R24', 'R25', 'R26', 'R59'] as const

/** Paragraphs in a field: an empty line parts them. */
export const fieldOf = (paragraphs: readonly string[]) => paragraphs.join('\n\n')
export const paragraphsOf = (field: string) => field.split(/\n\s*\n/)

const line = (s: string) => s.replace(/\s+/g, ' ').trim()
const lines = (list: readonly string[]) => list.map(line).filter(Boolean)

/** A text as the service keeps it. */
export function tidied(text: AgreementText): AgreementText {
  return {
    ...text,
    title: line(text.title),
    opening: lines(text.opening),
    clauses: text.clauses.map(c => ({ ...c, heading: line(c.heading), paragraphs: lines(c.paragraphs), requirements: terms.filter(r => c.requirements.includes(r)) })),
    closing: lines(text.closing),
  }
}

/** Terms that no clause is marked as carrying. */
export const lacking = (text: AgreementText) => terms.filter(r => !text.clauses.some(c => c.requirements.includes(r)))

/** A part whose words are others, or whose clause is marked as carrying other terms. */
export type TextChange = { key: string; heading: string; before: string; now: string; lost: Term[]; gained: Term[] }

/** What a text says otherwise than another, part by part in its own order, then what is gone. */
export function textChanges(before: AgreementText, now: AgreementText): TextChange[] {
  const marked = (text: AgreementText, id: string) => text.clauses.find(c => c.id === id)?.requirements ?? []
  const only = (a: AgreementText, b: AgreementText, id: string) => terms.filter(r => marked(a, id).includes(r) && !marked(b, id).includes(r))
  const words = (c: AgreementClause | undefined) => (c ? [c.heading, ...c.paragraphs].join('\n') : '')
  const parts = [
    { key: '', heading: '', before: [before.title, ...before.opening].join('\n'), now: [now.title, ...now.opening].join('\n') },
    ...now.clauses.map(c => ({ key: c.id, heading: c.heading, before: words(before.clauses.find(x => x.id === c.id)), now: words(c) })),
    ...before.clauses.filter(c => !now.clauses.some(x => x.id === c.id)).map(c => ({ key: c.id, heading: c.heading, before: words(c), now: '' })),
    { key: 'closing', heading: '', before: before.closing.join('\n'), now: now.closing.join('\n') },
  ]
  return parts.map(p => ({ ...p, lost: only(before, now, p.key), gained: only(now, before, p.key) })).filter(p => p.before !== p.now || p.lost.length > 0 || p.gained.length > 0)
}

/** Whether the clauses that both have stand in another order. */
export function reordered(before: AgreementText, now: AgreementText): boolean {
  const kept = (a: AgreementText, b: AgreementText) => a.clauses.filter(c => b.clauses.some(x => x.id === c.id)).map(c => c.id)
  return kept(before, now).join() !== kept(now, before).join()
}
