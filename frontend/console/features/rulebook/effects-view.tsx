import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RuleEffects } from '../../api/types'
import { useWords } from '../../lib/words'
import columns from '../../lib/columns.module.css'
import table from '../../lib/table.module.css'

type Props = { effects: RuleEffects; say: (answer: string) => string }

/** What a change brings to the cases that are not released yet: shown before anybody decides. */
export function EffectsView({ effects, say }: Props) {
  const { t } = useTranslation('console')
  const words = useWords()
  const on = (day: string) => (day ? t('rulebook.onDay', { day: formatDay(day) }) : t('rulebook.atOnce'))
  const changed = effects.groups.reduce((n, g) => n + g.count, 0)
  const open = effects.open
  return (
    <section aria-label={t('rulebook.effects')} className={columns.side}>
      <p>
        <b>{open === 0 ? t('rulebook.noneOpen') : changed === 0 ? t('rulebook.noneChanged', { count: open }) : open === 1 ? t('rulebook.onlyChanged') : t('rulebook.changed', { count: changed, open })}</b>
      </p>
      {effects.frozen > 0 ? <p className="oso-small oso-ink-2">{t('rulebook.frozen', { count: effects.frozen })}</p> : null}
      {effects.unread > 0 ? <p className="oso-small">{t('rulebook.unread', { count: effects.unread })}</p> : null}
      {changed > 0 ? (
        <table className={table.table}>
          <caption className="oso-hidden">{t('rulebook.effects')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('rulebook.before')}</th>
              <th scope="col">{t('rulebook.after')}</th>
              <th scope="col">{t('rulebook.when')}</th>
              <th scope="col" className={table.number}>
                {t('rulebook.count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {effects.groups.map(g => (
              <tr key={`${g.from} ${g.to} ${g.on}`}>
                <td>{say(g.from)}</td>
                <td>{say(g.to)}</td>
                <td>{on(g.on)}</td>
                <td className={table.number}>{g.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {effects.cases.length > 0 ? (
        <details>
          <summary>{t('rulebook.which')}</summary>
          <ul className={columns.changes}>
            {effects.cases.map(c => (
              <li key={c.id}>
                <Link to={`/case/${c.id}`}>{formatReference(c.reference)}</Link>{' '}
                <span className="oso-small oso-ink-2">
                  {words('state', c.state)}; {say(c.from)} → {say(c.to)}, {on(c.on)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  )
}
