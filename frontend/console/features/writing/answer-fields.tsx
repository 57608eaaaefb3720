import { Segments } from '@shared/ui/segments'
import { useTranslation } from 'react-i18next'
import { LineField, Paper, type Writing } from './fields'
import { questionName } from './parts'
import { answerOf, answerPlace, statePlace } from './places'
import { useWritten } from './written'

const states = ['answered', 'cannot', 'needs'] as const

/** What is said to a question: the answer, why there is none, or what is needed of whom. What was typed under another state stays with the draft. */
export function AnswerFields({ question, sub, written, set }: { question: number; sub: number | undefined } & Writing) {
  const { t } = useTranslation('console')
  const asked = useWritten(written, c => answerOf(c, question, sub)?.question ?? '')
  const place = statePlace(question, sub)
  const state = useWritten(written, place.get)
  const field = (of: Parameters<typeof answerPlace>[2]) => ({ place: answerPlace(question, sub, of), written, set })
  return (
    <>
      {state === 'answered' ? <Paper key="text" label={asked} placeholder={t('write.partWriting')} {...field('text')} /> : null}
      {state === 'cannot' ? (
        <>
          <Paper key="why" label={t('answer.why')} showLabel placeholder={t('answer.whyPlaceholder')} small {...field('reason')} />
          <Paper key="allTheSame" label={t('answer.allTheSame')} showLabel small {...field('text')} />
        </>
      ) : null}
      {state === 'needs' ? (
        <>
          <Paper key="what" label={t('answer.what')} showLabel placeholder={t('answer.whatPlaceholder')} small {...field('reason')} />
          <LineField label={t('answer.from')} width="24rem" {...field('from')} />
          <Paper key="untilThen" label={t('answer.untilThen')} showLabel small {...field('text')} />
        </>
      ) : null}
      <div>
        <Segments label={t('answer.state', { number: questionName({ question, sub }) })} value={state} onChange={v => set(place, v)} options={states.map(value => ({ value, label: t(`answer.${value}`) }))} />
      </div>
    </>
  )
}
