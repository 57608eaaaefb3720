import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { CheckField } from '@shared/form/choice'
import { AreaField, TextField } from '@shared/form/field'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEntryEffects, useKeepEntry } from '../../api/people/entry'
import type { Entry, Profile } from '../../api/types'
import { Propose } from '../../lib/register'
import { ProfileChanges } from './changes'
import { CredentialFields } from './credential-fields'
import { Brings } from './effects'
import { Picked } from '../../lib/picked'
import columns from '../../lib/columns.module.css'
import { PhotoField } from './photo-field'
import { CredentialTable, languageName } from './profile-facts'

type Props = { entry: Entry; over: number; profile: Profile; onProfile: (p: Profile) => void; onDone: () => void }

/** Writes a change of an entry: whole for who keeps the directory, else the own parts. */
export function EntryForm({ entry, over, profile: p, onProfile, onDone }: Props) {
  const { t } = useTranslation('console')
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const keep = useKeepEntry(entry.id)
  const changed = JSON.stringify(p) !== JSON.stringify(entry.recorded)
  const effects = useEntryEffects(entry.id, changed ? p : null)
  const set = (more: Partial<Profile>) => onProfile({ ...p, ...more })
  const text = (name: 'degrees' | 'position' | 'hospital') => ({
    label: t(`people.field.${name}`),
    dir: 'auto' as const,
    maxLength: 160,
    value: p[name],
    onChange: (e: { target: { value: string } }) => set({ [name]: e.target.value }),
  })

  function propose() {
    setAsked(true)
    if (!source.trim() || !changed) return
    setFault(null)
    after(keep.mutateAsync({ step: 'entry', body: { over, profile: p, source: source.trim() } }), { done: onDone, failed: setFault })
  }

  const listed = entry.list.filter(s => !s.retired && !p.specialties.includes(s.code))
  return (
    <>
      <section className={columns.fields} aria-label={t('people.change')}>
        <PhotoField entry={entry} photo={p.photo} onPhoto={photo => set({ photo })} />
        {entry.all ? (
          <>
            <TextField {...text('degrees')} hint={t('people.degreesHint')} />
            <TextField {...text('position')} />
            <TextField {...text('hospital')} />
            <Picked
              label={t('people.field.specialties')}
              hint={t('people.specialtiesHint')}
              add={t('people.addSpecialty')}
              picked={[
                ...p.specialties.map(c => ({ value: c, label: entry.list.find(s => s.code === c)?.name ?? c })),
                ...p.also.map(n => ({ value: `also:${n}`, label: t('people.inWords', { name: n }) })),
              ]}
              options={listed.map(s => ({ value: s.code, label: s.name, also: s.words }))}
              onPick={c => set({ specialties: [...p.specialties, c] })}
              onRemove={v => set(v.startsWith('also:') ? { also: p.also.filter(n => `also:${n}` !== v) } : { specialties: p.specialties.filter(c => c !== v) })}
            />
          </>
        ) : null}
        <AreaField label={t('people.field.known_for')} hint={t('people.knownForHint')} maxLength={1000} value={p.known_for} onChange={e => set({ known_for: e.target.value })} />
        <Picked
          label={t('people.field.languages')}
          add={t('people.addLanguage')}
          picked={p.languages.map(l => ({ value: l, label: languageName(l) }))}
          options={entry.languages.filter(l => !p.languages.includes(l)).map(l => ({ value: l, label: languageName(l) }))}
          onPick={l => set({ languages: [...p.languages, l] })}
          onRemove={l => set({ languages: p.languages.filter(x => x !== l) })}
        />
        <TextField
          label={t('people.field.capacity')}
          hint={t('people.capacityHint')}
          optional
          inputMode="numeric"
          maxLength={3}
          width="6rem"
          value={p.capacity > 0 ? String(p.capacity) : ''}
          onChange={e => set({ capacity: Number(e.target.value.replace(/\D/g, '')) })}
        />
        {entry.all ? (
          <>
            <CheckField label={t('people.field.trainee')} description={t('people.traineeHint')} checked={p.trainee} onChange={trainee => set({ trainee })} />
            <CredentialFields credentials={p.credentials} onChange={credentials => set({ credentials })} />
          </>
        ) : (
          <>
            <SectionHead title={t('people.field.credentials')} note={t('people.notYours')} />
            <CredentialTable profile={p} today={entry.today} />
          </>
        )}
      </section>
      <section className={`${columns.side} ${columns.brings}`} data-draft aria-label={t('people.brings')}>
        <SectionHead first title={t('register.changes')} />
        {changed ? <ProfileChanges entry={entry} before={entry.recorded} after={p} /> : <p className="oso-ink-2">{t('register.unchanged')}</p>}
        {changed && effects.data && !effects.error ? <Brings effects={effects.data} name={entry.name} would /> : null}
        {changed && effects.error ? <Note kind="problem">{effects.error.message}</Note> : null}
        <Propose source={source} onSource={setSource} asked={asked} changed={changed} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={onDone} />
      </section>
    </>
  )
}
