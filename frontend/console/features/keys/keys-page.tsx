import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { formatDay, formatMoment } from '@shared/format/date'
import { formatFingerprint } from '@shared/format/number'
import { Button, ButtonLink } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Header, SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeys, useKeysStep } from '../../api/keys/keys'
import type { KeyEnding, KeysPage as Keys, ServiceKey } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { PastList } from '../../lib/past-list'
import { WholePage } from '../../lib/whole-page'
import table from '../../lib/table.module.css'
import classes from './keys.module.css'
import { MailDialog } from './mail-dialog'

/** What the service signs and opens with, until when, and what is seen coming. No key is ever on it. */
export function KeysPage() {
  const { t } = useTranslation('console')
  const keys = useKeys()
  return (
    <WholePage current="keys" title={t('keys.title')} loading={t('keys.loading')} asked={keys}>
      {data => <Whole keys={data} />}
    </WholePage>
  )
}

function Whole({ keys }: { keys: Keys }) {
  const { t } = useTranslation('console')
  const step = useKeysStep()
  const [fault, setFault] = useState<Fault | null>(null)
  const [looked, setLooked] = useState(false)
  const [mailing, setMailing] = useState(false)
  function renew() {
    setFault(null)
    after(step.mutateAsync({ step: 'renew', body: null }), { done: () => setLooked(true), failed: setFault })
  }
  return (
    <>
      <Header>
        <h1>{t('keys.title')}</h1>
        {keys.acts ? (
          <span className="oso-end">
            <Button busy={step.isPending && t('keys.renewing')} onClick={renew}>
              {t('keys.renew')}
            </Button>
          </span>
        ) : null}
      </Header>
      <main tabIndex={0} className={`oso-scroll ${classes.scroll}`} aria-label={t('keys.title')}>
        <div className={classes.page}>
          <FaultNote fault={fault} />
          <div role="status">{looked ? <Note>{t('keys.renewed')}</Note> : null}</div>
          <SectionHead first title={t('keys.ends')} />
          <ul className={classes.rows}>
            {keys.ends.map(e => (
              <Ending key={e.what} ending={e} acts={keys.acts} />
            ))}
            {keys.own ? (
              <li>
                <span>
                  <b>{t('keys.what.tls-certificate')}</b>
                  <span className="oso-small oso-ink-2">{t('keys.own')}</span>
                </span>
              </li>
            ) : null}
          </ul>
          <SectionHead title={t('keys.certificates')} act={<ButtonLink kind="link" to="/devices">{t('keys.toDevices')}</ButtonLink>} />
          <ul className={classes.rows}>
            {(['desk', 'team'] as const).map(of => (
              <li key={of}>
                <span>
                  <b>{t(`keys.of.${of}`)}</b>
                  <span className="oso-small oso-ink-2">{t('keys.hold', { count: keys[of].held })}</span>
                </span>
                <span className={keys[of].soon > 0 ? 'oso-time' : 'oso-ink-2'}>{keys[of].soon > 0 ? t('keys.soon', { count: keys[of].soon }) : t('keys.noneSoon')}</span>
              </li>
            ))}
          </ul>
          <p className={`${classes.below} oso-small oso-ink-2`}>{t('keys.bySelf')}</p>
          {keys.acts ? (
            <>
              <SectionHead
                title={t('keys.told')}
                act={
                  <Button kind="link" onClick={() => setMailing(true)}>
                    {t('keys.change')}
                  </Button>
                }
              />
              <p>{keys.mail.length > 0 ? keys.mail.join(', ') : t('keys.accounts')}</p>
            </>
          ) : null}
          <SectionHead title={t('keys.all')} />
          <All keys={keys.keys} />
          <SectionHead title={t('keys.past')} />
          {keys.past.length > 0 ? <PastList past={keys.past} /> : <p className="oso-ink-2">{t('keys.nothing')}</p>}
        </div>
      </main>
      {mailing ? <MailDialog now={keys.mail} onClose={() => setMailing(false)} /> : null}
    </>
  )
}

const ways = ['issuing-key', 'root-key', 'tls-certificate'] as const

/** What a person has to renew: when, by what, and who was told so far. */
function Ending({ ending, acts }: { ending: KeyEnding; acts: boolean }) {
  const { t } = useTranslation('console')
  const what = ways.find(w => w === ending.what) ?? 'issuing-key'
  const over = ending.days < 0
  const told = ending.told.at(-1)
  return (
    <li>
      <span>
        <b>{t(`keys.what.${what}`)}</b>
        <span className="oso-small oso-ink-2">{t(`keys.means.${what}`)}</span>
        {ending.due ? <span className="oso-small">{acts ? t(`due.do.${what}`) : t('due.tell')}</span> : null}
        {told ? <span className="oso-small oso-ink-2">{t('keys.toldOn', { at: formatMoment(told.at), count: ending.told.length })}</span> : null}
      </span>
      <span className={over ? 'oso-problem' : ending.due ? 'oso-time' : undefined}>
        {over ? t('keys.over', { date: formatDay(ending.until) }) : ending.days > 730 ? t('keys.untilLong', { date: formatDay(ending.until) }) : t('keys.until', { date: formatDay(ending.until), count: ending.days })}
      </span>
    </li>
  )
}

function All({ keys }: { keys: readonly ServiceKey[] }) {
  const { t } = useTranslation('console')
  return (
    <table className={table.table}>
      <caption className="oso-hidden">{t('keys.all')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('keys.key')}</th>
          <th scope="col">{t('keys.fingerprint')}</th>
          <th scope="col">{t('keys.made')}</th>
          <th scope="col">{t('keys.end')}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map(k => (
          <tr key={k.id} data-over={!k.current || undefined}>
            <th scope="row">
              {t(`keys.kinds.${k.kind}`)}
              <span className={table.below}>{k.retired ? t('keys.retired', { date: formatDay(k.retired) }) : k.current ? t('keys.current') : t('keys.before')}</span>
            </th>
            <td className="oso-mono">{formatFingerprint(k.id, 4)}</td>
            <td>{formatDay(k.made)}</td>
            <td>{formatDay(k.until)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
