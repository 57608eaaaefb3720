import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import type { Factor } from '../api/types'
import { CopyButton } from './copy-button'
import classes from './factor.module.css'
import { useBeforeUnload } from './leave-dialog'
import { QRCode } from './qr-code'

/** A second factor as an authenticator takes it: a picture, or its letters. */
export function FactorShown({ factor }: { factor: Factor }) {
  const { t } = useTranslation('console')
  return (
    <div className={classes.factor}>
      <QRCode rows={factor.qr} label={t('factor.picture')} className={classes.qr} />
      <div>
        <p>{t('factor.scan')}</p>
        <p className="oso-small oso-ink-2">{t('factor.byHand')}</p>
        <p className={`${classes.secret} oso-mono`}>
          {factor.secret.match(/.{1,4}/g)?.join(' ')}
          <CopyButton text={factor.secret} what={t('factor.secret')} />
        </p>
      </div>
    </div>
  )
}

/** Recovery codes, shown once: to print, or to keep in a password manager. */
export function RecoveryCodes({ codes, onDone, done }: { codes: readonly string[]; onDone: () => void; done: string }) {
  const { t } = useTranslation('console')
  useBeforeUnload(true)
  return (
    <section aria-labelledby="recovery-codes">
      <h2 id="recovery-codes">{t('factor.codes')}</h2>
      <p>{t('factor.codesLead')}</p>
      <ol className={`${classes.codes} oso-mono`}>
        {codes.map(c => (
          <li key={c}>{c}</li>
        ))}
      </ol>
      <Note kind="time">{t('factor.codesOnce')}</Note>
      <p className={classes.acts}>
        <Button kind="primary" onClick={onDone}>
          {done}
        </Button>
        <Button onClick={() => window.print()}>{t('factor.print')}</Button>
        <CopyButton text={codes.join('\n')} what={t('factor.codes')} />
      </p>
    </section>
  )
}
