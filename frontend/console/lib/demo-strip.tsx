import { useTranslation } from 'react-i18next'
import classes from './demo-strip.module.css'

/** Stands over every page of a demonstration. */
export function DemoStrip() {
  const { t } = useTranslation('console')
  return (
    <p className={classes.strip} role="note">
      {t('app.demo')}
    </p>
  )
}
