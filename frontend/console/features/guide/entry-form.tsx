import { Button } from '@shared/ui/button'
import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './guide.module.css'

/** The form of one line: what is typed is in the draft only once it is put there. */
export function EntryForm({ onKeep, onLeave, children }: { onKeep: () => void; onLeave: () => void; children: ReactNode }) {
  const { t } = useTranslation('console')
  const keep = (e: FormEvent) => {
    e.preventDefault()
    onKeep()
  }
  return (
    <form className={classes.form} onSubmit={keep} noValidate>
      {children}
      <div className={classes.acts}>
        <Button type="submit">{t('messageTexts.keep')}</Button>
        <Button kind="link" onClick={onLeave}>
          {t('register.leave')}
        </Button>
      </div>
    </form>
  )
}
