import { IconChevronUp } from '@tabler/icons-react'
import { Button, ButtonLink } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { Facts } from '@shared/ui/facts'
import { Glyph } from '@shared/ui/glyph'
import { Icon } from '@shared/ui/icon'
import { Loading } from '@shared/ui/states'
import { Todo, type TodoItem } from '@shared/ui/todo'
import { formatBytes } from '@shared/format/number'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCheck } from '../../api/cases/check-case'
import { useQuote } from '../../api/cases/quote-case'
import { useRecords } from '../../api/records/list-records'
import type { CaseView, Problem } from '../../bridge'
import { aboutParam, type CasePage, importCode, inParam, pageOf } from '../../lib/case-pages'
import { FaultNote } from '../../lib/fault-view'
import { useServiceWords } from '../../lib/use-service-words'
import classes from './case.module.css'

/** "[1]" of a field path as react-hook-form writes it. */
export function formPath(field: string): string {
  return field.replace(/\[(\d+)\]/g, '.$1')
}

/** Where a problem is mended: its page, at its field; of records, at what is to be decided. */
function mendAt(id: string, p: Problem): string {
  const [record] = p.records
  if (p.page === 'records' && (record || p.code === importCode)) {
    return `/case/${id}/records?${new URLSearchParams({ view: 'decide', [aboutParam]: p.code, ...(record ? { [inParam]: record } : {}) }).toString()}`
  }
  return `/case/${id}/${pageOf(p.page)}${p.field ? `?field=${encodeURIComponent(formPath(p.field))}` : ''}`
}

/** What is left before the seal, each with the link that mends it, and the next act. */
export function Readiness({ view, page }: { view: CaseView; page: CasePage }) {
  const { t } = useTranslation('desktop')
  const id = view.row.id
  const navigate = useNavigate()
  const check = useCheck(id)
  const [sheet, setSheet] = useState(false)
  if (check.error) return <FaultNote fault={check.error} />
  if (!check.data) return <Loading what={t('ready.checking')} />
  const errors = check.data.problems.filter(p => p.severity === 'error')
  const heading = errors.length > 0 ? t('ready.left', { count: errors.length }) : t('ready.none')
  const first = errors[0]

  // Never disabled: pressed too early, it goes to the first open item.
  const act = () => void navigate(first && view.editable ? mendAt(id, first) : `/case/${id}/review`)

  return (
    <>
      <h2 className={classes.readyHead}>{heading}</h2>
      <span className={classes.narrowOnly}>
        <Button kind="plain" onClick={() => setSheet(true)}>
          {errors.length > 0 ? t('ready.show') : t('ready.showChecks')} <Icon of={IconChevronUp} />
        </Button>
      </span>
      <div className={classes.readyBody}>
        <ReadyList view={view} page={page} />
      </div>
      <div className={classes.endNote}>
        <p className="oso-smallest oso-ink-3">{t('ready.safe')}</p>
        <Button wide onClick={act}>
          {t('ready.act')}
        </Button>
      </div>
      <Sheet open={sheet} onClose={() => setSheet(false)} title={heading}>
        <ReadyList view={view} page={page} onFollow={() => setSheet(false)} />
      </Sheet>
    </>
  )
}

function ReadyList({ view, page, onFollow }: { view: CaseView; page: CasePage; onFollow?: () => void }) {
  const { t } = useTranslation('desktop')
  const { t: shared } = useTranslation('shared')
  const id = view.row.id
  const check = useCheck(id).data
  const [warnings, setWarnings] = useState(false)
  if (!check) return null

  const item = (p: Problem, i: number): TodoItem => {
    const cut = p.message.search(/\.\s/)
    const rest = cut < 0 ? '' : p.message.slice(cut + 2)
    const target = pageOf(p.page)
    return {
      key: `${p.code}-${p.field}-${i}`,
      glyph: p.severity === 'warning' ? 'time' : p.page === 'records' && p.code !== 'material-not-here' ? 'problem' : 'you',
      title: cut < 0 ? p.message.replace(/\.$/, '') : p.message.slice(0, cut),
      sub: (
        <>
          {rest ? `${rest} ` : ''}
          {target === page && !p.field ? (
            t('ready.here')
          ) : (
            <Link to={mendAt(id, p)} onClick={onFollow}>
              {target === page ? shared('act.showIt') : t('ready.open', { page: t(`case.pages.${target}`).toLowerCase() })}
            </Link>
          )}
        </>
      ),
    }
  }
  const errors = check.problems.filter(p => p.severity === 'error')
  const rest = check.problems.filter(p => p.severity === 'warning')
  return (
    <>
      {errors.length > 0 ? (
        <>
          <Todo items={errors.map(item)} />
          <hr className="oso-rule" />
        </>
      ) : (
        <hr className="oso-rule" />
      )}
      <div className={classes.pass}>
        <Glyph kind="done" />
        <span>{t('ready.passed', { passed: check.passed, total: check.total })}</span>
      </div>
      {rest.length > 0 ? (
        <>
          <div className={classes.pass}>
            <Glyph kind="time" />
            <span>{t('ready.warnings', { count: rest.length })}</span>
            <span className="oso-end">
              <Button kind="link" aria-expanded={warnings} onClick={() => setWarnings(!warnings)}>
                {warnings ? shared('field.hide') : shared('field.show')}
              </Button>
            </span>
          </div>
          {warnings ? <Todo items={rest.map(item)} /> : null}
        </>
      ) : null}
      <CaseFacts view={view} />
    </>
  )
}

function CaseFacts({ view }: { view: CaseView }) {
  const { t } = useTranslation('desktop')
  const service = useServiceWords()
  const quote = useQuote(view.row.id).data
  const records = useRecords(view.row.id).data
  const { document: doc, location } = view
  const payer = !doc.payer.kind
    ? t('ready.payerOpen')
    : doc.payer.kind === 'partner'
      ? doc.payer.partner || t('ready.payerOpen')
      : quote && quote.total
        ? t('ready.payerPatient', { total: quote.total, currency: quote.currency })
        : t('order.payerPatient')
  return (
    <Facts
      facts={[
        { label: t('ready.location'), value: location.outcome === 'check' ? t('ready.locationCheck', { place: location.place }) : location.place || t('ready.locationNone') },
        { label: t('ready.service'), value: service(doc.service) },
        { label: t('ready.payer'), value: payer },
        {
          label: t('ready.records'),
          value: records && records.files > 0 ? t('ready.recordsCount', { count: records.files, bytes: formatBytes(records.bytes) }) : t('ready.recordsNone'),
        },
      ]}
    />
  )
}

/** The foot of a form page: the next page is the next act. */
export function Onward({ id, to }: { id: string; to: CasePage }) {
  const { t } = useTranslation('desktop')
  return (
    <span className="oso-end">
      <ButtonLink kind="primary" to={`/case/${id}/${to}`}>
        {t('case.continue', { page: t(`case.pages.${to}`).toLowerCase() })}
      </ButtonLink>
    </span>
  )
}
