import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Requests } from '../../api/acts'
import type { Case, Overread, Review } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { Checks, type CheckLine } from '../../lib/checks'
import { formatMoney } from '../../lib/money'
import { useWords } from '../../lib/words'
import { Holdings } from './holdings'

type Asked = { act: 'order-overread' | 'assign-overread'; kind: Requests['order-overread']['kind'] }

/** The formal reviews beside the opinion: what is ordered, and what may be, by the place and at what price. */
export function Reviews({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [asked, setAsked] = useState<Asked | null>(null)
  const kinds = ['imaging', 'pathology'] as const
  const done = (kind: string) => c.overreads.find(o => o.kind === kind)
  const may = (kind: string) => c.reviews.find(r => r.kind === kind)

  function stands(o: Overread): string {
    if (o.doubted_at) return t('reading.doubted')
    if (o.state === 'assigned' && o.due_at) return t('reviews.due', { date: formatDay(o.due_at) })
    if (o.state === 'final' && o.finished_at) return t('reviews.final', { date: formatDay(o.finished_at) })
    return [t(`reviews.state.${o.state}` as 'reviews.state.ordered', { defaultValue: o.state }), say('reason', o.reason)].filter(Boolean).join(': ')
  }
  function price(r: Review): string {
    if (r.estimated) return t('reviews.estimated')
    return r.currency ? t('reviews.adds', { amount: formatMoney(r.cents, r.currency) }) : ''
  }
  const lines = kinds.flatMap((kind): CheckLine[] => {
    const o = done(kind)
    const r = may(kind)
    const open = o && (o.state === 'ordered' || o.state === 'assigned')
    const orders = r && !r.closed && c.acts.includes('order-overread') && (!o || o.state === 'not-available' || o.state === 'removed')
    if (!o && (!r || (!orders && !r.closed))) return [] // nothing to tell, and nothing to do
    return [
      {
        key: kind,
        glyph: r?.closed || o?.doubted_at ? 'time' : !o ? 'draft' : o.state === 'ordered' ? 'you' : open ? 'us' : 'done',
        text: say('service', `${kind}-review`),
        sub: r?.closed ? (
          <>
            {r.closed} {r.source ? t('reviews.source', { source: r.source }) : ''}
          </>
        ) : (
          [o ? [stands(o), o.reader?.name].filter(Boolean).join(', ') : t('reviews.none'), r && (orders || (open && !r.estimated)) ? price(r) : ''].filter(Boolean).join('. ')
        ),
        acts:
          (o?.state === 'ordered' || (o?.state === 'assigned' && o.due_at && new Date(o.due_at) < new Date())) && c.acts.includes('assign-overread') ? (
            <Button onClick={() => setAsked({ act: 'assign-overread', kind })}>{say('act', 'assign-overread')}</Button>
          ) : orders ? (
            <Button kind="plain" onClick={() => setAsked({ act: 'order-overread', kind })}>
              {t('reviews.order')}
            </Button>
          ) : null,
      },
    ]
  })
  if (lines.length === 0) return null // then no reader has anything either
  return (
    <>
      <SectionHead title={t('stageHead.reviews')} />
      <Checks lines={lines} />
      <Holdings c={c} review="" />
      {asked ? <ActDialog key={asked.act} c={c} act={asked.act} given={{ kind: asked.kind }} about={say('service', `${asked.kind}-review`)} onClose={() => setAsked(null)} /> : null}
    </>
  )
}
