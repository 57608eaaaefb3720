import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Comment, Reviewable } from '../../api/types'
import { escape } from '@shared/prose/plain'
import { BeginReport } from '../../lib/begin-report'
import { Conferences } from '../../lib/conferences'
import { OpinionParts } from '../../lib/opinion-parts'
import { sectionsOf } from '../../lib/report-sections'
import { AnswerFields } from './answer-fields'
import { Lines, Paper, Sections, type Writing } from './fields'
import { Outcome, Travel } from './judgment-fields'
import { NamedHere } from './named-here'
import { questionName } from '../../lib/question-name'
import { textPlace } from './places'
import { References } from './references'
import { Remarks } from './remarks'
import { signedReports } from './restore'
import { ReviewMarks } from './review-marks'
import { EarlierOpinions, Options } from './row-fields'
import type { Draft } from './use-draft'
import { useWritten, type Written } from './written'
import classes from './writing.module.css'

export type PartProps = Writing & {
  c: Case
  /** Which part it is, see Part: piece by piece, so that it is drawn anew only where one is another. */
  name: string
  question: number | undefined
  sub: number | undefined
  comments: Comment[]
  review: Reviewable[]
  onMark: Draft['mark']
  edit: Draft['edit']
  onCite: (mark: string) => boolean
}

/** One part of the letter: what it is called, its question where it answers one, the writing below. Drawn anew by its own fields alone. */
export const PartView = memo(function PartView({ c, name, question, sub, comments, review, onMark, edit, onCite, written, set }: PartProps) {
  const { t } = useTranslation('console')
  return (
    <>
      {question === undefined ? <h2 className={classes.partName}>{t(`write.${name}` as 'write.thanks')}</h2> : <Asked question={question} sub={sub} written={written} />}
      <Remarks caseId={c.id} comments={comments} name={name} question={question} sub={sub} written={written} />
      {question === undefined ? <Fields name={name} c={c} review={review} onMark={onMark} edit={edit} onCite={onCite} written={written} set={set} /> : <AnswerFields question={question} sub={sub} written={written} set={set} />}
      <NamedHere c={c} written={written} name={name} question={question} sub={sub} />
    </>
  )
})

/** The question word for word, with its part where it has parts. */
function Asked({ question, sub, written }: { question: number; sub: number | undefined; written: Written }) {
  const { t } = useTranslation('console')
  const answer = useWritten(written, c => c.answers[question])
  if (!answer) return null
  return (
    <>
      <h2 className={classes.mini}>{t('write.question', { number: questionName({ question, sub }) })}</h2>
      <p className={classes.question}>{answer.question}</p>
      {sub !== undefined ? (
        <p className={classes.subQuestion}>
          <span>{String.fromCharCode(97 + sub)}</span>
          {answer.parts[sub]?.question}
        </p>
      ) : null}
    </>
  )
}

function Fields({ name, c, review, onMark, edit, onCite, ...writing }: Omit<PartProps, 'question' | 'sub' | 'comments'>) {
  const { t } = useTranslation('console')
  const paper = (key: Parameters<typeof textPlace>[0]) => ({ place: textPlace(key), ...writing })
  switch (name) {
    case 'thanks':
      return (
        <>
          <Paper label={t('write.thanksLabel')} showLabel small {...paper('thanks')} />
          <ReviewMarks caseId={c.id} review={review} onMark={onMark} />
          <Lines label={t('write.alsoLabel')} of="also_reviewed" written={writing.written} edit={edit} />
          <Paper label={t('write.notReviewedLabel')} showLabel small {...paper('not_reviewed')} />
        </>
      )
    case 'complaint':
      return (
        <>
          <Paper label={t('write.complaintLabel')} showLabel small {...paper('complaint')} />
          <Paper label={t('write.historyLabel')} showLabel {...paper('history')} />
        </>
      )
    case 'review':
      return (
        <>
          <OpinionParts c={c} />
          {c.kind === 'imaging' || c.kind === 'pathology' ? <BeginReport id={c.id} kind={c.kind} onBegin={text => edit(now => ({ ...now, findings: [...now.findings, ...sectionsOf(text)] }))} /> : null}
          <Sections of="findings" locked={signedReports} {...writing} />
        </>
      )
    case 'assessment':
      return (
        <>
          <Paper label={t('write.assessmentLabel')} showLabel {...paper('assessment')} />
          <Outcome {...writing} />
        </>
      )
    case 'earlier':
      return <EarlierOpinions c={c} {...writing} />
    case 'reached':
      return (
        <>
          <Conferences c={c} onCite={sentence => edit(now => ({ ...now, reached: [now.reached, escape(sentence)].filter(Boolean).join('\n\n') }))} />
          <Paper label={t('write.reachedLabel')} showLabel small {...paper('reached')} />
        </>
      )
    case 'options':
      return <Options {...writing} />
    case 'essay':
      return (
        <>
          <p className="oso-small oso-ink-2">{t('write.essayLabel')}</p>
          <Sections of="sections" {...writing} />
        </>
      )
    case 'scenarios':
      return <Sections of="scenarios" {...writing} />
    case 'recommendation':
      return (
        <>
          <Paper label={t('write.recommendationLabel')} showLabel {...paper('recommendation')} />
          <Travel {...writing} />
        </>
      )
    case 'limits':
      return <Lines label={t('write.limitsLabel')} of="limits" written={writing.written} edit={edit} />
    case 'references':
      return <References edit={edit} onCite={onCite} {...writing} />
    default:
      return <Lines label={t('write.notesLabel')} of="notes" written={writing.written} edit={edit} />
  }
}
