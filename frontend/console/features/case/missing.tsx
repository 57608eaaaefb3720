import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { targetSearch } from '@shared/viewer/target'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { hasImages, useCaseImages } from '../../api/images/case-images'
import type { Case } from '../../api/types'
import { type CheckLine, Checks } from '../../lib/checks'
import { useWords } from '../../lib/words'
import classes from './first-page.module.css'
import { type Named, shortfallsOf } from './shortfalls'

const mostLines = 8 // more are shown when asked for
const mostSeries = 4 // of one line

/** What is not there, cannot be looked at here, or falls short of what is asked. */
export function Missing({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const say = useWords()
  const [whole, setWhole] = useState(false)
  const asks = hasImages(c)
  const images = useCaseImages(c.id, asks)
  const { gaps, short } = images.data ? shortfallsOf(images.data) : { gaps: [], short: [] }
  const kept = c.records.filter(r => r.kept)
  const elsewhere = (c.document?.materials ?? []).filter(m => m.channel !== 'upload')
  const falls = (named: boolean): CheckLine[] =>
    short.filter(s => s.named === named).map(s => ({ key: s.means, glyph: 'time', text: s.means, sub: <SeriesLinks caseId={c.id} series={s.series} /> }))
  const lines: CheckLine[] = [
    ...(c.records.length === 0 ? [{ key: 'none', glyph: 'time' as const, text: t('records.none') }] : []),
    ...gaps.map(g => ({
      key: `gap ${g.uid}`,
      glyph: 'time' as const,
      text: t('first.gap', { images: g.images.map(([from, to]) => (from === to ? String(from) : t('first.range', { from, to }))).join(', ') }),
      sub: (
        <>
          {g.means ? <span className={classes.means}>{g.means}</span> : null}
          <SeriesLinks caseId={c.id} series={[g]} />
        </>
      ),
    })),
    ...falls(true),
    ...kept.map(r => ({ key: r.id, glyph: 'time' as const, text: <bdi>{t('first.kept', { name: r.name })}</bdi>, sub: r.kept })),
    ...elsewhere.map((m, i) => ({ key: `sent ${i}`, glyph: 'time' as const, text: t('first.elsewhere', { what: m.description, way: say('channel', m.channel) }) })),
    ...c.overreads
      .filter(o => !o.mine && (o.state === 'ordered' || o.state === 'assigned'))
      .map(o => ({ key: o.kind, glyph: 'time' as const, text: t(o.kind === 'pathology' ? 'first.pathology' : 'first.imaging') })),
    ...falls(false),
  ]
  const shown = whole ? lines : lines.slice(0, mostLines)
  return (
    <>
      {lines.length > 0 ? <Checks lines={shown} /> : null}
      {lines.length > mostLines ? (
        <Button kind="link" className={classes.more} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t('first.fewer') : t('first.more', { count: lines.length - mostLines })}
        </Button>
      ) : null}
      {/* What is not known yet is not told as nothing. */}
      {asks && images.isPending ? (
        <p role="status" className="oso-ink-2">
          {t('first.reading')}
        </p>
      ) : images.error && !images.data ? (
        <p role="alert" className={classes.unread}>
          <span>
            {t('first.unread')} {images.error.message || shared('fault.unknown')}
          </span>
          <Button busy={images.isFetching && t('first.reading')} onClick={() => void images.refetch()}>
            {t('fault.again')}
          </Button>
        </p>
      ) : lines.length === 0 ? (
        <p className="oso-ink-2">{t('first.nothingMissing')}</p>
      ) : null}
    </>
  )
}

/** The ways to the series that a line is about. */
function SeriesLinks({ caseId, series }: { caseId: string; series: Named[] }) {
  const { t } = useTranslation('console')
  const [whole, setWhole] = useState(false)
  const shown = whole ? series : series.slice(0, mostSeries)
  return (
    <ul className={classes.series}>
      {shown.map(s => (
        <li key={s.uid}>
          <Link to={`/case/${caseId}/images${targetSearch({ series: s.uid })}`}>
            <bdi>{s.name}</bdi>
          </Link>{' '}
          <span className="oso-ink-3">{[s.number === null ? '' : t('first.series', { number: s.number }), s.date ? formatDay(s.date) : ''].filter(Boolean).join(', ')}</span>
        </li>
      ))}
      {series.length > mostSeries ? (
        <li>
          <Button kind="link" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? t('first.fewer') : t('first.moreSeries', { count: series.length - mostSeries })}
          </Button>
        </li>
      ) : null}
    </ul>
  )
}
