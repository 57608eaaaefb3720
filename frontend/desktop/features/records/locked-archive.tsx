import { Button } from '@shared/ui/button'
import { PassphraseField } from '@shared/form/field'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useUnlockArchive } from '../../api/records/unlock-archive'
import type { ImportState } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './records.module.css'

/** An import asks for the password of an archive that it has met. */
export function LockedArchive({ state }: { state: ImportState }) {
  const { t } = useTranslation('desktop')
  const unlock = useUnlockArchive()
  const form = useRef<HTMLFormElement>(null)
  const [password, setPassword] = useState('')
  const [asked, setAsked] = useState(false) // it was to be opened with nothing typed
  const { name, wrong, birth, tried } = state.locked
  const say = (said: { password: string; birth: boolean }) => {
    setPassword('')
    setAsked(false)
    unlock.mutate({ case: state.case, ...said })
  }
  const open = (e: FormEvent) => {
    e.preventDefault()
    if (password !== '') return say({ password, birth: false })
    setAsked(true)
    form.current?.querySelector('input')?.focus()
  }
  return (
    <form ref={form} className={classes.locked} onSubmit={open} aria-label={t('records.lockedTitle', { name })}>
      <b>
        <bdi>{t('records.lockedTitle', { name })}</bdi>
      </b>
      <PassphraseField
        label={t('records.lockedPassword')}
        hint={t('records.lockedAbout')}
        error={asked && password === '' ? t('records.lockedNeed') : wrong ? t('records.lockedWrong') : tried ? t('records.lockedTried') : undefined}
        autoComplete="off"
        autoFocus
        value={password}
        onChange={e => setPassword(e.target.value)}
      />
      {unlock.error ? <FaultNote fault={unlock.error} /> : null}
      <span className={classes.lockedActs}>
        <Button kind="primary" type="submit">
          {t('records.lockedOpen')}
        </Button>
        {birth ? <Button onClick={() => say({ password: '', birth: true })}>{t('records.lockedBirth')}</Button> : null}
        <Button kind="plain" onClick={() => say({ password: '', birth: false })}>
          {t('records.lockedSkip')}
        </Button>
      </span>
    </form>
  )
}
