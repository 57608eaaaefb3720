import { formatDay } from '@shared/format/date'
import { optionReasons, optionTitle, outcome, standWord, weighed } from '@shared/opinion/judgment'
import { marks, said as saidOf } from '@shared/opinion/marks'
import { led, spoken, type Reply } from '@shared/opinion/reply'
import { escape, escapeLine, plain } from '@shared/prose/plain'
import { Show } from '@shared/prose/show'
import { createContext, Fragment, type MouseEvent, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { pictureAddress } from '../../api/opinion/figures'
import type { Answer, CaseRecord, Comment, Content, Earlier, Section } from '../../api/types'
import { changed, diffWords, type Piece } from '../../lib/diff'
import { figureChanges } from '../../lib/figure-changes'
import { ElsewhereLink } from '../../lib/elsewhere-link'
import { formed } from '../../lib/texts'
import { citedAddress, figurePart, imageAddress, shows } from '../../lib/figure-words'
import classes from './approval.module.css'

/** A text of one line as one: a line's end in it is a space, as prose reads it. */
const inOne = (line: string) => line.trim().replaceAll(/[ \t]*[\r\n]+[ \t]*/g, ' ')

type Block = { key: string; part: string; title: string; question?: string; letter?: string; text: string; before: string | null }

function useBlocks() {
  const { t } = useTranslation('console')
  return (c: Content, before: Content | null): Block[] => {
    const out: Block[] = []
    const put = (key: string, title: string, text: string, old: string | undefined, part = key) => {
      if (text.trim() || old?.trim()) out.push({ key, part, title, text, before: before ? (old ?? '') : null })
    }
    const list = (lines: string[]) => lines.map(l => `- ${inOne(l)}`).join('\n')
    const numbered = (lines: string[]) => lines.map((l, i) => `${i + 1} ${inOne(l)}`).join('\n')
    const plainly = (lines: string[]) => lines.map(escape)
    const sections = (part: string, title: string, now: Section[], old: Section[] | undefined) =>
      now.forEach((s, i) => {
        const was = old?.find(x => x.heading === s.heading) ?? old?.[i]
        out.push({ key: `${part}${i}`, part, title: s.heading || title, text: s.text, before: before ? (was?.text ?? '') : null })
      })
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

/** The letter as text on paper; against an earlier version, what changed is marked. */
export function LetterText({ caseId, records, version, content, before, comments, onlyChanged }: { caseId: string; records: CaseRecord[]; version: number; content: Content; before: Content | null; comments: Comment[]; onlyChanged: boolean }) {
  const { t } = useTranslation('console')
  const blocks = useBlocks()(formed(content), before && formed(before))
  const shown = onlyChanged
    ? blocks.filter(b => (b.before !== null && changed(diffOf(b))) || comments.some(c => c.part === b.part))
    : blocks
  const figures = before && figureChanges(before.figures ?? [], content.figures ?? [])
  const same = shown.length === 0 && !figures?.gone.length && !figures?.of.some(c => c.length > 0)
  const shownFigures = (content.figures ?? []).map(f => figurePart(f.image))
  const loose = comments.filter(c => !shown.some(b => b.part === c.part) && !shownFigures.includes(c.part))
  return (
    <Letter.Provider value={{ id: caseId, content, records }}>
    <article className={classes.paper}>
      {loose.map((c, i) => (
        <Said key={i} comment={c} />
      ))}
      {same ? <p>{t('approve.noChanges')}</p> : null}
      {shown.map((b, i) => {
        const last = shown.findLastIndex(x => x.part === b.part) === i
        return (
          <Fragment key={b.key}>
            {b.title ? <h2 className={classes.mini}>{b.title}</h2> : null}
            {b.question ? <p className={classes.question}>{b.question}</p> : null}
            {b.letter ? <p className={classes.sub}>{b.letter}</p> : null}
            {b.before === null ? <Show text={b.text} piece={piece} /> : <Marked pieces={diffOf(b)} />}
            {last ? comments.filter(c => c.part === b.part).map((c, j) => <Said key={j} comment={c} />) : null}
          </Fragment>
        )
      })}
      <Figures version={version} changes={figures} comments={comments} />
    </article>
    </Letter.Provider>
  )
}

function Said({ comment }: { comment: Comment }) {
  const { t } = useTranslation('console')
  return (
    <div className={classes.said}>
      <b>{t('approve.youSaid', { by: comment.by, at: formatDay(comment.at) })}</b> {comment.text}
    </div>
  )
}

const piece = (text: string) => <Named text={text} />

/** References as superior figures, notes as marks, as in the letter; figures and records lead to what they are. */
function Named({ text }: { text: string }) {
  const { id, content, records } = useContext(Letter)
  const named = { references: content.references.length, notes: content.notes.length, figures: (content.figures ?? []).length, labels: (content.citations ?? []).map(c => c.label) }
  return marks(text, named).map((m, i) => {
    const n = m.numbers?.[0] ?? 0
    if (m.kind === 'reference') return <sup key={i}>{saidOf(m)}</sup>
    if (m.kind === 'note') return <sup key={i}>{['*', '†', '‡'][n - 1] ?? `*${n}`}</sup>
    if (m.kind === 'figure') {
      return (
        <a key={i} className={classes.named} href={`#figure-${n}`} onClick={e => toFigure(e, n)}>
          {saidOf(m)}
        </a>
      )
    }
    const citation = m.kind === 'record' ? content.citations?.[n - 1] : undefined
    if (!citation) return <Fragment key={i}>{m.text}</Fragment>
    return (
      <ElsewhereLink key={i} caseId={id} className={classes.named} to={citedAddress(id, citation, records)}>
        {saidOf(m)}
      </ElsewhereLink>
    )
  })
}

function toFigure(e: MouseEvent, n: number) {
  e.preventDefault()
  const el = document.getElementById(`figure-${n}`)
  el?.scrollIntoView({ block: 'nearest' })
  el?.focus({ preventScroll: true })
}

/** The figures as they are printed, each with the way to its image. */
function Figures({ version, changes, comments }: { version: number; changes: ReturnType<typeof figureChanges> | null; comments: Comment[] }) {
  const { t } = useTranslation('console')
  const { id, content } = useContext(Letter)
  const figures = content.figures ?? []
  const gone = changes?.gone ?? []
  if (figures.length + gone.length === 0) return null
  return (
    <>
      <h2 className={classes.mini}>{t('figures.title')}</h2>
      {figures.map((f, i) => (
        <figure key={f.image.id} id={`figure-${i + 1}`} tabIndex={-1} className={classes.figure}>
          <img src={pictureAddress(id, version, f.picture.sha256)} width={f.picture.width} height={f.picture.height} alt={f.image.note ?? shows(f.image)} />
          <figcaption>
            <b>{t('figures.figure', { number: i + 1 })}</b>{' '}
            <ElsewhereLink caseId={id} to={imageAddress(id, f.image)}>
              <bdi>{shows(f.image)}</bdi>
            </ElsewhereLink>
            {f.printed ? null : <span className="oso-ink-2"> {t('figures.notPrinted')}</span>}
            <p>{f.image.note}</p>
            {changes?.of[i]?.length ? <p>{t('figures.changed', { what: changes.of[i].map(c => t(`figures.changedTo.${c}`)).join(', ') })}</p> : null}
            {comments.filter(c => c.part === figurePart(f.image)).map((c, j) => (
              <Said key={j} comment={c} />
            ))}
          </figcaption>
        </figure>
      ))}
      {gone.map(g => (
        <p key={g.figure.image.id}>
          <del>{t('figures.gone', { number: g.number, what: shows(g.figure.image) })}</del>
        </p>
      ))}
    </>
  )
}

const Letter = createContext<{ id: string; content: Content; records: CaseRecord[] }>({ id: '', records: [], content: { references: [], notes: [] } as unknown as Content })

/** What changed: in the words; where they are the same and their look is not, in what is written. */
function diffOf({ before, text }: Block): Piece[] {
  const [was, is] = [plain(before ?? ''), plain(text)]
  return was === is ? diffWords(before ?? '', text) : diffWords(was, is)
}

function Marked({ pieces }: { pieces: Piece[] }) {
  return (
    <p>
      {pieces.map((p, i) =>
        p.kind === 'same' ? <Fragment key={i}><Named text={p.text} /></Fragment> : p.kind === 'added' ? <ins key={i}><Named text={p.text} /></ins> : <del key={i}>{p.text}</del>,
      )}
    </p>
  )
}
