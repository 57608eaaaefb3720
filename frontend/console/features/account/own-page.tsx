import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { PassphraseField, Stack, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Header, SectionHead } from '@shared/ui/page'
import { useToast } from '@shared/ui/toast'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBeginFactor, useChangePassword, useEndOwnSession, useKeepFactor, useNewRecovery, useOwnAccount } from '../../api/account/account'
import type { Factor, OwnAccount } from '../../api/types'
import { FactorShown, RecoveryCodes } from '../../lib/factor'
import { FaultNote } from '../../lib/fault-view'
import { LeaveTyped } from '../../lib/leave-typed'
import { strong } from '../../lib/password'
import { PastList } from '../../lib/past-list'
import { SessionList } from '../../lib/session-list'
import { WholePage } from '../../lib/whole-page'
import columns from '../../lib/columns.module.css'
import classes from './own-page.module.css'

/** Everybody's own account: password, second factor, where one is signed in. */
export function OwnPage() {
  const { t } = useTranslation('console')
  const own = useOwnAccount()
  return (
    <WholePage current="account" title={t('own.title')} loading={t('own.loading')} asked={own}>
      {data => <Own own={data} />}
    </WholePage>
  )
}

type Open = 'password' | 'factor' | 'recovery' | null

function Own({ own }: { own: OwnAccount }) {
  const { t } = useTranslation('console')
  const [open, setOpen] = useState<Open>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const end = useEndOwnSession()
  const done = () => setOpen(null)
  return (
    <>
      <Header>
        <h1>{t('own.title')}</h1>
        <span className="oso-small oso-ink-2">{own.email}</span>
      </Header>
      <main tabIndex={0} className="oso-scroll" aria-label={t('own.title')}>
        <div className={columns.columns}>
          <div className={columns.side}>
            {codes ? (
              <>
                <LeaveTyped typed title={t('leave.codesTitle')} words={t('leave.codes')} />
                <RecoveryCodes codes={codes} done={t('own.codesKept')} onDone={() => setCodes(null)} />
              </>
            ) : (
              <>
                <SectionHead first title={t('own.password')} act={open === 'password' ? null : <Button kind="link" onClick={() => setOpen('password')}>{t('own.change')}</Button>} />
                {open === 'password' ? <PasswordForm onDone={done} /> : <p className="oso-ink-2">{t('own.passwordMeans')}</p>}
                <SectionHead title={t('own.factor')} act={open === 'factor' ? null : <Button kind="link" onClick={() => setOpen('factor')}>{t('own.replace')}</Button>} />
                {open === 'factor' ? <FactorForm onDone={done} onCodes={setCodes} /> : <p className="oso-ink-2">{t('own.factorMeans')}</p>}
                <SectionHead title={t('own.recovery')} act={open === 'recovery' ? null : <Button kind="link" onClick={() => setOpen('recovery')}>{t('own.renew')}</Button>} />
                {open === 'recovery' ? <RecoveryForm onDone={done} onCodes={setCodes} /> : own.recovery > 0 ? <p className="oso-ink-2">{t('own.codesLeft', { count: own.recovery })}</p> : <Note kind="time">{t('own.noCodes')}</Note>}
              </>
            )}
          </div>
          <div className={columns.side}>
            <SectionHead first title={t('own.sessions')} />
            <FaultNote fault={fault} />
            <SessionList
              sessions={own.sessions}
              busy={end.isPending}
              onEnd={session => {
                setFault(null)
                after(end.mutateAsync(session), { failed: setFault })
              }}
            />
            <SectionHead title={t('own.history')} />
            <PastList past={own.history} />
          </div>
        </div>
      </main>
    </>
  )
}

function Acts({ busy, act, onLeave }: { busy: boolean; act: string; onLeave: () => void }) {
  const { t } = useTranslation('console')
  return (
    <div className={classes.acts}>
      <Button kind="primary" type="submit" busy={busy && t('dialog.doing')}>
        {act}
      </Button>
      <Button onClick={onLeave}>{t('register.leave')}</Button>
    </div>
  )
}

const isCode = (code: string) => /^\d{6}$/.test(code.replace(/\s/g, ''))
/** A code of the authenticator, or one of those for a lost one. */
const opens = (code: string) => isCode(code) || code.replace(/[\s-]/g, '').length === 16

function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const change = useChangePassword()
  const [v, setV] = useState({ password: '', code: '', new: '' })
  const [asked, setAsked] = useState(false)
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!v.password || !strong(v.new) || !isCode(v.code) || change.isPending) return
    after(change.mutateAsync({ ...v, code: v.code.replace(/\s/g, '') }), {
      done: () => {
        toast(t('own.passwordChanged'))
        onDone()
      },
      failed: () => setV({ ...v, code: '' }),
    })
  }
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <Stack>
        <PassphraseField label={t('own.present')} autoComplete="current-password" autoFocus value={v.password} onChange={e => setV({ ...v, password: e.target.value })} error={asked && !v.password ? t('own.needPresent') : undefined} />
        <PassphraseField label={t('own.next')} hint={t('own.rule')} autoComplete="new-password" value={v.new} onChange={e => setV({ ...v, new: e.target.value })} error={asked && !strong(v.new) ? t('own.weak') : undefined} />
        <CodeField value={v.code} onChange={code => setV({ ...v, code })} asked={asked} />
        <FaultNote fault={change.error} />
        <Acts busy={change.isPending} act={t('own.changePassword')} onLeave={onDone} />
      </Stack>
    </form>
  )
}

function CodeField({ value, onChange, asked, recovery = false, label }: { value: string; onChange: (code: string) => void; asked: boolean; recovery?: boolean; label?: string }) {
  const { t } = useTranslation('console')
  const right = recovery ? opens(value) : isCode(value)
  return (
    <TextField
      label={label ?? t('own.code')}
      hint={recovery ? t('own.codeOrRecovery') : undefined}
      inputMode={recovery ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      maxLength={24}
      width={recovery ? '16rem' : '10rem'}
      value={value}
      onChange={e => onChange(e.target.value)}
      error={asked && !right ? t(recovery ? 'own.needCodeOrRecovery' : 'signIn.needCode') : undefined}
    />
  )
}

function FactorForm({ onDone, onCodes }: { onDone: () => void; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation('console')
  const begin = useBeginFactor()
  const keep = useKeepFactor()
  const [factor, setFactor] = useState<Factor | null>(null)
  const [v, setV] = useState({ password: '', code: '', next: '' })
  const [asked, setAsked] = useState(false)
  if (!factor)
    return (
      <div className={classes.form}>
        <p>{t('own.factorLead')}</p>
        <FaultNote fault={begin.error} />
        <div className={classes.acts}>
          <Button kind="primary" busy={begin.isPending && t('dialog.doing')} onClick={() => after(begin.mutateAsync(), { done: setFactor, failed: 'shown' })}>
            {t('own.factorBegin')}
          </Button>
          <Button onClick={onDone}>{t('register.leave')}</Button>
        </div>
      </div>
    )
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!v.password || !opens(v.code) || !isCode(v.next) || keep.isPending) return
    after(keep.mutateAsync({ ...v, next: v.next.replace(/\s/g, '') }), {
      done: answer => {
        onDone()
        onCodes(answer.codes)
      },
      failed: () => setV({ ...v, code: '', next: '' }),
    })
  }
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <Stack>
        <FactorShown factor={factor} />
        <CodeField label={t('own.nextCode')} value={v.next} onChange={next => setV({ ...v, next })} asked={asked} />
        <CodeField label={t('own.presentCode')} recovery value={v.code} onChange={code => setV({ ...v, code })} asked={asked} />
        <PassphraseField label={t('own.present')} autoComplete="current-password" value={v.password} onChange={e => setV({ ...v, password: e.target.value })} error={asked && !v.password ? t('own.needPresent') : undefined} />
        <FaultNote fault={keep.error} />
        <Acts busy={keep.isPending} act={t('own.factorKeep')} onLeave={onDone} />
      </Stack>
    </form>
  )
}

function RecoveryForm({ onDone, onCodes }: { onDone: () => void; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation('console')
  const make = useNewRecovery()
  const [v, setV] = useState({ password: '', code: '' })
  const [asked, setAsked] = useState(false)
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!v.password || !opens(v.code) || make.isPending) return
    after(make.mutateAsync(v), {
      done: answer => {
        onDone()
        onCodes(answer.codes)
      },
      failed: () => setV({ ...v, code: '' }),
    })
  }
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <Stack>
        <p>{t('own.recoveryLead')}</p>
        <PassphraseField label={t('own.present')} autoComplete="current-password" autoFocus value={v.password} onChange={e => setV({ ...v, password: e.target.value })} error={asked && !v.password ? t('own.needPresent') : undefined} />
        <CodeField recovery value={v.code} onChange={code => setV({ ...v, code })} asked={asked} />
        <FaultNote fault={make.error} />
        <Acts busy={make.isPending} act={t('own.recoveryMake')} onLeave={onDone} />
      </Stack>
    </form>
  )
}
