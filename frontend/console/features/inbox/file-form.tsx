import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { CheckField, RadioField, SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { AreaField, FieldError, FieldGroup, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { useSexAge } from '@shared/ui/identity'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { SearchField } from '@shared/ui/search-field'
import { useToast } from '@shared/ui/toast'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { useCasesFor, useDecide } from '../../api/inbox/inbox'
import type { Item, Material, Suggestion } from '../../api/types'
import { useDeferred } from '../../lib/deferred'
import { FaultNote } from '../../lib/fault-view'
import { LeaveTyped } from '../../lib/leave-typed'
import { useWords } from '../../lib/words'
import classes from './inbox.module.css'

/** A case that may be meant: suggested, or looked up. */
type Meant = { id: string; reference: string; name: string; native: string; sex: string; born: string; state: string; clinic: string; suggestion: Suggestion | null }

const identifiers = ['name', 'birth-date', 'reference', 'number'] as const
const kinds = ['imaging', 'pathology', 'laboratory', 'record'] as const
/** Filed as none of the declared ones. */
const another = 'another'

/** Whose it is, compared by two identifiers, and as what it is filed. Nothing is chosen beforehand. */
export function FileForm({ i }: { i: Item }) {
  const { t } = useTranslation('console')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState('')
  const [looked, setLooked] = useState<Meant | null>(null)
  const typed = useDeferred(text)
  const searched = useCasesFor(typed)
  const suggested: Meant[] = i.suggestions.map(s => ({ id: s.case, reference: s.reference, name: s.patient?.name ?? '', native: s.patient?.native ?? '', sex: s.patient?.sex ?? '', born: s.patient?.birth_date ?? '', state: s.state, clinic: s.clinic, suggestion: s }))
  const found: Meant[] =
    typed.trim().length > 1
      ? (searched.data?.rows ?? [])
          .filter(r => r.patient && !suggested.some(s => s.id === r.id))
          .map(r => ({ id: r.id, reference: r.reference, name: r.patient?.name ?? '', native: r.patient?.native ?? '', sex: r.patient?.sex ?? '', born: r.patient?.birth_date ?? '', state: r.state, clinic: r.clinic, suggestion: null }))
      : []
  const kept = looked && looked.id === chosen && ![...suggested, ...found].some(f => f.id === chosen) ? [looked] : []
  const all = [...suggested, ...found, ...kept]
  const meant = all.find(m => m.id === chosen)
  if (i.inside?.several) return <Note kind="problem">{t('inbox.several')}</Note>
  return (
    <section aria-labelledby="inbox-file">
      <SectionHead title={<span id="inbox-file">{t('inbox.whose')}</span>} first />
      {i.suggestions.length > 1 ? <Note kind="time">{t('inbox.fitsSeveral', { count: i.suggestions.length })}</Note> : null}
      {i.suggestions.length === 0 ? <p className="oso-small oso-ink-2">{t('inbox.fitsNone')}</p> : null}
      <div className={classes.cases}>
        <RadioField
          legend={t('inbox.whose')}
          hideLegend
          look="rows"
          value={chosen}
          choices={all.map(m => ({ value: m.id, label: <CaseName m={m} />, description: <Why m={m} /> }))}
          onChange={id => {
            setChosen(id)
            setLooked(all.find(m => m.id === id) ?? null)
          }}
        />
      </div>
      <SearchField label={t('inbox.find')} words={text} onWords={setText} />
      {typed.trim().length > 1 && searched.data && found.length === 0 ? (
        <p className="oso-small oso-ink-2" role="status">
          {t('inbox.foundNone')}
        </p>
      ) : null}
      {meant ? meant.suggestion?.takes === false ? <Note kind="time">{t('inbox.takesNoneLong')}</Note> : <Filing key={meant.id} i={i} m={meant} /> : null}
    </section>
  )
}

function CaseName({ m }: { m: Meant }) {
  const sexAge = useSexAge()
  return (
    <span>
      <bdi>{m.name}</bdi> <span className="oso-ink-2 oso-nowrap">{[sexAge(m.sex, m.born), m.born ? formatDay(m.born) : ''].filter(Boolean).join(', ')}</span>{' '}
      <span className="oso-ink-2 oso-nowrap">{formatReference(m.reference)}</span>
    </span>
  )
}

/** Why a case is suggested, or that nothing but the search speaks for it. */
function Why({ m }: { m: Meant }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const s = m.suggestion
  const where = [m.clinic, say('state', m.state)].filter(Boolean).join(', ')
  if (!s) return <>{where}</>
  const differs = s.lines.filter(l => l.answer === 'differs')
  const agrees = s.why.map(w => t(`inbox.fits.${w}` as 'inbox.fits.name', { defaultValue: w }))
  return (
    <>
      {where}
      <br />
      {s.verdict === 'same' ? t('inbox.same', { what: agrees.join(', ') }) : agrees.length > 0 ? t('inbox.partly', { what: agrees.join(', ') }) : t('inbox.unclear')}
      {differs.map(l => (
        <span key={l.what} className={classes.differs}>
          {' '}
          {t('inbox.differs', { what: t(`inbox.fits.${l.what.replaceAll('_', '-')}` as 'inbox.fits.name', { defaultValue: l.what }), case: l.case, found: l.found })}
        </span>
      ))}
      {s.takes ? null : <> {t('inbox.takesNone')}</>}
    </>
  )
}

function Filing({ i, m }: { i: Item; m: Meant }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const toast = useToast()
  const go = useNavigate()
  const decide = useDecide()
  const looked = useCase(m.id)
  const materials: Material[] = m.suggestion?.materials ?? looked.data?.materials ?? []
  const waiting = (looked.data?.records ?? []).filter(r => r.translation?.state === 'waiting')
  const open = materials.filter(x => x.state !== 'arrived')
  const [by, setBy] = useState<readonly string[]>([])
  const [material, setMaterial] = useState('')
  const [kind, setKind] = useState(i.media_type === 'application/dicom' || i.inside?.images ? 'imaging' : '')
  const [date, setDate] = useState(i.date)
  const [name, setName] = useState('')
  const [translates, setTranslates] = useState('')
  const [despite, setDespite] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [asked, setAsked] = useState(false)
  const [filed, setFiled] = useState(false)
  const id = useId()
  const identifier = useRef<HTMLInputElement>(null)
  const differs = m.suggestion?.verdict === 'differs' || fault?.kind === 'incomplete'
  const declared = materials.find(x => x.id === material)
  const as = declared ? declared.kind : kind
  const shown: Record<(typeof identifiers)[number], string> = {
    name: m.name,
    'birth-date': m.born ? formatDay(m.born) : '',
    reference: formatReference(m.reference),
    number: (looked.data?.document?.patient.identifiers ?? []).map(x => x.value).join(', '),
  }
  function submit() {
    setAsked(true)
    setFault(null)
    // Where something is missing, the first of it is what one goes to.
    if (by.length < 2) identifier.current?.focus()
    else if (material === '') document.getElementById(`${id}-as`)?.focus()
    else if (as === '') document.getElementById(`${id}-kind`)?.focus()
    if (by.length < 2 || material === '' || as === '' || decide.isPending) return
    after(decide.mutateAsync({ item: i.id, act: 'file', body: { case: m.id, material: material === another ? '' : material, kind: as, date, name: name.trim(), by: [...by], ...(translates ? { translates } : {}), despite: despite.trim(), note: '' } }), {
      done: () => {
        toast(t('inbox.saidFiled', { name: m.name }))
        setFiled(true)
      },
      failed: setFault,
    })
  }
  // Once nothing that was typed keeps the page.
  useEffect(() => {
    if (filed) void go('/inbox')
  }, [filed, go])
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={e => {
        e.preventDefault()
        submit()
      }}
    >
      {(looked.data?.twins ?? []).length > 0 ? (
        <Note kind="time" title={t('intake.twins', { count: looked.data?.twins?.length })}>
          {looked.data?.twins?.map(x => (
            <Link key={x.id} to={`/case/${x.id}`} className="oso-nowrap">
              {formatReference(x.reference)} ({say('state', x.state)}){' '}
            </Link>
          ))}
        </Note>
      ) : null}
      <FieldGroup legend={t('inbox.compared')}>
        <p className="oso-small oso-ink-2">{t('inbox.comparedHint')}</p>
        {identifiers.map(x =>
          x === 'number' && shown.number === '' ? null : (
            <CheckField key={x} ref={x === identifiers[0] ? identifier : undefined} label={t(`inbox.identifier.${x}` as 'inbox.identifier.name')} description={<bdi>{shown[x]}</bdi>} checked={by.includes(x)} onChange={on => setBy(on ? [...by, x] : by.filter(y => y !== x))} />
          ),
        )}
        <FieldError message={asked && by.length < 2 ? t('inbox.comparedNeeded') : undefined} />
      </FieldGroup>
      <SelectField
        id={`${id}-as`}
        label={t('inbox.as')}
        value={material}
        onChange={setMaterial}
        options={[...open, ...materials.filter(x => x.state === 'arrived')].map(x => ({ value: x.id, label: `${x.description || say('party', x.kind)}${x.state === 'arrived' ? `, ${t('inbox.hereAlready')}` : ''}` })).concat({ value: another, label: t('inbox.another') })}
        error={asked && material === '' ? t('inbox.asNeeded') : undefined}
      />
      {material === another ? (
        <RadioField id={`${id}-kind`} legend={t('inbox.kindLabel')} look="line" value={kind as (typeof kinds)[number] | ''} choices={kinds.map(x => ({ value: x, label: t(`inbox.kind.${x}` as 'inbox.kind.imaging') }))} onChange={setKind} error={asked && kind === '' ? t('inbox.kindNeeded') : undefined} />
      ) : null}
      {waiting.length > 0 && !i.parcel && !i.inside ? (
        <SelectField label={t('language.isOne')} hint={t('language.isOneHint')} optional clearable value={translates} onChange={setTranslates} options={waiting.map(r => ({ value: r.id, label: r.name }))} />
      ) : null}
      <DateField label={t('inbox.dated')} optional partial value={date} onChange={setDate} />
      {i.parcel || i.inside?.files ? null : <TextField label={t('inbox.nameIt')} hint={t('inbox.nameItHint')} optional dir="auto" maxLength={200} placeholder={i.name} value={name} onChange={e => setName(e.target.value)} />}
      {differs ? <AreaField label={t('inbox.despite')} hint={t('inbox.despiteHint')} rows={2} maxLength={2000} value={despite} onChange={e => setDespite(e.target.value)} /> : null}
      <LeaveTyped typed={(by.length > 0 || name !== '' || despite !== '') && !filed} />
      <FaultNote fault={fault} />
      <div className={classes.acts}>
        <Button kind="primary" type="submit" busy={decide.isPending && t('inbox.filing')}>
          {t('inbox.file')}
        </Button>
      </div>
    </form>
  )
}
