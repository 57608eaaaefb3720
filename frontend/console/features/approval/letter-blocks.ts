import { formatDay } from '@shared/format/date'
import { optionReasons, optionTitle, outcome, standWord, weighed } from '@shared/opinion/judgment'
import { led, spoken, type Reply } from '@shared/opinion/reply'
import { escape, escapeLine, plain } from '@shared/prose/plain'
import { useTranslation } from 'react-i18next'
import type { Answer, Content, Earlier, Section } from '../../api/types'
import { diffWords, type Piece } from '../../lib/diff'
import { formed } from '../../lib/texts'

/** A text of one line as one: a line's end in it is a space, as prose reads it. */
const inOne = (line: string) => line.trim().replaceAll(/[ \t]*[\r\n]+[ \t]*/g, ' ')

/** A text of the letter under its title. before: what it was; null where nothing is compared. */
export type Block = { key: string; part: string; title: string; question?: string; letter?: string; text: string; before: string | null }

/** The letter's texts in their order; those of one part follow each other. */
export function useBlocks() {
  const { t } = useTranslation('console')
  return (now: Content, was: Content | null): Block[] => {
    const c = formed(now)
    const before = was && formed(was)
    const out: Block[] = []
    const put = (key: string, title: string, text: string, old: string | undefined, part = key) => {
      if (text.trim() || old?.trim()) out.push({ key, part, title, text, before: before ? (old ?? '') : null })
    }
    const list = (lines: string[]) => lines.map(l => `- ${inOne(l)}`).join('\n')
    const numbered = (lines: string[]) => lines.map((l, i) => `${i + 1} ${inOne(l)}`).join('\n')
    const plainly = (lines: string[]) => lines.map(escape)
    const sections = (part: string, title: string, now: Section[], old: Section[] = []) => {
      const left = [...old]
      const takes = (of: (x: Section) => boolean) => left.splice(left.findIndex(of), left.some(of) ? 1 : 0)[0]
      // By its heading; one that was renamed where nothing else stands in its place.
      const same = now.map(s => takes(x => x.heading === s.heading))
      const pairs = now.map((s, i) => [s, same[i] ?? takes(x => x === old[i])] as const)
      for (const [i, [s, was]] of pairs.entries()) {
        const headed = (x: Section) => (was && was.heading !== s.heading ? `**${escapeLine(x.heading)}**\n\n${x.text}` : x.text)
        out.push({ key: `${part}${i}`, part, title: s.heading || title, text: headed(s), before: before ? (was ? headed(was) : '') : null })
      }
      if (before) left.forEach((x, i) => out.push({ key: `${part}/gone${i}`, part, title: x.heading || title, text: '', before: x.text }))
    }
    put('change', t('part.change'), c.change ?? '', before?.change)
    put('thanks', t('part.thanks'), c.thanks, before?.thanks)
    put('complaint', t('part.complaint'), c.complaint, before?.complaint)
    put('history', t('part.history'), c.history, before?.history)
    const reviewed = (x: Content) => list([...plainly(x.reviewed), ...(x.also_reviewed ?? [])])
    put('reviewed', t('part.reviewed'), reviewed(c), before ? reviewed(before) : undefined)
    put('unseen', t('part.unseen'), list(plainly(c.unseen ?? [])), before ? list(plainly(before.unseen ?? [])) : undefined)
    put('notReviewed', t('part.notReviewed'), c.not_reviewed, before?.not_reviewed)
    sections('findings', t('part.findings'), c.findings, before?.findings)
    put('outcome', t('part.outcome'), outcome(c), before ? outcome(before) : undefined, 'assessment')
    put('assessment', t('part.assessment'), c.assessment, before?.assessment)
    rows(out, 'earlier', t('part.earlier'), c.earlier, before && (before.earlier ?? []), reconciled)
    put('reached', t('part.reached'), c.reached ?? '', before?.reached)
    c.answers.forEach((a, i) => answer(out, a, before?.answers[i], i, t('part.answers', { number: i + 1 }), before !== null))
    sections('sections', t('part.sections'), c.sections, before?.sections)
    rows(out, 'options', t('part.options'), weighed(c.options ?? []), before && weighed(before.options ?? []), o => `**${escapeLine(optionTitle(o))}**\n\n${optionReasons(o)}`)
    sections('scenarios', t('part.scenarios'), c.scenarios, before?.scenarios)
    const travels = (x: Content) => (x.travel ? `\n\n${led(t('part.travel'), x.travel_for ?? '').trim()}` : '')
    put('recommendation', t('part.recommendation'), c.recommendation + travels(c), before ? before.recommendation + travels(before) : undefined)
    put('limits', t('part.limits'), list(c.limits), before ? list(before.limits) : undefined)
    put('notes', t('part.notes'), list(c.notes), before ? list(before.notes) : undefined)
    put('references', t('part.references'), numbered(c.references), before ? numbered(before.references) : undefined)
    return out
  }
}

/** What a list holds, row by row: one that was moved is the same, one that is gone is shown as gone. */
function rows<T extends { id: string }>(out: Block[], part: string, title: string, now: T[] = [], old: T[] | null, say: (row: T) => string) {
  const gone = (old ?? []).filter(o => !now.some(n => n.id === o.id))
  const was = new Map(old?.map(o => [o.id, o]))
  for (const [i, row] of [...now, ...gone].entries()) {
    const before = was.get(row.id)
    out.push({ key: `${part}/${row.id}`, part, title: i === 0 ? title : '', text: i < now.length ? say(row) : '', before: old && (before ? say(before) : '') })
  }
}

/** An earlier opinion beside this one, as the letter has it in a row. */
function reconciled(e: Earlier): string {
  const whose = [e.who, formatDay(e.date), e.source].filter(s => s.trim() !== '').join(', ')
  return [`**${whose}**`, e.said, `**${standWord(e.stand)}:** ${e.why}`].join('\n\n')
}

/** What a content says to a question: one that was written before there were states says what it would now. */
function said(r: Reply): string {
  const state = r.state || (r.reason.trim() ? 'cannot' : 'answered')
  return spoken({ ...r, state })
}

function answer(out: Block[], a: Answer, old: Answer | undefined, i: number, title: string, compare: boolean) {
  const part = `answers[${i}]`
  const whole = said(a)
  if (whole || a.parts.length === 0) {
    out.push({ key: part, part, title, question: a.question, text: whole, before: compare ? (old ? said(old) : '') : null })
  }
  a.parts.forEach((p, j) => {
    const text = said(p)
    if (!text && whole) return
    const first = j === 0 && !whole
    const was = old?.parts[j]
    out.push({
      key: `${part}.${j}`,
      part,
      title: first ? title : '',
      question: first ? a.question : undefined,
      letter: `${String.fromCharCode(97 + j)} ${p.question}`,
      text,
      before: compare ? (was ? said(was) : '') : null,
    })
  })
}

/** What changed: in the words; where they are the same and their look is not, in what is written. */
export function diffOf({ before, text }: Block): Piece[] {
  const [was, is] = [plain(before ?? ''), plain(text)]
  return was === is ? diffWords(before ?? '', text) : diffWords(was, is)
}
