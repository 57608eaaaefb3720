import { formatMoment } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { Past } from '../api/types'
import { useActor } from './actor'
import classes from './session-list.module.css'
import { useWords } from './words'

/** What was done about a person's account, the newest first. */
export function PastList({ past }: { past: readonly Past[] }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const actor = useActor()
  const words = (event: string) => {
    const [what = '', role = ''] = event.split(':')
    return say('did', what, { role: say('role', role) })
  }
  return (
    <ul className={classes.list}>
      {past.map((p, i) => (
        <li key={i}>
          <span className={classes.words}>
            <span>{words(p.event)}</span>
            <span className="oso-small oso-ink-2">
              {t('past.by', { name: actor(p.by), at: formatMoment(p.at) })}
              {p.why ? `. ${p.why}` : ''}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}
