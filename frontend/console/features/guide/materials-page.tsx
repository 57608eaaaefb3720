import { SelectField } from '@shared/form/choice'
import { TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepMaterialChecks, useMaterialChecks } from '../../api/guide/guide'
import type { ApprovalChecks, ChecksVersion, ListedCheck } from '../../api/types'
import { LineRegister, newCode } from '../../lib/line-register'
import { useMissed } from '../../lib/missed'
import { WholePage } from '../../lib/whole-page'
import { EntryForm } from './entry-form'
import classes from './guide.module.css'
import { tidiedTopic, TopicFields, TopicSaid } from './topic'

const longest = 200 // characters of an entry
const kinds = ['record', 'imaging', 'pathology', 'laboratory'] as const
const kindOf = (c: ListedCheck) => kinds.find(k => k === c.kind) ?? 'record'

/** What a case of a kind is looked through for, at intake and at the clinic's desk. */
export function MaterialChecksPage() {
  const { t } = useTranslation('console')
  const checks = useMaterialChecks()
  return (
    <WholePage current="material-checks" title={t('materialChecks.title')} loading={t('materialChecks.loading')} asked={checks}>
      {data => <Materials register={data} />}
    </WholePage>
  )
}

function Materials({ register }: { register: ApprovalChecks }) {
  const { t } = useTranslation('console')
  const keep = useKeepMaterialChecks()
  const missed = useMissed()
  const [first] = useState(() => (missed && !register.proposed ? { of: [...register.now, { code: newCode(), text: missed.slice(0, longest), origin: t('materialChecks.fromAuthor') }], source: t('materialChecks.fromAuthor') } : undefined))
  const lacked = (code: string) => register.lacked.find(l => l.code === code)?.cases ?? 0
  return (
    <LineRegister<ListedCheck, ChecksVersion>
      title={t('materialChecks.title')}
      means={t('materialChecks.means')}
      shipped={t('materialChecks.shipped')}
      add={t('materialChecks.add')}
      effect={t('materialChecks.effect')}
      register={register}
      linesOf={v => v.checks}
      keep={keep}
      propose={(checks, over, source) => keep.mutateAsync({ step: 'propose', body: { over, checks, source } })}
      nothing={() => ({ code: newCode(), text: '' })}
      name={c => c.text}
      says={c => [c.text, t(`materialChecks.kinds.${kindOf(c)}`), [...(c.specialties ?? []), ...(c.words ?? [])].join(', '), c.origin].filter(Boolean).join('\n')}
      show={c => (
        <>
          <p dir="auto">{c.text}</p>
          <p className="oso-small oso-ink-2">
            {t(`materialChecks.kinds.${kindOf(c)}`)}. <TopicSaid topic={c} />
            {c.origin ? ` ${t('materialChecks.from', { origin: c.origin })}` : ''}
            {lacked(c.code) > 0 ? ` ${t('materialChecks.lackedOne', { count: lacked(c.code) })}` : ''}
          </p>
        </>
      )}
      form={(c, onKeep, onDone) => <MaterialForm line={c} onKeep={onKeep} onDone={onDone} />}
      first={first}
      also={begin => (
        <>
          {missed ? (
            <Note kind="time" title={t(first ? 'materialChecks.noPatient' : 'materialChecks.waits')}>
              {first && missed.length <= longest ? '' : <bdi>{missed}</bdi>}
            </Note>
          ) : null}
          <Lacked
            register={register}
            onFirst={begin && ((check, cases) => begin([check, ...register.now.filter(c => c.code !== check.code)], t('materialChecks.fromCount', { count: cases })))}
          />
        </>
      )}
    />
  )
}

type FormProps = { line: ListedCheck; onKeep: (line: ListedCheck) => void; onDone: () => void }

function MaterialForm({ line, onKeep, onDone }: FormProps) {
  const { t } = useTranslation('console')
  const [c, setC] = useState(line)
  const [asked, setAsked] = useState(false)
  function done() {
    setAsked(true)
    if (!c.text.trim()) return
    const { origin, kind, ...rest } = c
    onKeep(tidiedTopic({ ...rest, text: c.text.trim(), ...(kind && kind !== 'record' ? { kind } : {}), ...(origin?.trim() ? { origin: origin.trim() } : {}) }))
    onDone()
  }
  return (
    <EntryForm onKeep={done} onLeave={onDone}>
      <TextField label={t('materialChecks.words')} dir="auto" maxLength={longest} autoFocus value={c.text} onChange={e => setC({ ...c, text: e.target.value })} error={asked && !c.text.trim() ? t('materialChecks.wordsNeed') : undefined} />
      <SelectField label={t('materialChecks.kind')} value={kindOf(c)} onChange={kind => setC({ ...c, kind: kind ?? 'record' })} options={kinds.map(k => ({ value: k, label: t(`materialChecks.kinds.${k}`) }))} />
      <TopicFields topic={c} onTopic={topic => setC({ ...c, ...topic })} />
      <TextField label={t('materialChecks.origin')} hint={t('materialChecks.originHint')} optional dir="auto" maxLength={200} value={c.origin ?? ''} onChange={e => setC({ ...c, origin: e.target.value })} />
    </EntryForm>
  )
}

/** How often authors said that something of the list was missing: what to ask for first, or to add. */
function Lacked({ register, onFirst }: { register: ApprovalChecks; onFirst?: (check: ListedCheck, cases: number) => void }) {
  const { t } = useTranslation('console')
  const rows = register.lacked.map(l => ({ ...l, text: register.now.find(c => c.code === l.code)?.text ?? t(l.code === 'other' ? 'materialChecks.lackedOther' : 'materialChecks.lackedGone') })).sort((a, b) => b.cases - a.cases)
  function first(code: string, text: string, cases: number) {
    const check = register.now.find(c => c.code === code)
    if (!onFirst || !check || check === register.now[0]) return null
    return (
      <Button kind="link" aria-label={t('materialChecks.firstOne', { text })} onClick={() => onFirst(check, cases)}>
        {t('materialChecks.first')}
      </Button>
    )
  }
  return (
    <>
      <SectionHead title={t('materialChecks.lacked')} />
      {rows.length === 0 ? (
        <p className="oso-ink-2">{t('materialChecks.lackedNone')}</p>
      ) : (
        <ul className={classes.lacked}>
          {rows.map(r => (
            <li key={r.code}>
              {r.text}: <b>{t('materialChecks.lackedCases', { count: r.cases })}</b> {first(r.code, r.text, r.cases)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
