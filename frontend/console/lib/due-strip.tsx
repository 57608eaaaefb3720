import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { Me } from '../api/types'
import classes from './strip.module.css'

/** Stands over every page while something has to be renewed: to whom may do it, with the command. */
export function DueStrip({ me }: { me: Me }) {
  const { t } = useTranslation('console')
  const kinds = ['issuing-key', 'root-key', 'tls-certificate'] as const
  return (me.due ?? []).map(due => {
    const what = kinds.find(kind => kind === due.what)
    if (!what) return null
    const date = formatDay(due.until)
    const { over } = due
    return (
      <p key={due.what} className={over ? classes.over : classes.strip} role={over ? 'alert' : 'note'}>
        {t(over ? `due.over.${what}` : `due.soon.${what}`, { date })} {me.roles.includes('admin') ? t(`due.do.${what}`) : t('due.tell')}
      </p>
    )
  })
}
