import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswerComment } from '../../api/opinion/approval'
import { useOpinion } from '../../api/opinion/get-opinion'
import type { Comment, Content } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { LeaveTyped } from '../../lib/leave-typed'
import { namedIn, partWords, placeOf } from '../../lib/part-words'
import { type Part, partsOf } from './parts'
import { Pen } from './pen'
import { useWritten, type Written } from './written'
import classes from './writing.module.css'

type Of = Pick<Part, 'key' | 'question' | 'sub'>

/** Parts of the letter as comments name them, where the desk names them otherwise; '': the whole letter. */
const others: Partial<Record<string, string[]>> = {
  thanks: ['', 'change', 'thanks', 'reviewed', 'unseen', 'notReviewed'],
  complaint: ['complaint', 'history'],
  review: ['findings'],
  essay: ['sections'],
}

/** Whether a comment is about a part. What is said of an answer as a whole stands at its first part. */
function isAbout(comment: Comment, { key, question, sub }: Of): boolean {
  if (question !== undefined) return comment.part === `answers[${question}]` && (sub ?? 0) === 0
  return (others[key] ?? [key]).includes(comment.part)
}

/** The part at which the first comment stands that is not done; '' where there is none. */
export function firstAsked(content: Content, comments: readonly Comment[]): string {
  const open = comments.filter(c => c.id !== '' && !c.settled)
  return partsOf(content).find(p => open.some(c => isAbout(c, p)))?.key ?? ''
}

/** The texts of what a comment is about, each with its place. */
function textsOf(c: Content, part: string): { at: string; text: string }[] {
  const answer = /^answers\[(\d+)\]$/.exec(part)
  if (answer) {
    const i = Number(answer[1])
    const a = c.answers[i]
    const of = (at: string, x: { text: string; reason: string; from?: string }) => [
      { at: `${at}.text`, text: x.text },
      { at: `${at}.reason`, text: x.reason },
      { at: `${at}.from`, text: x.from ?? '' },
    ]
    return a ? [...of(`answers.${i}`, a), ...a.parts.flatMap((p, j) => of(`answers.${i}.parts.${j}`, p))] : []
  }
  const key = part === 'notReviewed' ? 'not_reviewed' : part
  const value: unknown = c[key as keyof Content]
  if (typeof value === 'string') return [{ at: key, text: value }]
  if (!Array.isArray(value)) return []
  return (value as unknown[]).flatMap((row, i) => {
    if (typeof row === 'string') return [{ at: key, text: row }]
    return Object.entries(row as Record<string, unknown>).flatMap(([name, text]) => (name !== 'id' && typeof text === 'string' ? [{ at: `${key}.${i}.${name}`, text }] : []))
  })
}

function locate(c: Content, { part, quote, start }: Comment) {
  const texts = textsOf(c, part)
  const found = placeOf(
    partWords(
      texts.map(x => x.text),
      namedIn(c),
    ),
    quote,
    start,
  )
  return found && { at: texts[found.no]?.at ?? '', block: found.block, start: found.start, end: found.end }
}

type Props = { caseId: string; comments: Comment[]; name: string; question: number | undefined; sub: number | undefined; written: Written }

/** What the approver asks of this part, at its words, and what its author says to it. */
export function Remarks({ caseId, comments, name, question, sub, written }: Props) {
  const stored = useOpinion(caseId).data?.comments ?? comments // as it was answered meanwhile
  const mine = stored.filter(c => isAbout(c, { key: name, question, sub }))
  if (mine.length === 0) return null
  return (
    <div className={classes.remarks}>
      {mine.map((c, i) => (
        <Remark key={c.id || i} caseId={caseId} comment={c} written={written} />
      ))}
    </div>
  )
}

function Remark({ caseId, comment: c, written }: { caseId: string; comment: Comment; written: Written }) {
  const { t } = useTranslation('console')
  const box = useRef<HTMLDivElement>(null)
  const answer = useAnswerComment(caseId)
  const [typed, setTyped] = useState<string | null>(null)
  // As text, since it is the same most of the time.
  const found = useWritten(written, now => (c.quote ? JSON.stringify(locate(now, c)) : ''))
  const at = found ? (JSON.parse(found) as ReturnType<typeof locate>) : null
  const say = (next: { answer?: string; settled?: boolean }, done?: () => void) =>
    after(answer.mutateAsync({ comment: c.id, body: { answer: next.answer ?? c.answer, settled: next.settled ?? c.settled, row_version: c.row_version } }), { done, failed: 'shown' })
  function go() {
    if (!at) return
    const pen = new Pen()
    pen.hold(box.current?.closest<HTMLElement>('[data-letter]') ?? null)
    pen.go(at.at, at)
  }
  return (
    <div ref={box} className={classes.remark} data-settled={c.settled || undefined} role="group" aria-label={t('remark.of', { by: c.by })}>
      <p>
        <b>{t('approve.youSaid', { by: c.by, at: formatDay(c.at) })}</b>
      </p>
      {c.quote ? (
        <p className={classes.remarkQuote} dir="auto">
          {at ? null : <span className="oso-time">{t('remark.wordsChanged')} </span>}
          <q>{c.quote}</q>
        </p>
      ) : null}
      <p className={classes.remarkText} dir="auto">
        {c.text}
      </p>
      {c.answer && typed === null ? (
        <p className={classes.remarkText} dir="auto">
          <b>{t('remark.yours')}</b> {c.answer}
        </p>
      ) : null}
      {typed !== null ? (
        <>
          <AreaField label={t('remark.answer')} rows={2} maxLength={20_000} value={typed} onChange={e => setTyped(e.target.value)} autoFocus />
          <LeaveTyped typed={typed.trim() !== c.answer} />
        </>
      ) : null}
      <FaultNote fault={answer.error} />
      {c.id ? (
        <p className={classes.remarkActs}>
          {c.settled ? (
            <span className={classes.remarkDone}>
              <Glyph kind="done" /> {t('remark.done')}
            </span>
          ) : null}
          {at ? (
            <Button kind="link" onClick={go}>
              {t('remark.toWords')}
            </Button>
          ) : null}
          {typed === null ? (
            <Button kind="link" onClick={() => setTyped(c.answer)}>
              {c.answer ? t('remark.changeAnswer') : t('remark.answerIt')}
            </Button>
          ) : (
            <>
              <Button busy={answer.isPending && t('remark.keeping')} onClick={() => say({ answer: typed }, () => setTyped(null))}>
                {t('remark.keepAnswer')}
              </Button>
              <Button kind="link" onClick={() => setTyped(null)}>
                {t('remark.leave')}
              </Button>
            </>
          )}
          <Button kind="link" aria-pressed={c.settled} onClick={() => say({ settled: !c.settled, ...(typed === null ? {} : { answer: typed }) }, () => setTyped(null))}>
            {c.settled ? t('remark.notDone') : t('remark.markDone')}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
