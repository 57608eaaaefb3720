import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Move } from '../../api/types'
import classes from './holidays.module.css'

const most = 50 // as many as somebody looks through

/** Whose date moves, from when and to when: shown before anybody decides. */
export function Moves({ moves }: { moves: readonly Move[] }) {
  const { t } = useTranslation('console')
  if (moves.length === 0) return <p className="oso-small oso-ink-2">{t('holidays.movesNone')}</p>
  return (
    <>
      <p className="oso-small">{t('holidays.moves', { count: moves.length })}</p>
      <table className={classes.list}>
        <thead>
          <tr>
            <th scope="col">{t('list.reference')}</th>
            <th scope="col">{t('holidays.what')}</th>
            <th scope="col">{t('holidays.from')}</th>
            <th scope="col">{t('holidays.to')}</th>
          </tr>
        </thead>
        <tbody>
          {moves.slice(0, most).map(m => (
            <tr key={`${m.case} ${m.what}`}>
              <th scope="row">
                <Link to={`/case/${m.case}`}>{m.reference}</Link>
              </th>
              <td>{m.what === 'breach' ? t('holidays.clock') : t('holidays.call')}</td>
              <td>{formatDay(m.from)}</td>
              <td>{formatDay(m.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {moves.length > most ? <p className="oso-small oso-ink-2">{t('holidays.movesMore', { count: moves.length - most })}</p> : null}
    </>
  )
}
