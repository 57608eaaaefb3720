import { AreaField, TextField } from '@shared/form/field'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepQuestionTexts, useQuestionTexts } from '../../api/guide/guide'
import type { QuestionText, QuestionTexts, QuestionsVersion } from '../../api/types'
import { LineRegister, newCode } from '../../lib/line-register'
import { WholePage } from '../../lib/whole-page'
import { EntryForm } from './entry-form'
import { tidiedTopic, TopicFields, TopicSaid } from './topic'

/** Questions that cases of a kind ask, offered at the clinic's desk. */
export function QuestionTextsPage() {
  const { t } = useTranslation('console')
  const texts = useQuestionTexts()
  return (
    <WholePage current="question-texts" title={t('questionTexts.title')} loading={t('questionTexts.loading')} asked={texts}>
      {data => <Questions register={data} />}
    </WholePage>
  )
}

function Questions({ register }: { register: QuestionTexts }) {
  const { t } = useTranslation('console')
  const keep = useKeepQuestionTexts()
  return (
    <LineRegister<QuestionText, QuestionsVersion>
      title={t('questionTexts.title')}
      means={t('questionTexts.means')}
      shipped={t('guide.shippedNone')}
      add={t('questionTexts.add')}
      effect={t('questionTexts.effect')}
      register={register}
      linesOf={v => v.questions}
      keep={keep}
      propose={(questions, over, source) => keep.mutateAsync({ step: 'propose', body: { over, questions, source } })}
      nothing={() => ({ code: newCode(), text: '', parts: [] })}
      name={q => q.text}
      says={q => [q.text, ...q.parts, [...(q.specialties ?? []), ...(q.words ?? [])].join(', ')].filter(Boolean).join('\n')}
      show={q => (
        <>
          <p dir="auto">{q.text}</p>
          {q.parts.map((p, i) => (
            <p key={i} dir="auto">
              {String.fromCharCode(97 + i)}) {p}
            </p>
          ))}
          <p className="oso-small oso-ink-2">
            <TopicSaid topic={q} />
          </p>
        </>
      )}
      form={(q, onKeep, onDone) => <QuestionForm line={q} onKeep={onKeep} onDone={onDone} />}
    />
  )
}

type FormProps = { line: QuestionText; onKeep: (line: QuestionText) => void; onDone: () => void }

function QuestionForm({ line, onKeep, onDone }: FormProps) {
  const { t } = useTranslation('console')
  const [q, setQ] = useState(line)
  const [parts, setParts] = useState(line.parts.join('\n'))
  const [asked, setAsked] = useState(false)
  function done() {
    setAsked(true)
    if (!q.text.trim()) return
    onKeep(tidiedTopic({ ...q, text: q.text.trim(), parts: parts.split('\n').map(p => p.trim()).filter(Boolean) }))
    onDone()
  }
  return (
    <EntryForm onKeep={done} onLeave={onDone}>
      <TextField label={t('questionTexts.question')} dir="auto" maxLength={500} spellCheck autoFocus value={q.text} onChange={e => setQ({ ...q, text: e.target.value })} error={asked && !q.text.trim() ? t('questionTexts.questionNeed') : undefined} />
      <AreaField label={t('questionTexts.parts')} hint={t('questionTexts.partsHint')} optional rows={3} spellCheck value={parts} onChange={e => setParts(e.target.value)} />
      <TopicFields topic={q} onTopic={topic => setQ({ ...q, ...topic })} />
    </EntryForm>
  )
}
