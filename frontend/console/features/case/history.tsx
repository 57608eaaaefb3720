import { formatMoment } from '@shared/format/date'
import { Empty } from '@shared/ui/states'
import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { useWords } from '../../lib/words'
import classes from './case.module.css'

/** Everything that was done, by whom, from the audit; newest first. */
export function History({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  if (c.timeline.length === 0) return <Empty what={t('history.none')} />
  return (
    <div tabIndex={0} className={classes.scroll}>
      <ol className={classes.history}>
        {c.timeline.toReversed().map(e => (
          <li key={e.seq}>
            <time dateTime={e.at} className="oso-ink-3">
              {formatMoment(e.at)}
            </time>
            <div>
              <b>{say('event', e.event)}</b>
              {e.from !== e.to && e.to && say('state', e.to) !== say('event', e.event) ? <span className="oso-ink-2"> {say('state', e.to)}</span> : null}
              <span className="oso-small oso-ink-2">
                {e.actor ? `${e.actor}, ${say('role', e.role)}` : say('role', e.role)}
                {e.reason ? `: ${e.event === 'record-call' ? say('came', e.reason) : e.event === 'finish-task' || e.event === 'put-off-task' ? say('tasked', e.reason) : say('reason', e.reason)}` : ''}
                {e.note ? `. ${e.note}` : ''}
              </span>
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}
