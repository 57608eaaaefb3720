import { after } from '@shared/after'
import { PassphraseField, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfirm, useSignIn } from '../../api/session/sign-in'
import { FaultNote } from '../../lib/fault-view'
import classes from './sign-in.module.css'

/**
 * E-mail and password, then the one-time code. again: whose session has ended,
 * with the page kept below. stood: it came in the place of a page, in which
 * somebody may be typing; no field of it takes words that were meant for that.
 */
export function SignInPage({ again, stood = again !== undefined }: { again?: string; stood?: boolean }) {
  const { t } = useTranslation('console')
  const [step, setStep] = useState<'password' | 'code'>('password')
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (stood) title.current?.focus()
  }, [stood])
  return (
    <div className={classes.page}>
      <main className={classes.box}>
        <span className={classes.wordmark}>{t('app.build')}</span>
        <h1 ref={title} tabIndex={-1} className={classes.title}>{step === 'code' ? t('signIn.codeTitle') : again ? t('signIn.againTitle') : t('signIn.title')}</h1>
        {again && step === 'password' ? (
          <p className={classes.lead}>
            {t('signIn.againLead', { name: again })} <span className="oso-ink-2">{t('signIn.againOther')}</span>
          </p>
        ) : null}
        {step === 'code' ? <CodeForm back={() => setStep('password')} /> : <PasswordForm begins={!stood} next={() => setStep('code')} />}
      </main>
      <footer className={classes.foot}>{t('signIn.foot')}</footer>
    </div>
  )
}

function PasswordForm({ begins, next }: { begins: boolean; next: () => void }) {
  const { t } = useTranslation('console')
  const email = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState({ email: false, password: false })
  const signIn = useSignIn()
  function submit(e: FormEvent) {
    e.preventDefault()
    const who = { email: email.current?.value.trim() ?? '', password: password.current?.value ?? '' }
    setMissing({ email: !who.email, password: !who.password })
    if (!who.email || !who.password || signIn.isPending) return
    after(signIn.mutateAsync(who), { done: next, failed: () => password.current?.select() })
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextField
        ref={email}
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        autoFocus={begins}
        error={missing.email ? t('signIn.needEmail') : undefined}
        onChange={() => setMissing(m => ({ ...m, email: false }))}
      />
      <PassphraseField
        ref={password}
        label={t('signIn.password')}
        autoComplete="current-password"
        error={missing.password ? t('signIn.needPassword') : undefined}
        onChange={() => setMissing(m => ({ ...m, password: false }))}
      />
      <FaultNote fault={signIn.error} />
      <Button kind="primary" size="lg" wide keys="Enter" type="submit" busy={signIn.isPending && t('signIn.going')}>
        {t('signIn.go')}
      </Button>
    </form>
  )
}

function CodeForm({ back }: { back: () => void }) {
  const { t } = useTranslation('console')
  const code = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState(false)
  const [recovery, setRecovery] = useState(false)
  const confirm = useConfirm()
  function submit(e: FormEvent) {
    e.preventDefault()
    const typed = code.current?.value.replace(recovery ? /[\s-]/g : /\D/g, '') ?? ''
    const wrong = typed.length !== (recovery ? 16 : 6)
    setMissing(wrong)
    if (wrong || confirm.isPending) return
    confirm.mutate(typed, { onError: () => code.current?.select() })
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextField
        ref={code}
        key={String(recovery)}
        label={recovery ? t('signIn.recoveryCode') : t('signIn.code')}
        hint={recovery ? t('signIn.recoveryHint') : t('signIn.codeLead')}
        inputMode={recovery ? 'text' : 'numeric'}
        autoComplete={recovery ? 'off' : 'one-time-code'}
        maxLength={recovery ? 24 : 7}
        width={recovery ? undefined : '10rem'}
        autoFocus
        error={missing ? t(recovery ? 'signIn.needRecovery' : 'signIn.needCode') : undefined}
        onChange={() => setMissing(false)}
      />
      <FaultNote fault={confirm.error} />
      <Button kind="primary" size="lg" wide keys="Enter" type="submit" busy={confirm.isPending && t('signIn.confirming')}>
        {t('signIn.confirm')}
      </Button>
      <p className="oso-small">
        <Button
          kind="link"
          onClick={() => {
            setMissing(false)
            setRecovery(!recovery)
          }}
        >
          {t(recovery ? 'signIn.useCode' : 'signIn.recovery')}
        </Button>
      </p>
      <p className="oso-small">
        <Button kind="link" onClick={back}>
          {t('signIn.back')}
        </Button>
      </p>
    </form>
  )
}
