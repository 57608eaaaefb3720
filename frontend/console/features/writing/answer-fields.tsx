import { Segments } from '@shared/ui/segments'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LineField, Paper, type Writing } from './fields'
import { questionName } from '../../lib/question-name'
import { answerOf, answerPlace, chosenState, statePlace, withAnswer } from './places'
import { useWritten } from './written'

const states = ['answered', 'cannot', 'needs'] as const

type State = (typeof states)[number]

/**
 * What is said to a question: the answer, why there is none, or what is needed of
 * whom. The letter has one reason; why not and what is needed are two texts, and
 * each is there again when its state is, for as long as the page is open.
 */
export function AnswerFields({ question, sub, written, set }: { question: number; sub: number | undefined } & Writing) {
  const { t } = useTranslation('console')
  const asked = useWritten(written, c => answerOf(c, question, sub)?.question ?? '')
  const place = statePlace(question, sub)
  const state = useWritten(written, place.get)
  const chosen = useWritten(written, c => chosenState(c, question, sub))
  const [reasons] = useState(() => new Map<State, string>())
  const choose = (next: State) => {
    const reason = answerOf(written.now(), question, sub)?.reason ?? ''
    if (state !== 'answered') reasons.set(state, reason)
    // One that came with the draft is whichever is chosen first. Under an answer it waits, unsaid.
    const of = next === 'answered' || reasons.size === 0 ? reason : (reasons.get(next) ?? '')
    set({ at: place.at, get: place.get, put: (c, value) => withAnswer(c, question, sub, p => ({ ...p, state: value, reason: of })) }, next)
  }
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
      <div data-place={place.at}>
        <Segments label={t('answer.state', { number: questionName({ question, sub }) })} value={chosen} onChange={v => choose(v as State)} options={states.map(value => ({ value: value as string, label: t(`answer.${value}`) }))} />
      </div>
    </>
  )
}
