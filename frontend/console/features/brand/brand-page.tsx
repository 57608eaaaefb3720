import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { AreaField, TextField } from '@shared/form/field'
import { type Fact, Facts } from '@shared/ui/facts'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBrand, useBrandEffects, useKeepBrand } from '../../api/brand/brand'
import type { Brand, BrandRegister } from '../../api/types'
import { Origin, Past, Propose, Proposed, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import columns from '../../lib/columns.module.css'
import { Sample } from '../../lib/sample'
import classes from './brand.module.css'
import { Logo, LogoField } from './logo-field'
import { SampleLetter } from './sample-letter'

const lines = ['name', 'national', 'international', 'email', 'hours', 'legal_name'] as const

/** What the service is called and how people reach it (R60): pages, mails, letters and the clinics' programs say it. */
export function BrandPage() {
  const { t } = useTranslation('console')
  const brand = useBrand()
  return (
    <WholePage current="brand" title={t('brand.title')} loading={t('brand.loading')} asked={brand}>
      {data => <Register register={data} />}
    </WholePage>
  )
}

/** A change that is being written, over the version that was in force when it was begun. */
type Draft = { over: number; brand: Brand }

function Register({ register }: { register: BrandRegister }) {
  const { t } = useTranslation('console')
  const [draft, setDraft] = useState<Draft | null>(null)
  const { now, in_force: inForce, proposed } = register
  return (
    <RegisterFrame title={t('brand.title')} begin={!draft && !proposed && { label: t('brand.change'), onBegin: () => setDraft({ over: inForce?.version ?? 0, brand: now }) }}>
      <div className={columns.columns}>
        {draft ? (
          <Change draft={draft} before={now} onBrand={brand => setDraft({ ...draft, brand })} onDone={() => setDraft(null)} />
        ) : (
          <>
            <div className={columns.side}>
              {proposed ? <Proposal key={proposed.version} register={register} /> : null}
              <SectionHead first={!proposed} title={t('brand.holds')} />
              <BrandFacts brand={now} />
              {inForce ? <Origin version={inForce} /> : <p className="oso-small oso-ink-2">{t('brand.configured')}</p>}
              <Past versions={register.past} />
            </div>
            <div className={columns.side}>
              <MailEnd text={register.mail_end} caption={t('brand.mailEnd')} />
              <SampleLetter brand={now} />
            </div>
          </>
        )}
      </div>
    </RegisterFrame>
  )
}

function BrandFacts({ brand, before }: { brand: Brand; before?: Brand }) {
  const { t } = useTranslation('console')
  const value = (was: string | undefined, is: string) =>
    was === undefined || was === is ? (
      is || '–'
    ) : (
      <>
        <del>{was || '–'}</del> <ins>{is || '–'}</ins>
      </>
    )
  const facts: Fact[] = [
    ...lines.map(f => ({ label: t(`brand.field.${f}`), value: value(before?.[f], brand[f]) })),
    { label: t('brand.field.address'), value: value(before?.address.join(', '), brand.address.join(', ')) },
    { label: t('brand.logo'), value: <LogoFact brand={brand} before={before} /> },
  ]
  return <Facts facts={facts} />
}

function LogoFact({ brand, before }: { brand: Brand; before?: Brand }) {
  const { t } = useTranslation('console')
  const said = (b: Brand) => (b.logo ? t(b.logo_names ? 'brand.logoIsName' : 'brand.logoBeside') : '–')
  if (!before || (before.logo === brand.logo && before.logo_names === brand.logo_names)) {
    return (
      <>
        <Logo brand={brand} />
        {said(brand)}
      </>
    )
  }
  return (
    <>
      <del>
        <Logo brand={before} />
        {said(before)}
      </del>{' '}
      <ins>
        <Logo brand={brand} />
        {said(brand)}
      </ins>
    </>
  )
}

/** How every mail ends. */
function MailEnd({ text, caption }: { text: string; caption: string }) {
  return (
    <Sample caption={caption}>
      <p className={classes.end} dir="auto">
        {text}
      </p>
    </Sample>
  )
}

function Change({ draft, before, onBrand, onDone }: { draft: Draft; before: Brand; onBrand: (b: Brand) => void; onDone: () => void }) {
  const { t } = useTranslation('console')
  const keep = useKeepBrand()
  const [source, setSource] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const b = draft.brand
  const changed = JSON.stringify(b) !== JSON.stringify(before)
  const effects = useBrandEffects(changed ? b : null)

  function propose() {
    setAsked(true)
    if (!source.trim() || !changed) return
    setFault(null)
    after(keep.mutateAsync({ step: 'propose', body: { over: draft.over, brand: b, source: source.trim() } }), { done: onDone, failed: setFault })
  }

  return (
    <>
      <section className={columns.fields} aria-label={t('brand.change')}>
        {lines.map(f => (
          <TextField key={f} label={t(`brand.field.${f}`)} hint={f === 'international' ? t('brand.abroad') : undefined} optional={f === 'legal_name'} dir="auto" maxLength={120} value={b[f]} onChange={e => onBrand({ ...b, [f]: e.target.value })} />
        ))}
        <AreaField label={t('brand.field.address')} optional rows={4} maxLength={740} value={b.address.join('\n')} onChange={e => onBrand({ ...b, address: e.target.value === '' ? [] : e.target.value.split('\n') })} />
        <LogoField brand={b} onBrand={onBrand} />
      </section>
      <section className={columns.side} aria-label={t('register.changes')}>
        {effects.error ? (
          <Note kind="problem" live>
            {effects.error.message}
          </Note>
        ) : effects.data && changed ? (
          <>
            <MailEnd text={effects.data} caption={t('brand.mailEndWould')} />
            <SampleLetter brand={b} />
          </>
        ) : null}
        <p className="oso-small oso-ink-2">{t('brand.keeps')}</p>
        <Propose source={source} onSource={setSource} asked={asked} changed={changed} busy={keep.isPending} fault={fault} onPropose={propose} onLeave={onDone} />
      </section>
    </>
  )
}

/** A change that waits for a second person. */
function Proposal({ register }: { register: BrandRegister }) {
  const { t } = useTranslation('console')
  const keep = useKeepBrand()
  const { proposed, now } = register
  if (!proposed) return null
  return (
    <Proposed version={proposed} confirms={register.confirms} keep={keep}>
      <BrandFacts brand={proposed.brand} before={now} />
      <MailEnd text={proposed.mail_end} caption={t('brand.mailEndWould')} />
      <SampleLetter brand={proposed.brand} />
    </Proposed>
  )
}
