import { Button } from '@shared/ui/button'
import { Segments } from '@shared/ui/segments'
import { useTranslation } from 'react-i18next'
import { useNotes } from '../../api/notes/notes'
import type { Reviewable } from '../../api/types'
import type { Draft } from './use-draft'
import classes from './writing.module.css'

const words = ['seen', 'part', 'none'] as const

/** What the author says of one thing that was sent. */
export function SeenMark({ of, onMark }: { of: Reviewable; onMark: (seen: string) => void }) {
  const { t } = useTranslation('console')
  return <Segments label={t('review.of', { what: of.line })} value={of.seen} onChange={onMark} options={words.map(value => ({ value, label: t(`review.${value}`) }))} />
}

/** Everything that was sent, each marked by the author: the letter says it so. */
export function ReviewMarks({ caseId, review, onMark }: { caseId: string; review: Reviewable[]; onMark: Draft['mark'] }) {
  const { t } = useTranslation('console')
  const open = review.filter(r => r.seen === '')
  const looked = new Set(useNotes(caseId, true).data?.looked.map(l => l.record))
  return (
    <section aria-labelledby="review-marks">
      <p id="review-marks" className={classes.paperName}>
        {t('review.title')}
      </p>
      <p className="oso-small oso-ink-2">{review.length === 0 ? t('review.nothing') : open.length > 0 ? t('review.open', { count: open.length }) : t('review.all')}</p>
      <ul className={classes.marks}>
        {review.map(r => (
          <li key={r.key} data-open-mark={r.seen === '' || undefined}>
            <span>
              <bdi>{r.line}</bdi>
              {r.changed && r.seen === '' ? <em className={classes.markChanged}>{t('review.changed')}</em> : null}
              {r.seen === '' && r.records.length > 0 && !r.records.some(id => looked.has(id)) ? <em className={classes.markHint}>{t('review.unopened')}</em> : null}
            </span>
            <SeenMark of={r} onMark={seen => onMark([r.key], seen)} />
          </li>
        ))}
      </ul>
      {open.length > 0 && review.length > 1 ? (
        <Button
          onClick={() =>
            onMark(
              open.map(r => r.key),
              'none',
            )
          }
        >
          {t('review.rest', { count: open.length })}
        </Button>
      ) : null}
    </section>
  )
}
