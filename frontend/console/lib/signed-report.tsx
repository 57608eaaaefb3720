import { formatDay } from '@shared/format/date'
import { formatFingerprint } from '@shared/format/number'
import { Note } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import type { Case, Overread, SignedReport as Signed } from '../api/types'
import { CitedText } from './cited-text'
import classes from './signed-report.module.css'
import { useWords } from './words'

/** What the reader of a formal review signed: the report, what was added to it, by whom and when. */
export function SignedReport({ c, of }: { c: Case; of: Overread }) {
  const { t } = useTranslation('console')
  const say = useWords()
  if (!of.signed) return null
  return (
    <article className={classes.report} aria-label={say('service', `${of.kind}-review`)}>
      {of.doubted_at ? (
        <Note kind="problem" title={t('reading.doubted')}>
          {of.mine ? t('reading.doubtedMine') : t('reading.doubtedTheirs')}
        </Note>
      ) : null}
      <h2>{say('service', `${of.kind}-review`)}</h2>
      <Part c={c} of={of.signed} />
      {(of.addenda ?? []).map(a => (
        <section key={a.fingerprint}>
          <h2>{t('reading.addendumOf', { date: formatDay(a.at) })}</h2>
          <Part c={c} of={a} />
        </section>
      ))}
    </article>
  )
}

function Part({ c, of }: { c: Case; of: Signed }) {
  const { t } = useTranslation('console')
  return (
    <>
      <div className={classes.text}>
        <CitedText c={c} text={of.text} citations={of.citations} />
      </div>
      <p className={classes.signature}>
        {t('reading.signedBy', { name: of.by, date: formatDay(of.at) })}
        {of.as ? <span className="oso-ink-2"> {of.as}.</span> : null} <span className="oso-ink-3">{t('reading.fingerprint', { print: formatFingerprint(of.fingerprint, 3) })}</span>
      </p>
    </>
  )
}
