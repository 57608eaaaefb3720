import { TextField } from '@shared/form/field'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSpecialties } from '../../api/specialties/specialties'
import { Picked } from '../../lib/picked'

/** Which cases a line is for: none of both is every case. */
export type Topic = { specialties?: string[]; words?: string[] }

const wordsOf = (typed: string) => typed.split(',').map(w => w.trim()).filter(Boolean)

/** A topic without what is empty, as the service keeps it. */
export function tidiedTopic<T extends Topic>(of: T): T {
  const { specialties, words, ...rest } = of
  return { ...rest, ...(specialties?.length ? { specialties } : {}), ...(words?.length ? { words } : {}) } as T
}

/** Chooses specialties of the list, and names words and ICD-10 codes. */
export function TopicFields({ topic, onTopic }: { topic: Topic; onTopic: (topic: Topic) => void }) {
  const { t } = useTranslation('console')
  const list = useSpecialties().data?.now ?? []
  const picked = topic.specialties ?? []
  const name = (code: string) => list.find(s => s.code === code)?.name ?? code
  const [typed, setTyped] = useState((topic.words ?? []).join(', '))
  return (
    <>
      <Picked
        label={t('guide.specialties')}
        hint={t('guide.everyHint')}
        add={t('guide.addSpecialty')}
        picked={picked.map(c => ({ value: c, label: name(c) }))}
        options={list.filter(s => !s.retired && !picked.includes(s.code)).map(s => ({ value: s.code, label: s.name }))}
        onPick={c => onTopic({ ...topic, specialties: [...picked, c] })}
        onRemove={c => onTopic({ ...topic, specialties: picked.filter(x => x !== c) })}
      />
      <TextField
        label={t('guide.words')}
        hint={t('guide.wordsHint')}
        optional
        dir="auto"
        value={typed}
        onChange={e => {
          setTyped(e.target.value)
          onTopic({ ...topic, words: wordsOf(e.target.value) })
        }}
      />
    </>
  )
}

/** The same as it is read. */
export function TopicSaid({ topic }: { topic: Topic }) {
  const { t } = useTranslation('console')
  const list = useSpecialties().data?.now ?? []
  const all = [...(topic.specialties ?? []).map(c => list.find(s => s.code === c)?.name ?? c), ...(topic.words ?? [])]
  return <>{all.length > 0 ? t('guide.for', { topics: all.join(', ') }) : t('guide.every')}</>
}
