import { formatMoment } from '@shared/format/date'
import { Header } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import { useTranslation } from 'react-i18next'
import { useMails } from '../../api/mails/get-mails'
import { ConsoleFrame } from '../../lib/console-frame'
import { FaultPage } from '../../lib/fault-view'
import classes from './mails.module.css'

/** What a demonstration would have sent. */
export function MailsPage() {
  const { t } = useTranslation('console')
  const mails = useMails()
  return (
    <ConsoleFrame current="mails">
      <Header>
        <h1>{t('mails.title')}</h1>
        <span className="oso-small oso-ink-2">{t('mails.lead')}</span>
      </Header>
      <main tabIndex={0} className={classes.scroll}>
        {mails.data ? null : mails.error ? <FaultPage fault={mails.error} retry={() => void mails.refetch()} /> : <Loading what={t('mails.loading')} />}
        {mails.data?.length === 0 ? <Empty what={t('mails.none')} how={t('mails.noneHow')} /> : null}
        <ol className={classes.list}>
          {(mails.data ?? []).map(m => (
            <li key={m.id} className={classes.mail}>
              <div className={classes.head}>
                <b>{m.subject}</b>
                <time dateTime={m.at} className="oso-ink-3 oso-nowrap">
                  {formatMoment(m.at)}
                </time>
              </div>
              <span className="oso-small oso-ink-2">
                {t('mails.to')} <bdi>{m.to}</bdi>
              </span>
              <p className={classes.text}>{m.text}</p>
            </li>
          ))}
        </ol>
      </main>
    </ConsoleFrame>
  )
}
