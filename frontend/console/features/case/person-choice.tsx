import { formatDay } from '@shared/format/date'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Candidate } from '../../api/types'
import { Portrait } from '../../lib/portrait'
import { useWhy } from '../../lib/why'
import classes from './case.module.css'

type Props = { p: Candidate; name: string; chosen: boolean; onChoose: (id: string) => void }

/** One of those who might answer: who it is, how busy, and what speaks for and against. */
export function PersonChoice({ p, name, chosen, onChoose }: Props) {
  const { t } = useTranslation('console')
  const why = useWhy()(p)
  const id = useId()
  const load = [
    p.capacity > 0 ? t('triage.openOf', { open: p.open, of: p.capacity }) : t('triage.open', { count: p.open }),
    p.offered > 0 ? t('triage.offered', { count: p.offered }) : '',
    p.days > 0 ? t('triage.usually', { count: p.days }) : '',
  ]
  return (
    <label className={classes.person} data-chosen={chosen || undefined} data-off={!p.eligible || undefined}>
      <input
        type="radio"
        name={name}
        value={p.id}
        checked={chosen}
        disabled={!p.eligible}
        onChange={() => onChoose(p.id)}
        className={classes.radio}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-about ${id}-why`}
      />
      <Portrait name={p.name} photo={p.photo} />
      <div className="oso-grow">
        <div className={classes.personHead}>
          <h3 id={`${id}-name`}>
            <bdi>{p.name}</bdi>
          </h3>
          <span className={p.eligible ? 'oso-nowrap' : 'oso-nowrap oso-problem'}>{p.eligible ? load.filter(Boolean).join(', ') : t('triage.cannot')}</span>
        </div>
        <div id={`${id}-about`} className="oso-ink-2">
          <p dir="auto">{[p.position, p.hospital].filter(Boolean).join(', ')}</p>
          <p>
            {p.specialties.join(', ')}
            {p.specialties.length > 0 ? '. ' : ''}
            {p.eligible && p.through ? t('triage.credentials', { date: formatDay(p.through) }) : ''}
          </p>
          {p.known_for ? <p dir="auto">{t('triage.knownFor', { what: p.known_for })}</p> : null}
        </div>
        {why.length > 0 ? (
          <ul id={`${id}-why`} className={classes.why}>
            {why.map(w => (
              <li key={w.key} data-against={w.against || undefined}>
                {w.text}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </label>
  )
}
