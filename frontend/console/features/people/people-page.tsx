import { formatDay } from '@shared/format/date'
import { Header } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import { useTranslation } from 'react-i18next'
import { usePeople } from '../../api/people/get-people'
import { ConsoleFrame } from '../../lib/console-frame'
import { FaultPage } from '../../lib/fault-view'
import { useWords } from '../../lib/words'
import classes from './people.module.css'

/** The directory of those who write and read (R65). */
export function PeoplePage() {
  const { t } = useTranslation('console')
  const say = useWords()
  const people = usePeople()
  const list = (people.data?.people ?? []).filter(p => p.listed)
  return (
    <ConsoleFrame current="people">
      <Header>
        <h1>{t('people.title')}</h1>
      </Header>
      <main tabIndex={0} className={classes.scroll}>
        {people.data ? null : people.error ? <FaultPage fault={people.error} retry={() => void people.refetch()} /> : <Loading what={t('people.loading')} />}
        {people.data && list.length === 0 ? <Empty what={t('people.none')} how={t('people.noneHow')} /> : null}
        {list.length > 0 ? (
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('people.name')}</th>
                <th scope="col">{t('people.specialty')}</th>
                <th scope="col">{t('people.role')}</th>
                <th scope="col">{t('people.until')}</th>
                <th scope="col" className={classes.number}>
                  {t('people.open')}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map(p => (
                <tr key={p.id}>
                  <th scope="row">
                    <bdi>{p.name}</bdi> <span className="oso-ink-3">{p.titles.split(';')[0]}</span>
                  </th>
                  <td>{p.specialties.join(', ') || '–'}</td>
                  <td>{p.roles.map(r => say('role', r)).join(', ')}</td>
                  <td>{p.through ? formatDay(p.through) : '–'}</td>
                  <td className={classes.number}>{p.open}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </main>
    </ConsoleFrame>
  )
}
