import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import { useChooseTable } from '../../api/disc/choose-table'
import { Fault, type DiscState } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './disc.module.css'

/** How many rows without records are named. */
const named = 8

/** A table of the cases that lies beside the records: what it has, and what of it finds nothing. */
export function TableOfCases({ state }: { state: DiscState }) {
  const { t } = useTranslation('desktop')
  const choose = useChooseTable()
  const { table } = state
  if (state.seen.people.length < 2 && !table.name) return null
  return (
    <div className={classes.tableOf}>
      {table.name && !table.fault.kind ? (
        <p className="oso-small oso-ink-2">
          <bdi>{t('disc.table', { name: table.name, count: table.rows })}</bdi> {table.ignored.length > 0 ? t('disc.tableIgnored', { names: table.ignored.join(', ') }) : null}
        </p>
      ) : null}
      {table.fault.kind ? <FaultNote fault={new Fault(table.fault.kind, table.fault.message)} /> : null}
      {table.without.length > 0 ? (
        <Note kind="time" title={t('disc.tableWithout', { count: table.without.length, name: table.name })}>
          {table.without.slice(0, named).map(l => (
            <bdi key={l.line} className={classes.fact}>
              {t('disc.tableRow', { line: l.line, name: l.name || t('disc.nameless'), why: l.problems.join(' ') })}
            </bdi>
          ))}
          {table.without.length > named ? t('disc.andMore', { count: table.without.length - named }) : null}
        </Note>
      ) : null}
      <Button kind="link" onClick={() => choose.mutate()}>
        {table.name ? t('disc.tableOther') : t('disc.tableAdd')}
      </Button>
      <FaultNote fault={choose.error} />
    </div>
  )
}
