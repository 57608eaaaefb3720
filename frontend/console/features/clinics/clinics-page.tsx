import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { AreaField, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { SearchField } from '@shared/ui/search-field'
import { Empty, Loading } from '@shared/ui/states'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClinics, useKeepClinic } from '../../api/clinics/clinics'
import type { Clinic, ClinicMember } from '../../api/types'
import { clockIn } from '../../lib/clock-there'
import { ConsoleFrame } from '../../lib/console-frame'
import { FaultPage } from '../../lib/fault-view'
import { LeaveTyped } from '../../lib/leave-typed'
import { useWords } from '../../lib/words'
import classes from './clinics.module.css'

/** The clinics that send cases, and what letters to them begin with. */
export function ClinicsPage() {
  const { t } = useTranslation('console')
  const clinics = useClinics()
  const [text, setText] = useState('')
  const [open, setOpen] = useState('') // what is being changed: a clinic's id, or clinic/person
  const wanted = text.toLowerCase()
  // What is being changed stays, whatever is searched for.
  const list = (clinics.data ?? []).filter(c => open.split('/')[0] === c.id || [c.name, ...c.people.map(p => p.name)].some(n => n.toLowerCase().includes(wanted)))
  return (
    <ConsoleFrame current="clinics">
      <Header>
        <h1>{t('clinics.title')}</h1>
        <SearchField className={`${classes.search} oso-end`} label={t('clinics.find')} words={text} onWords={setText} />
      </Header>
      <main tabIndex={0} className="oso-scroll" aria-label={t('clinics.title')}>
        {clinics.data ? null : clinics.error ? <FaultPage fault={clinics.error} retry={() => void clinics.refetch()} /> : <Loading what={t('clinics.loading')} />}
        {clinics.data && list.length === 0 ? <Empty what={t('clinics.none')} how={t('clinics.noneHow')} /> : null}
        {list.map(c => (
          <section key={c.id} className={classes.clinic} aria-labelledby={`clinic-${c.id}`}>
            <h2 id={`clinic-${c.id}`} dir="auto">
              {c.name}
            </h2>
            {open === c.id ? (
              <AddressForm clinic={c} onDone={() => setOpen('')} />
            ) : (
              <Said onChange={open ? undefined : () => setOpen(c.id)} label={t('clinics.changeAddress', { name: c.name })}>
                {c.address.length > 0 ? (
                  c.address.map(l => (
                    <span key={l} dir="auto">
                      {l}
                    </span>
                  ))
                ) : (
                  <span className="oso-time">{t('clinics.noAddress')}</span>
                )}
                <span className="oso-ink-2">{c.phone}</span>
                <span className="oso-ink-2">{c.zone ? t('clinics.inZone', { zone: c.zone, clock: clockIn(c.zone, new Date()) }) : ''}</span>
              </Said>
            )}
            {c.people.map(p =>
              open === `${c.id}/${p.id}` ? (
                <SalutationForm key={p.id} clinic={c} member={p} onDone={() => setOpen('')} />
              ) : (
                <Said key={p.id} onChange={open ? undefined : () => setOpen(`${c.id}/${p.id}`)} label={t('clinics.changeSalutation', { name: p.name })}>
                  <Member member={p} />
                </Said>
              ),
            )}
          </section>
        ))}
      </main>
    </ConsoleFrame>
  )
}

function Member({ member: p }: { member: ClinicMember }) {
  const { t } = useTranslation('console')
  const say = useWords()
  return (
    <>
      <span>
        <b dir="auto">{p.name}</b>{' '}
        <span className="oso-ink-2" dir="auto">
          {[p.titles, say('role', p.role)].filter(Boolean).join(', ')}
        </span>
      </span>
      {p.role === 'physician' ? <span className="oso-ink-2">{t(p.salutation ? 'clinics.dear' : 'clinics.dearWhole', { name: p.salutation || p.name })}</span> : null}
      <span className="oso-ink-2">{p.phone}</span>
    </>
  )
}

/** What is on record, with the way to change it: one thing at a time. */
function Said({ children, label, onChange }: { children: ReactNode; label: string; onChange?: () => void }) {
  const { t } = useTranslation('console')
  return (
    <div className={classes.said}>
      <div className={classes.lines}>{children}</div>
      {onChange ? (
        <Button kind="link" aria-label={label} onClick={onChange}>
          {t('clinics.change')}
        </Button>
      ) : null}
    </div>
  )
}

/** The zones that the browser knows, to choose from; another one may be typed. */
const zones = Intl.supportedValuesOf('timeZone')

type FormProps = { clinic: Clinic; onDone: () => void }

function AddressForm({ clinic: c, onDone }: FormProps) {
  const { t } = useTranslation('console')
  const [address, setAddress] = useState(c.address.join('\n'))
  const [phone, setPhone] = useState(c.phone)
  const [zone, setZone] = useState(c.zone)
  const id = useId()
  return (
    <Form at={c.id} body={() => ({ before: { address: c.address, phone: c.phone, zone: c.zone }, address: address.split('\n'), phone: phone.trim(), zone: zone.trim() })} changed={address !== c.address.join('\n') || phone !== c.phone || zone !== c.zone} onDone={onDone}>
      <AreaField label={t('clinics.address')} hint={t('clinics.addressHint')} rows={4} value={address} onChange={e => setAddress(e.target.value)} autoFocus />
      <TextField label={t('clinics.phone')} optional inputMode="tel" maxLength={40} width="16rem" value={phone} onChange={e => setPhone(e.target.value)} />
      <TextField label={t('clinics.zone')} hint={t('clinics.zoneHint')} optional maxLength={60} width="16rem" list={id} spellCheck={false} value={zone} onChange={e => setZone(e.target.value)} />
      <datalist id={id}>
        {zones.map(z => (
          <option key={z} value={z} />
        ))}
      </datalist>
    </Form>
  )
}

function SalutationForm({ clinic: c, member: p, onDone }: FormProps & { member: ClinicMember }) {
  const { t } = useTranslation('console')
  const [salutation, setSalutation] = useState(p.salutation)
  const [phone, setPhone] = useState(p.phone)
  return (
    <Form at={`${c.id}/people/${p.id}`} body={() => ({ before: { salutation: p.salutation, phone: p.phone }, salutation: salutation.trim(), phone: phone.trim() })} changed={salutation !== p.salutation || phone !== p.phone} onDone={onDone}>
      <TextField label={t('clinics.salutation', { name: p.name })} hint={t('clinics.salutationHint')} optional dir="auto" maxLength={120} value={salutation} onChange={e => setSalutation(e.target.value)} autoFocus />
      <p className="oso-ink-2">{t(salutation.trim() ? 'clinics.dear' : 'clinics.dearWhole', { name: salutation.trim() || p.name })}</p>
      <TextField label={t('clinics.phone')} optional inputMode="tel" maxLength={40} width="16rem" value={phone} onChange={e => setPhone(e.target.value)} />
    </Form>
  )
}

function Form({ at, body, changed, onDone, children }: { at: string; changed: boolean; body: () => Parameters<ReturnType<typeof useKeepClinic>['mutateAsync']>[0]['body']; onDone: () => void; children: ReactNode }) {
  const { t } = useTranslation('console')
  const keep = useKeepClinic()
  const [fault, setFault] = useState<Fault | null>(null)
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={e => {
        e.preventDefault()
        setFault(null)
        after(keep.mutateAsync({ at, body: body() }), { done: onDone, failed: setFault })
      }}
    >
      {children}
      <LeaveTyped typed={changed} />
      {fault ? (
        <Note kind="problem" live>
          {fault.message}
        </Note>
      ) : null}
      <div className={classes.acts}>
        <Button kind="primary" type="submit" busy={keep.isPending && t('clinics.keeping')}>
          {t('clinics.keep')}
        </Button>
        <Button onClick={onDone}>{t('register.leave')}</Button>
      </div>
    </form>
  )
}
