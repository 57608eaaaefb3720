import { after } from '@shared/after'
import { SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { TextField } from '@shared/form/field'
import { formatMoment } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { Button, ButtonSave } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccounts } from '../../api/accounts/accounts'
import { copyOf, useAudit, useVerify, type Wanted } from '../../api/audit/audit'
import type { AuditRow, Verified } from '../../api/types'
import { useActor } from '../../lib/actor'
import { ConsoleFrame } from '../../lib/console-frame'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { useWords } from '../../lib/words'
import { useAuditWords } from './audit-words'
import table from '../../lib/table.module.css'
import classes from './audit.module.css'

const nothing: Wanted = { case: '', person: '', kind: '', from: '', until: '' }
const kinds = ['saw', 'sign-in', 'accounts', 'safety', 'letters'] as const

/** Who did what and when; of cases nothing that is in them. */
export function AuditPage() {
  const { t } = useTranslation('console')
  const [wanted, setWanted] = useState(nothing)
  const audit = useAudit(wanted)
  const verify = useVerify()
  const rows = audit.data?.pages.flatMap(p => p.rows) ?? []
  const about = audit.data?.pages[0]?.case
  return (
    <ConsoleFrame current="audit">
      <Header>
        <h1>{t('audit.title')}</h1>
        <span className="oso-end">
          <Button busy={verify.isPending && t('audit.verifying')} onClick={() => after(verify.mutateAsync(), { failed: 'shown' })}>
            {t('audit.verify')}
          </Button>
        </span>
      </Header>
      <main tabIndex={0} className="oso-scroll" aria-label={t('audit.title')}>
        <div className={classes.top}>
          <Search wanted={wanted} onSearch={setWanted} />
          <div role="status">{verify.data ? <Found found={verify.data} /> : null}</div>
          <FaultNote fault={verify.error} />
        </div>
        {audit.data ? (
          <>
            {rows.length > 0 ? <Rows rows={rows} /> : <div className={classes.none}><Empty what={t('audit.none')} /></div>}
            <FaultNote fault={audit.isFetchNextPageError ? audit.error : null} />
            <p className={classes.acts}>
              {audit.hasNextPage ? (
                <Button busy={audit.isFetchingNextPage && t('audit.older')} onClick={() => void audit.fetchNextPage()}>
                  {t('audit.more')}
                </Button>
              ) : null}
              {rows.length > 0 ? (
                <span className={classes.copies}>
                  {t('audit.copy')}
                  <ButtonSave kind="link" href={copyOf('csv', wanted, about?.id ?? '')}>
                    {t('audit.csv')}
                  </ButtonSave>
                  <ButtonSave kind="link" href={copyOf('jsonl', wanted, about?.id ?? '')}>
                    {t('audit.jsonl')}
                  </ButtonSave>
                  <span className="oso-small oso-ink-2">{t('audit.copyMeans')}</span>
                </span>
              ) : null}
            </p>
          </>
        ) : audit.error ? (
          <FaultPage fault={audit.error} retry={() => void audit.refetch()} />
        ) : (
          <Loading what={t('audit.loading')} />
        )}
      </main>
    </ConsoleFrame>
  )
}

function Search({ wanted, onSearch }: { wanted: Wanted; onSearch: (wanted: Wanted) => void }) {
  const { t } = useTranslation('console')
  const people = useAccounts().data?.people ?? []
  const [v, setV] = useState(wanted)
  const [asked, setAsked] = useState(false)
  const reference = v.case.replace(/\D/g, '')
  const wrong = v.case.trim() !== '' && reference.length !== 10
  const year = new Date().getFullYear()
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!wrong) onSearch({ ...v, case: reference })
  }
  return (
    <form className={classes.search} onSubmit={submit} noValidate>
      <TextField label={t('audit.case')} inputMode="numeric" maxLength={14} value={v.case} onChange={e => setV({ ...v, case: e.target.value })} error={asked && wrong ? t('audit.refused') : undefined} />
      <SelectField label={t('audit.person')} searchable clearable placeholder={t('audit.anybody')} value={v.person} onChange={person => setV({ ...v, person })} options={people.map(p => ({ value: p.id, label: p.name }))} />
      <SelectField label={t('audit.kind')} clearable placeholder={t('audit.any')} value={v.kind} onChange={kind => setV({ ...v, kind })} options={kinds.map(k => ({ value: k, label: t(`audit.kinds.${k}`) }))} />
      <div className={classes.days}>
        <DateField label={t('audit.from')} value={v.from} onChange={from => setV({ ...v, from })} earliest={1997} latest={year} />
        <DateField label={t('audit.until')} value={v.until} onChange={until => setV({ ...v, until })} earliest={1997} latest={year} />
        <span className={classes.go}>
          <Button kind="primary" size="input" type="submit">
            {t('audit.search')}
          </Button>
          <Button
            size="input"
            onClick={() => {
              setV(nothing)
              setAsked(false)
              onSearch(nothing)
            }}
          >
            {t('audit.clear')}
          </Button>
        </span>
      </div>
    </form>
  )
}

/** What a check of the chains came to, how far it read, and the first entry that is wrong. */
function Found({ found }: { found: Verified }) {
  const { t } = useTranslation('console')
  const counts = t('audit.counts', { rows: found.rows.toLocaleString('en-US'), chains: found.chains.toLocaleString('en-US'), days: found.signed_days, seconds: (found.took / 1000).toFixed(1), at: formatMoment(found.at) })
  if (found.broken.length === 0)
    return (
      <Note kind="done" title={t('audit.whole')}>
        {counts}
      </Note>
    )
  return (
    <Note kind="problem" title={t('audit.broken', { count: found.broken.length })}>
      {counts} {t('audit.brokenMeans')}
      <ul className={classes.broken}>
        {found.broken.map((b, i) => (
          <li key={i}>
            <b>{b.case ? t('audit.brokenAt', { reference: formatReference(b.case.reference), seq: b.seq }) : t('audit.brokenChain', { chain: b.chain, seq: b.seq })}</b> {b.what}
          </li>
        ))}
      </ul>
    </Note>
  )
}

function Rows({ rows }: { rows: readonly AuditRow[] }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const words = useAuditWords()
  const actor = useActor()
  return (
    <table className={`${table.table} ${classes.rows}`} data-edge>
      <thead>
        <tr>
          <th scope="col">{t('audit.at')}</th>
          <th scope="col">{t('audit.who')}</th>
          <th scope="col">{t('audit.what')}</th>
          <th scope="col">{t('audit.about')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(r => (
          <tr key={`${r.chain}/${r.seq}`}>
            <td className={table.short}>{formatMoment(r.at)}</td>
            <td>
              <bdi>{actor(r.actor)}</bdi>
              {r.role ? <span className="oso-small oso-ink-2">{t('audit.under', { role: say('role', r.role) })}</span> : null}
            </td>
            <td>
              {words.event(r.event)}
              <span className="oso-small oso-ink-2">{[r.from !== r.to && r.to ? say('state', r.to) : '', words.reason(r), r.why].filter(Boolean).join(', ')}</span>
            </td>
            <td>{r.case ? <Link to={`/case/${r.case.id}`}>{formatReference(r.case.reference)}</Link> : null}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
