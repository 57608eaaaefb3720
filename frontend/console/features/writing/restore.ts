import { marks, renumber } from '@shared/opinion/marks'
import type { Content, Section } from '../../api/types'
import { mapTexts } from '../../lib/texts'
import { namedIn } from './draft-figures'
import { remarked } from './draft-references'
import { services } from './merge-content'
import { answerOf, withAnswer } from './places'

/** Reports that their readers signed: they are nobody else's to put back. */
export const signedReports = ['Imaging review', 'Pathology review']

/** The letter as it was in an earlier state, but for what is the service's and the readers'. */
export function restored(now: Content, state: Content): Content {
  const out: Content = { ...state, findings: withReports(now.findings, state.findings) }
  for (const name of services) (out as Record<string, unknown>)[name] = now[name as keyof Content]
  // The questions stand as they are asked today.
  out.answers = now.answers.map(a => {
    const was = state.answers.find(x => x.question === a.question)
    if (!was) return a
    const parts = a.parts.map((p, j) => (was.parts[j]?.question === p.question ? { ...p, ...replyOf(was.parts[j]) } : p))
    return { ...a, ...replyOf(was), parts }
  })
  return out
}

/**
 * The letter with one part of it as it was in an earlier state. What its texts name
 * comes along: references and notes in the numbers that they have here, those that
 * are no more added at the end; figures and citations as well. Where the part is
 * itself a list that is named by numbers, what is missing is put back, and nothing
 * taken away.
 */
export function restoredPart(now: Content, state: Content, part: string): Content {
  const whole = part === 'references' || part === 'notes' || part === 'figures'
  const only = whole ? state : put(mapTexts({ ...state, findings: [], sections: [], scenarios: [], options: [], earlier: [], also_reviewed: [], limits: [] }, () => ''), state, part)
  const named = { references: new Set<number>(), notes: new Set<number>(), figures: new Set<number>(), records: new Set<string>() }
  const of = namedIn(state)
  mapTexts(only, text => {
    for (const m of marks(text, of)) {
      for (const n of m.numbers ?? []) {
        if (m.kind === 'reference') named.references.add(n)
        if (m.kind === 'note') named.notes.add(n)
        if (m.kind === 'figure') named.figures.add(n)
        if (m.kind === 'record') named.records.add(state.citations?.[n - 1]?.label ?? '')
      }
    }
    return text
  })
  const [references, toReference] = joined(now.references, state.references, n => part === 'references' || (!whole && named.references.has(n)))
  const [notes, toNote] = joined(now.notes, state.notes, n => part === 'notes' || (!whole && named.notes.has(n)))
  const here = now.figures ?? []
  const figures = [...here, ...(state.figures ?? []).filter((f, i) => !here.some(x => x.image.id === f.image.id) && (part === 'figures' || (!whole && named.figures.has(i + 1))))]
  const citations = [...(now.citations ?? []), ...(state.citations ?? []).filter(x => (!whole || part === 'notes') && !(now.citations ?? []).some(y => y.label === x.label) && (part === 'notes' || named.records.has(x.label)))]
  const lists = { ...now, references, notes, figures: figures.length > 0 ? figures : now.figures, citations: citations.length > 0 ? citations : now.citations }
  if (whole) return lists
  const [was, is] = [state.figures ?? [], figures].map(list => list.map(f => f.image.id)) as [string[], string[]]
  const said = mapTexts(remarked(remarked(state, 'reference', toReference), 'note', toNote), text => renumber(text, was, is))
  return put(lists, said, part)
}

/** A list with what of another is wanted and missing at its end; where each of the other is in it, 0 where it is not. */
function joined(now: string[], state: string[], wanted: (n: number) => boolean): [list: string[], to: number[]] {
  const list = [...now]
  const to = state.map((line, i) => {
    const at = list.indexOf(line)
    if (at >= 0) return at + 1
    return wanted(i + 1) ? list.push(line) : 0
  })
  return [list, to]
}

const withReports = (now: Section[], state: Section[]) => {
  const signed = (s: Section) => signedReports.includes(s.heading)
  return [...now.filter(signed), ...state.filter(s => !signed(s))]
}

const replyOf = (a: { text: string; reason: string; state?: string; from?: string } | undefined) => (a ? { text: a.text, reason: a.reason, state: a.state as 'answered' | undefined, from: a.from } : {})

/** A content with one part of it from another one. */
function put(to: Content, from: Content, part: string): Content {
  const question = /^q(\d+)(?:\.(\d+))?$/.exec(part)
  if (question) {
    const [i, j] = [Number(question[1]), question[2] === undefined ? undefined : Number(question[2])]
    const was = answerOf(from, i, j)
    return was && answerOf(to, i, j)?.question === was.question ? withAnswer(to, i, j, p => ({ ...p, ...replyOf(was) })) : to
  }
  switch (part) {
    case 'thanks':
      return { ...to, thanks: from.thanks, also_reviewed: from.also_reviewed, not_reviewed: from.not_reviewed }
    case 'complaint':
      return { ...to, complaint: from.complaint, history: from.history }
    case 'review':
      return { ...to, findings: withReports(to.findings, from.findings) }
    case 'assessment':
      return { ...to, assessment: from.assessment, diagnosis: from.diagnosis, plan: from.plan }
    case 'essay':
      return { ...to, sections: from.sections }
    case 'recommendation':
      return { ...to, recommendation: from.recommendation, travel: from.travel, travel_for: from.travel_for }
    case 'change':
    case 'earlier':
    case 'reached':
    case 'options':
    case 'scenarios':
    case 'limits':
      return { ...to, [part]: from[part] }
    default:
      return to
  }
}
