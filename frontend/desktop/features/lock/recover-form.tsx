import { Button } from '@shared/ui/button'
import { CheckField, RadioField } from '@shared/form/choice'
import { AreaField, PassphraseField } from '@shared/form/field'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRecover } from '../../api/session/recover'
import type { SessionState } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './lock.module.css'

/** The way in with the recovery kit, and whom to call. */
export function RecoverForm({ session, back }: { session: SessionState; back: () => void }) {
  const { t } = useTranslation('desktop')
  const [user, setUser] = useState(session.users.length === 1 ? (session.users[0]?.name ?? '') : '')
  const kit = useRef<HTMLTextAreaElement>(null)
  const passphrase = useRef<HTMLInputElement>(null)
  const [asked, setAsked] = useState(false)
  const [empty, setEmpty] = useState({ kit: false, passphrase: false })
  const [fresh, setFresh] = useState(false)
  const recover = useRecover()
  const { phone, email, hours } = session.service

  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    const [words, typed] = [kit.current?.value.trim() ?? '', passphrase.current?.value ?? '']
    setEmpty({ kit: words === '', passphrase: typed === '' })
    if (!user || !words || !typed || recover.isPending) return
    recover.mutate({ kit: words, user, passphrase: typed, fresh })
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <RadioField
        look="rows"
        legend={t('lock.who')}
        value={user}
        onChange={setUser}
        error={asked && !user ? t('lock.needName') : undefined}
        choices={session.users.map(u => ({ value: u.name, label: <bdi>{u.name}</bdi>, end: t(`role.${u.role === 'physician' ? 'physician' : 'staff'}`) }))}
      />
      <AreaField ref={kit} label={t('lock.kit')} hint={t('lock.kitHint')} rows={3} spellCheck={false} error={empty.kit ? t('kit.empty') : undefined} />
      <PassphraseField
        ref={passphrase}
        label={fresh ? t('lock.newPassphrase') : t('lock.passphrase')}
        hint={fresh ? t('create.passphraseHint') : undefined}
        placeholder=" "
        error={empty.passphrase ? t('lock.needPassphrase') : undefined}
      />
      <CheckField label={t('lock.fresh')} description={t('lock.freshSays')} checked={fresh} onChange={setFresh} />
      <FaultNote fault={recover.error} />
      <div className={classes.twoActs}>
        <Button kind="link" onClick={back}>
          {t('lock.back')}
        </Button>
        <Button kind="primary" size="lg" type="submit" busy={recover.isPending && t('lock.recovering')}>
          {t('lock.recover')}
        </Button>
      </div>
      {phone ? <p className="oso-small oso-ink-2">{t('lock.call', { phone, email, hours })}</p> : null}
    </form>
  )
}
