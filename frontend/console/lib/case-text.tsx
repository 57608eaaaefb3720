import { formatDay } from '@shared/format/date'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Case, Question } from '../api/types'
import classes from './case-text.module.css'

/** The questions with their numbers, as in the letter. */
export function Asked({ questions }: { questions: Question[] }) {
  const { t } = useTranslation('console')
  if (questions.length === 0) return <p className={`oso-ink-2 ${classes.askedNone}`}>{t('case.questionNone')}</p>
  return (
    <ol className={classes.asks}>
      {questions.map((q, i) => (
        <li key={i}>
          <span>{i + 1}</span>
          <div>
            {q.text}
            {q.parts && q.parts.length > 0 ? (
              <ol className={classes.parts}>
                {q.parts.map((p, j) => (
                  <li key={j}>
                    <span>{String.fromCharCode(97 + j)}</span>
                    {p}
                  </li>
                ))}
              </ol>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** What the physician wrote of the history, by its headings, in the order of the letter. */
export function historyParts(d: NonNullable<Case['document']>, t: TFunction<'console'>): [title: string, text: string][] {
  const h = d.history
  const parts: [string, string][] = [
    [t('caseText.complaint'), h.chief_complaint],
    [t('caseText.illness'), h.present_illness],
    [t('caseText.diagnosis'), [d.diagnosis.text, d.diagnosis.icd10].filter(Boolean).join(', ')],
    [t('caseText.plan'), d.plan],
    [t('case.reason'), d.reason],
    [t('caseText.past'), h.past],
    [t('caseText.medication'), h.medication],
    [t('caseText.allergies'), h.allergies],
    [t('caseText.family'), h.family],
    [t('caseText.social'), h.social],
  ]
  return parts.filter(([, text]) => text)
}

/** What the physician wrote, in the order of the letter. */
export function CaseText({ c, className }: { c: Case; className?: string }) {
  const { t } = useTranslation('console')
  const d = c.document
  if (!d) return null
  const events = d.history.events ?? []
  return (
    <div tabIndex={0} className={className}>
      <h2>{t('case.asked')}</h2>
      <Asked questions={d.questions ?? []} />
      {historyParts(d, t).map(([title, text]) => (
        <section key={title} className={classes.prose}>
          <h3>{title}</h3>
          <p>{text}</p>
        </section>
      ))}
      {events.length > 0 ? (
        <section className={classes.prose}>
          <h3>{t('caseText.events')}</h3>
          <dl className={classes.events}>
            {events.map((e, i) => (
              <div key={i}>
                <dt>{formatDay(e.date)}</dt>
                <dd>{e.text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
    </div>
  )
}
