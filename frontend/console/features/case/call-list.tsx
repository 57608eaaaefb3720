import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Empty } from '@shared/ui/states'
import { useTranslation } from 'react-i18next'
import type { Call, Case } from '../../api/types'
import { newOnce } from '../../lib/once'
import { useWords } from '../../lib/words'
import type { CallGiven } from './contacts'
import classes from './contacts.module.css'

/** Calls about the case, the newest first. What was wrong stays, with the entry that says so. */
export function CallList({ c, onCorrect }: { c: Case; onCorrect?: (given: CallGiven) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  if (c.calls.length === 0) return <Empty what={t('call.none')} />
  const whom = (x: Call) => c.parties.find(p => p.party === x.party)?.name ?? ''
  return (
    <ol className={classes.calls}>
      {c.calls.map(x => (
        <li key={x.id} data-wrong={x.wrong || undefined}>
          <time dateTime={x.at} className="oso-ink-3">
            {formatMoment(x.at)}
          </time>
          <div>
            <b>{say('came', x.came)}</b>
            {': '}
            {[whom(x) ? `${whom(x)} (${say('party', x.party)})` : say('party', x.party), x.number, x.with ? t('call.with', { name: x.with }) : ''].filter(Boolean).join(', ')}
            {x.said ? <p className={classes.said}>{x.said}</p> : null}
            <span className="oso-small oso-ink-2">
              {[x.by, x.again ? t('call.promised', { at: formatMoment(x.again) }) : '', x.corrects ? t('call.corrects', { at: formatMoment(c.calls.find(y => y.id === x.corrects)?.at ?? '') }) : '', x.wrong ? t('call.wrong') : '']
                .filter(Boolean)
                .join('. ')}
            </span>
          </div>
          {onCorrect && !x.wrong ? (
            <Button kind="link" aria-label={t('call.correctOf', { at: formatMoment(x.at) })} onClick={() => onCorrect({ party: x.party, ...(x.number ? { number: x.number } : {}), corrects: x.id, once: newOnce() })}>
              {t('call.correct')}
            </Button>
          ) : null}
        </li>
      ))}
    </ol>
  )
}
