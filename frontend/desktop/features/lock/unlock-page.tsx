import { after } from '@shared/after'
import { IconLock } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { RadioField } from '@shared/form/choice'
import { PassphraseField } from '@shared/form/field'
import { formatTime } from '@shared/format/date'
import { formatCount } from '@shared/format/number'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAdding } from '../../api/records/get-adding'
import { useUnlock } from '../../api/session/unlock'
import { useSyncStatus } from '../../api/sync/get-status'
import type { SessionState } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './lock.module.css'
import { LockPage } from './lock-page'
import { RecoverForm } from './recover-form'

/** Who are you, and the passphrase. */
export function UnlockPage({ session }: { session: SessionState }) {
  const { t } = useTranslation('desktop')
  const [recovering, setRecovering] = useState(false)
  const title = session.clinic.name || t('lock.title')
  const foot = <LockFoot session={session} />
  if (recovering) {
    return (
      <LockPage wordmark={session.service.name || t('app.name')} title={t('lock.recoverTitle')} lead={t('lock.recoverLead')} foot={foot}>
        <RecoverForm session={session} back={() => setRecovering(false)} />
      </LockPage>
    )
  }
  return (
    <LockPage wordmark={session.service.name || t('app.name')} title={title} foot={foot}>
      <UnlockForm session={session} />
      <p className={classes.below}>
        <Button kind="link" onClick={() => setRecovering(true)}>
          {t('lock.cannot')}
        </Button>
      </p>
    </LockPage>
  )
}

function UnlockForm({ session }: { session: SessionState }) {
  const { t } = useTranslation('desktop')
  const only = session.users.length === 1 ? (session.users[0]?.name ?? '') : ''
  const [user, setUser] = useState(only)
  const [asked, setAsked] = useState(false)
  const passphrase = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(false)
  const unlock = useUnlock()

  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    const field = passphrase.current
    const typed = field?.value ?? ''
    setEmpty(typed === '')
    if (!user || !typed || unlock.isPending) return
    after(unlock.mutateAsync({ user, passphrase: typed }), {
      done: () => {
        if (field) field.value = ''
      },
      failed: () => field?.select(),
    })
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <RadioField
        look="rows"
        legend={t('lock.who')}
        value={user}
        onChange={name => {
          setUser(name)
          passphrase.current?.focus()
        }}
        error={asked && !user ? t('lock.needName') : undefined}
        choices={session.users.map(u => ({ value: u.name, label: <bdi>{u.name}</bdi>, end: t(`role.${u.role === 'physician' ? 'physician' : 'staff'}`) }))}
      />
      <div className={classes.secret}>
        <PassphraseField ref={passphrase} label={t('lock.passphrase')} autoFocus placeholder=" " error={empty ? t('lock.needPassphrase') : undefined} onChange={() => setEmpty(false)} />
      </div>
      <FaultNote fault={unlock.error} />
      <Button kind="primary" size="lg" wide keys="Enter" type="submit" busy={unlock.isPending && t('lock.unlocking')}>
        {t('lock.unlock')}
      </Button>
    </form>
  )
}

function LockFoot({ session }: { session: SessionState }) {
  const { t } = useTranslation('desktop')
  const sync = useSyncStatus().data
  const adding = useAdding().data
  const time = formatTime(session.locked.at)
  const how = session.locked.why === 'idle' ? t('lock.idle', { time }) : session.locked.why === 'asked' ? t('lock.asked', { time }) : t('lock.started')
  return (
    <>
      <span className={classes.footItem}>
        <Icon of={IconLock} />
        {how}
      </span>
      {adding?.cases ? <span>{adding.total_files > 0 ? t('sync.addingPausedAt', { done: formatCount(adding.files), total: formatCount(adding.total_files) }) : t('sync.addingPaused')}</span> : null}
      {adding && adding.waiting > 0 ? (
        <span>{adding.waiting_total > 0 ? t('lock.waits', { count: adding.waiting, done: formatCount(adding.waiting_files), total: formatCount(adding.waiting_total) }) : t('lock.waitsPlain', { count: adding.waiting })}</span>
      ) : null}
      {sync?.running && sync.total > 0 ? <span>{t('lock.sending', { count: sync.cases, percent: Math.floor((sync.sent / sync.total) * 100) })}</span> : null}
      <span className="oso-end">{t('lock.version', { version: session.version })}</span>
    </>
  )
}
