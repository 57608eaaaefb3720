import { RichText } from '@shared/editor/rich-text'
import { FieldError, TextField } from '@shared/form/field'
import { Show } from '@shared/prose/show'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepLetterTexts, useLetterTexts } from '../../api/guide/guide'
import type { LetterText, LetterTexts, LetterTextsVersion } from '../../api/types'
import { LineRegister, newCode } from '../../lib/line-register'
import { WholePage } from '../../lib/whole-page'
import { EntryForm } from './entry-form'
import classes from './guide.module.css'
import { tidiedTopic, TopicFields, TopicSaid } from './topic'

/** Sections and sentences that the office offers to authors of letters. */
export function LetterTextsPage() {
  const { t } = useTranslation('console')
  const texts = useLetterTexts()
  return (
    <WholePage current="letter-texts" title={t('letterTexts.title')} loading={t('letterTexts.loading')} asked={texts}>
      {data => <Texts register={data} />}
    </WholePage>
  )
}

function Texts({ register }: { register: LetterTexts }) {
  const { t } = useTranslation('console')
  const keep = useKeepLetterTexts()
  return (
    <LineRegister<LetterText, LetterTextsVersion>
      title={t('letterTexts.title')}
      means={t('letterTexts.means')}
      shipped={t('guide.shippedNone')}
      add={t('letterTexts.add')}
      effect={t('letterTexts.effect')}
      register={register}
      linesOf={v => v.texts}
      keep={keep}
      propose={(texts, over, source) => keep.mutateAsync({ step: 'propose', body: { over, texts, source } })}
      nothing={() => ({ code: newCode(), name: '', text: '' })}
      name={x => x.name}
      says={x => [x.name, x.text, [...(x.specialties ?? []), ...(x.words ?? [])].join(', ')].filter(Boolean).join('\n')}
      show={x => (
        <>
          <h2 dir="auto">{x.name}</h2>
          <div dir="auto" className={classes.words}>
            <Show text={x.text} />
          </div>
          <p className="oso-small oso-ink-2">
            <TopicSaid topic={x} />
          </p>
        </>
      )}
      form={(x, onKeep, onDone) => <TextForm line={x} places={register.places} onKeep={onKeep} onDone={onDone} />}
    />
  )
}

type FormProps = { line: LetterText; places: readonly string[]; onKeep: (line: LetterText) => void; onDone: () => void }

function TextForm({ line, places, onKeep, onDone }: FormProps) {
  const { t } = useTranslation('console')
  const [x, setX] = useState(line)
  const [asked, setAsked] = useState(false)
  function done() {
    setAsked(true)
    if (!x.name.trim() || !x.text.trim()) return
    onKeep(tidiedTopic({ ...x, name: x.name.trim(), text: x.text.trim() }))
    onDone()
  }
  return (
    <EntryForm onKeep={done} onLeave={onDone}>
      <TextField label={t('messageTexts.name')} dir="auto" maxLength={80} autoFocus value={x.name} onChange={e => setX({ ...x, name: e.target.value })} error={asked && !x.name.trim() ? t('letterTexts.nameNeed') : undefined} />
      <div>
        <p className={classes.label}>{t('messageTexts.words')}</p>
        <p className="oso-small oso-ink-2">{t('letterTexts.places', { places: places.map(p => `{${p}}`).join(', ') })}</p>
        <div className={classes.editor}>
          <RichText label={t('messageTexts.words')} value={x.text} alone is={() => false} onChange={text => setX(old => ({ ...old, text }))} />
        </div>
        <FieldError message={asked && !x.text.trim() ? t('reportTexts.wordsNeed') : undefined} />
      </div>
      <TopicFields topic={x} onTopic={topic => setX(old => ({ ...old, ...topic }))} />
    </EntryForm>
  )
}
