import type { Reply } from '@shared/opinion/reply'
import type { Content, Mark, Opinion, PartAnswer, Section } from '../../api/types'

/** A place in the letter that is written on its own. */
export type Part = { key: string; group: 'letter' | 'questions' | 'close'; question?: number; sub?: number; done: boolean; optional?: boolean; count?: number; /** How a question is settled that is. */ state?: 'answered' | 'cannot' | 'needs' }

const said = (s: string | undefined) => (s ?? '').trim() !== ''

/** Whether a reply is whole: an answer, the reason why there is none, or what is needed and of whom. */
const stands = (r: Reply): boolean => (r.state === 'cannot' ? said(r.reason) : r.state === 'needs' ? said(r.reason) && said(r.from) : said(r.text) || (!r.state && said(r.reason)))
/** What stands, as the service will store it. */
const stateOf = (r: Reply): Part['state'] => (r.state === 'cannot' || r.state === 'needs' ? r.state : !r.state && !said(r.text) ? 'cannot' : 'answered')
const empty = (r: Reply): boolean => !said(r.text) && !said(r.reason)

/** What an addendum is; the rest of a letter is there where it says something, or on request. */
const ofAddendum = ['thanks', 'references']

/**
 * The outline, in the order of the letter. unmarked: how much of what was sent is
 * not marked as seen or not; all: also what an addendum does not need.
 */
export function partsOf(c: Content, unmarked = 0, all = false): Part[] {
  const parts = everyPart(c, unmarked)
  if (c.kind !== 'addendum' || all) return parts
  return parts.filter(p => p.group === 'questions' || ofAddendum.includes(p.key) || textsOf(c, p).some(said) || (p.count ?? 0) > 0)
}

function everyPart(c: Content, unmarked: number): Part[] {
  const judged = c.kind !== 'opinion' && c.kind !== 'correction' ? true : c.diagnosis !== '' && c.plan !== ''
  const options = c.options ?? []
  const earlier = c.earlier ?? []
  const parts: Part[] = [
    { key: 'thanks', group: 'letter', done: said(c.thanks) && unmarked === 0 && c.reviewed.length + (c.also_reviewed ?? []).length > 0 },
    { key: 'complaint', group: 'letter', done: said(c.complaint) || said(c.history) },
    { key: 'review', group: 'letter', done: c.findings.length > 0, optional: true },
    { key: 'assessment', group: 'letter', done: said(c.assessment) && judged },
    { key: 'earlier', group: 'letter', done: earlier.length > 0 && earlier.every(e => said(e.who) && said(e.said) && said(e.why) && e.stand !== ''), optional: true, count: earlier.length },
    { key: 'reached', group: 'letter', done: said(c.reached), optional: true },
  ]
  c.answers.forEach((a, i) => {
    const whole = stands(a)
    if (a.parts.length === 0) {
      parts.push({ key: `q${i}`, group: 'questions', question: i, done: whole, state: whole ? stateOf(a) : undefined })
      return
    }
    a.parts.forEach((p, j) => {
      const of = stands(p) ? p : whole && empty(p) ? a : null
      parts.push({ key: `q${i}.${j}`, group: 'questions', question: i, sub: j, done: of !== null, state: of ? stateOf(of) : undefined })
    })
  })
  parts.push(
    { key: 'essay', group: 'close', done: c.sections.length > 0, optional: true },
    { key: 'options', group: 'close', done: options.length > 0 && options.every(o => said(o.name) && said(o.reason) && o.stance !== ''), optional: true, count: options.length },
    { key: 'scenarios', group: 'close', done: c.scenarios.length > 0, optional: true },
    { key: 'recommendation', group: 'close', done: said(c.recommendation) },
    { key: 'limits', group: 'close', done: c.limits.length > 0 },
    { key: 'references', group: 'close', done: c.references.length > 0, optional: true, count: c.references.length },
    { key: 'notes', group: 'close', done: c.notes.length > 0, optional: true, count: c.notes.length },
  )
  return parts
}

/** The texts that a part holds. */
export function textsOf(c: Content, part: Pick<Part, 'key' | 'question' | 'sub'>): string[] {
  const sections = (list: Section[]) => list.map(s => s.text)
  const answer = c.answers[part.question ?? -1]
  if (answer) {
    const of = part.sub === undefined ? answer : answer.parts[part.sub]
    return of ? [of.text, of.reason, of.from ?? ''] : []
  }
  switch (part.key) {
    case 'thanks':
      return [c.thanks, ...(c.also_reviewed ?? []), c.not_reviewed]
    case 'complaint':
      return [c.complaint, c.history]
    case 'review':
      return sections(c.findings)
    case 'assessment':
      return [c.assessment]
    case 'earlier':
      return (c.earlier ?? []).flatMap(e => [e.source, e.who, e.said, e.why])
    case 'reached':
      return [c.reached ?? '']
    case 'options':
      return (c.options ?? []).flatMap(o => [o.name, o.reason, o.change])
    case 'essay':
      return sections(c.sections)
    case 'scenarios':
      return sections(c.scenarios)
    case 'recommendation':
      return [c.recommendation, c.travel_for ?? '']
    case 'limits':
      return c.limits
    case 'notes':
      return c.notes
    default:
      return []
  }
}

/** Where writing goes on: the first open part that is not optional, questions before the rest. */
export function firstOpen(parts: Part[]): string {
  const open = parts.filter(p => !p.done && !p.optional)
  return (open.find(p => p.group === 'questions') ?? open[0] ?? parts[0])?.key ?? 'assessment'
}

/** What is stored of a draft: its content, and what its author has seen. */
export type Stored = Pick<Opinion, 'content' | 'review'>

/** Whether what was sent is what is stored: its words, and its marks of what was seen. */
export function isStored(sent: { content: Content; marks: Mark[] }, stored: Stored): boolean {
  const seen = new Map(stored.review.map(r => [`${r.key} ${r.over}`, r.seen]))
  const marked = new Set(sent.marks.map(m => `${m.key} ${m.over}`))
  return (
    sameWords(sent.content, stored.content) &&
    sent.marks.every(m => (seen.get(`${m.key} ${m.over}`) ?? m.seen) === m.seen) && // one over an older state counts no more
    stored.review.every(r => r.seen === '' || marked.has(`${r.key} ${r.over}`))
  )
}

/** Whether two drafts hold the same words of their author, but for what the service tidies. */
export function sameWords(a: Content, b: Content): boolean {
  return JSON.stringify(wordsOf(a)) === JSON.stringify(wordsOf(b))
}

/** Each answer with the state that its words say where none is chosen, as the service stores it. */
export function settled(c: Content): Content {
  const state = (r: Reply) => r.state || (said(r.reason) ? 'cannot' : said(r.text) ? 'answered' : undefined)
  return { ...c, answers: (c.answers ?? []).map(a => ({ ...a, state: state(a), parts: (a.parts ?? []).map(p => ({ ...p, state: state(p) })) })) }
}

function wordsOf(c: Content): unknown[] {
  const lines = (list: string[] | null) => (list ?? []).map(l => l.trim()).filter(l => l !== '')
  const sections = (list: Section[] | null) => (list ?? []).filter(s => said(s.heading) || said(s.text)).map(s => [s.heading, s.text])
  const answer = (a: PartAnswer) => [a.text, a.reason, a.from ?? '', a.state ?? '']
  const filled = (row: object) => Object.entries(row).some(([name, value]) => name !== 'id' && said(value as string))
  return [
    [c.thanks, c.change ?? '', c.complaint, c.history, c.not_reviewed, c.assessment, c.recommendation, c.travel, c.diagnosis, c.plan, c.reached ?? '', c.travel_for ?? ''],
    [c.options ?? [], c.earlier ?? []].map(rows => rows.filter(filled).map(row => Object.entries(row).sort())),
    [c.also_reviewed ?? [], c.limits, c.notes, c.references].map(lines),
    [c.findings, c.sections, c.scenarios].map(sections),
    settled(c).answers.map(a => [answer(a), (a.parts ?? []).map(answer)]),
    (c.figures ?? []).map(f => [f.image.id, (f.image.note ?? '').trim(), f.printed, f.picture.sha256]),
  ]
}
