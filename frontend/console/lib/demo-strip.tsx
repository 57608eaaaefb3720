import { useTranslation } from 'react-i18next'
import classes from './strip.module.css'

/** Stands over every page of a demonstration. */
export function DemoStrip() {
  const { t } = useTranslation('console')
  return (
    <p className={classes.cut} role="note">
      {t('app.demo')}
    </p>
  )
}
