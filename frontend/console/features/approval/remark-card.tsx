import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { useTranslation } from 'react-i18next'
import type { Comment } from '../../api/types'
import classes from './approval.module.css'

type Props = {
  comment: Comment
  /** Its words stand in the letter no more. */
  gone: boolean
  onChange?: () => void
  onRemove?: () => void
}

/** One comment: who said it of which words, and what its author says to it. One that is not sent yet can be changed. */
export function RemarkCard({ comment: c, gone, onChange, onRemove }: Props) {
  const { t } = useTranslation('console')
  const by = c.mine ? t('remark.you') : c.by
  return (
    <div className={classes.said} id={c.id ? `comment-${c.id}` : undefined} tabIndex={-1} data-kept={onRemove ? true : undefined}>
      <p>
        <b>{t('approve.youSaid', { by, at: formatDay(c.at) })}</b>{' '}
        {onRemove ? <span className="oso-ink-2">{t('remark.notSent')}</span> : null}
      </p>
      {c.quote ? (
        <p className={classes.quote} dir="auto">
          {gone ? <span className={classes.goneWords}>{t('remark.wordsChanged')} </span> : null}
          <q>{c.quote}</q>
        </p>
      ) : null}
      <p dir="auto" className={classes.saidText}>
        {c.text}
      </p>
      {onRemove || !c.id ? null : (
        <p className={classes.state} data-settled={c.settled || undefined}>
          <Glyph kind={c.settled ? 'done' : 'time'} />
          <span>{c.settled ? t('remark.settled', { by: c.answered_by, at: formatDay(c.answered_at ?? '') }) : t(c.answer ? 'remark.answered' : 'remark.open')}</span>
        </p>
      )}
      {c.answer ? (
        <p dir="auto" className={classes.saidText}>
          <b>{c.answered_by}:</b> {c.answer}
        </p>
      ) : null}
      {onRemove ? (
        <p className={classes.remarkActs}>
          {onChange ? (
            <Button kind="link" onClick={onChange}>
              {t('remark.change')}
            </Button>
          ) : null}
          <Button kind="link" onClick={onRemove}>
            {t('remark.remove')}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
