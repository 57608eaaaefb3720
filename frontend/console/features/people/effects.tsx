import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { EffectsOfProfile } from '../../api/types'
import { Sample } from '../../lib/sample'
import { useWords } from '../../lib/words'
import classes from './people.module.css'

/** What an entry brings: until when the person may be asked, how letters end, whose cases it touches. */
export function Brings({ effects, would }: { effects: EffectsOfProfile; name: string; would?: boolean }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const { signature, bars, through, work } = effects
  return (
    <>
      {bars.length > 0 ? (
        <p className="oso-problem">
          {t(would ? 'people.barredWould' : 'people.barred')} {bars.map(b => say('why', b)).join(', ')}.
        </p>
      ) : (
        <p>{t(would ? 'people.fitWould' : 'people.fit', { date: formatDay(through) })}</p>
      )}
      {work.length > 0 ? (
        <ul className={classes.work}>
          {work.map(w => (
            <li key={`${w.case} ${w.what}`}>
              <Link to={`/case/${w.case}`}>{w.reference}</Link> {t(`people.work.${w.what}`)}
            </li>
          ))}
        </ul>
      ) : null}
      <Sample caption={t(would ? 'people.lettersWould' : 'people.letters')}>
        <p className={classes.signature} dir="auto">
          <b>{signature.name}</b>
          {signature.lines.map(l => (
            <span key={l}>{l}</span>
          ))}
        </p>
      </Sample>
    </>
  )
}
