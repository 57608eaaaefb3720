import { after } from '@shared/after'
import { PassphraseField, Stack, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Failure, Loading } from '@shared/ui/states'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBegin, useInvitation } from '../../api/account/account'
import type { Begun, Invited } from '../../api/types'
import { FactorShown, RecoveryCodes } from '../../lib/factor'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { strong } from '../../lib/password'
import classes from './join-page.module.css'

/** Where somebody begins who was invited: a password of one's own, and the second factor. The code stands behind the # of the address. */
export function JoinPage({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('console')
  const [code] = useState(() => window.location.hash.slice(1))
  const invitation = useInvitation(code)
  const [begun, setBegun] = useState<Begun | null>(null)
  const leave = () => {
    window.history.replaceState(null, '', '/console/')
    onDone()
  }
  return (
    <div className={classes.page}>
      <main className={classes.box}>
        {begun ? (
          <>
            <h1>{begun.signed_in ? t('join.done') : t('join.doneWaits')}</h1>
            {begun.signed_in ? null : <p>{t('join.waits')}</p>}
            {begun.codes.length > 0 ? (
              <RecoveryCodes codes={begun.codes} done={t('join.goOn')} onDone={leave} />
            ) : (
              <p>
                <Button kind="primary" onClick={leave}>
                  {t('join.goOn')}
                </Button>
              </p>
            )}
          </>
        ) : invitation.data ? (
          <Form code={code} invited={invitation.data} onBegun={setBegun} />
        ) : invitation.error?.kind === 'refused' ? (
          // used up or over: another try brings nothing, and whoever used it signs in
          <Failure message={invitation.error.message}>
            <Button onClick={leave}>{t('fault.signInAgain')}</Button>
          </Failure>
        ) : invitation.error ? (
          <FaultPage fault={invitation.error} retry={() => void invitation.refetch()} />
        ) : (
          <Loading what={t('join.loading')} />
        )}
      </main>
    </div>
  )
}

function Form({ code, invited, onBegun }: { code: string; invited: Invited; onBegun: (begun: Begun) => void }) {
  const { t } = useTranslation('console')
  const begin = useBegin()
  const [v, setV] = useState({ password: '', otp: '' })
  const [asked, setAsked] = useState(false)
  const otp = v.otp.replace(/\s/g, '')
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!strong(v.password) || !/^\d{6}$/.test(otp) || begin.isPending) return
    after(begin.mutateAsync({ code, password: v.password, otp }), { done: onBegun, failed: () => setV({ ...v, otp: '' }) })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <span className={classes.wordmark}>{invited.service}</span>
          <h1>{t('join.title', { name: invited.name })}</h1>
          <p>{t('join.lead', { email: invited.email })}</p>
        </div>
        <input type="email" autoComplete="username" value={invited.email} readOnly hidden />
        <PassphraseField label={t('own.next')} hint={t('own.rule')} autoComplete="new-password" autoFocus value={v.password} onChange={e => setV({ ...v, password: e.target.value })} error={asked && !strong(v.password) ? t('own.weak') : undefined} />
        {invited.factor ? <FactorShown factor={invited.factor} /> : null}
        <TextField
          label={t('own.code')}
          hint={invited.factor ? t('join.newCode') : t('join.sameCode')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          width="10rem"
          value={v.otp}
          onChange={e => setV({ ...v, otp: e.target.value })}
          error={asked && !/^\d{6}$/.test(otp) ? t('signIn.needCode') : undefined}
        />
        <FaultNote fault={begin.error} />
        <p>
          <Button kind="primary" size="lg" type="submit" busy={begin.isPending && t('dialog.doing')}>
            {t('join.begin')}
          </Button>
        </p>
      </Stack>
    </form>
  )
}
