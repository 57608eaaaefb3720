import { useTranslation } from 'react-i18next'
import classes from './strip.module.css'

/** Stands over every page of a demonstration. */
export function DemoStrip() {
  const { t } = useTranslation('console')
  return (
    <aside aria-label={t('app.demoLabel')}>
      <p className={classes.cut} role="note">
        {t('app.demo')}
      </p>
    </aside>
  )
}
