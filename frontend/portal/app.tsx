import { Note } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import classes from './portal.module.css'

const steps = ['agree', 'send', 'write', 'read'] as const
const needs = ['doctor', 'questions', 'records'] as const

/** What a patient may know before there is an account to sign in to. It asks for nothing and keeps nothing. */
export function App() {
  const { t } = useTranslation('portal')
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <span className={classes.wordmark}>{t('app.name')}</span>
      </header>
      <main className={classes.main}>
        <div>
          <h1 className={classes.title}>{t('home.title')}</h1>
          <p className={classes.lead}>{t('home.lead')}</p>
          <div className={classes.note}>
            <Note kind="info" title={t('home.notYet')}>
              {t('home.notYetSays')}
            </Note>
          </div>
          <h2>{t('home.how')}</h2>
          <ol className={classes.steps}>
            {steps.map(s => (
              <li key={s}>{t(`home.steps.${s}`)}</li>
            ))}
          </ol>
        </div>
        <aside className={classes.aside}>
          <h2>{t('home.need')}</h2>
          <ul className={classes.needs}>
            {needs.map(n => (
              <li key={n}>{t(`home.needs.${n}`)}</li>
            ))}
          </ul>
          <h2>{t('home.worse')}</h2>
          <p className="oso-ink-2">{t('home.worseSays')}</p>
        </aside>
      </main>
    </div>
  )
}
