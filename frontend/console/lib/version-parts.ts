import { optionReasons, optionTitle, outcome, standWord } from '@shared/opinion/judgment'
import { led, spoken } from '@shared/opinion/reply'
import { escape, escapeLine, plain } from '@shared/prose/plain'
import type { Content, PartAnswer, Section } from '../api/types'
import { changed, diffWords, type Piece } from './diff'
import { shows } from './figure-words'

/** A part of the letter that is another in two states of it. */
export type PartChange = { part: string; pieces: Piece[] }

const lines = (list: string[] | undefined) => (list ?? []).map(l => `- ${l.trim()}`).join('\n')
const sections = (list: Section[]) => list.map(s => `## ${escapeLine(s.heading)}\n\n${s.text}`).join('\n\n')

/** A part's name in the page and in the list of what changed: that of its place in the outline. */
const answerPart = (question: number, sub?: number) => (sub === undefined ? `q${question}` : `q${question}.${sub}`)

/** What each part says, in the letter's words and order. */
function partTexts(c: Content, travel: string): [part: string, text: string][] {
  const answers = c.answers.flatMap((a, i): [string, PartAnswer][] => (a.parts.length === 0 ? [[answerPart(i), a]] : a.parts.map((p, j) => [answerPart(i, j), p])))
  return [
    ['change', c.change ?? ''],
    ['thanks', [c.thanks, lines(c.also_reviewed), c.not_reviewed].join('\n\n')],
    ['complaint', [c.complaint, c.history].join('\n\n')],
    ['review', sections(c.findings)],
    ['assessment', [outcome(c), c.assessment].join('\n\n')],
    ['earlier', (c.earlier ?? []).map(e => [[e.who, e.date, e.source].filter(Boolean).join(', '), e.said, `${standWord(e.stand)}: ${e.why}`].join('\n\n')).join('\n\n')],
    ['reached', c.reached ?? ''],
    ...answers.map(([part, a]): [string, string] => [part, spoken({ ...a, state: a.state || (a.reason.trim() ? 'cannot' : 'answered') })]),
    ['essay', sections(c.sections)],
    ['options', (c.options ?? []).map(o => `${escapeLine(optionTitle(o))}\n\n${optionReasons(o)}`).join('\n\n')],
    ['scenarios', sections(c.scenarios)],
    ['recommendation', [c.recommendation, c.travel ? led(travel, c.travel_for ?? '') : ''].join('\n\n')],
    ['limits', lines(c.limits)],
    ['references', c.references.map((l, i) => `${i + 1} ${l}`).join('\n\n')],
    ['notes', lines(c.notes)],
    ['figures', (c.figures ?? []).map(f => escape([shows(f.image), f.image.note ?? '', f.printed ? '' : '-'].join(' '))).join('\n\n')],
  ]
}

/** Where two states of a letter say something else, in its order. travel: the words for the advice to be examined. */
export function partChanges(before: Content, after: Content, travel: string): PartChange[] {
  const was = new Map(partTexts(before, travel))
  return partTexts(after, travel).flatMap(([part, text]) => {
    const old = was.get(part) ?? ''
    if (old.trim() === text.trim()) return []
    const [a, b] = [plain(old).trim(), plain(text).trim()]
    // The words are the same and their look is not: what is written is shown.
    const pieces = a === b ? diffWords(old, text) : diffWords(a, b)
    return changed(pieces) ? [{ part, pieces }] : []
  })
}
