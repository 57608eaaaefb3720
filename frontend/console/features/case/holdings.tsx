import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Requests } from '../../api/acts'
import type { Case, Holding } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { Checks, type CheckLine } from '../../lib/checks'
import classes from './case.module.css'

type Asked = { act: 'take-material'; material: string; kind: string } | { act: 'give-back-material'; material: string }

/** Slides, blocks and discs: with whom they are, since when, and where they lie. review: the one whose reader looks; '' for the desk. */
export function Holdings({ c, review }: { c: Case; review: string }) {
  const { t } = useTranslation('console')
  const [asked, setAsked] = useState<Asked | null>(null)
  // At the desk: for whose review a thing is taken, the pathologist's first.
  const read = review || (['pathology', 'imaging'].find(k => c.overreads.some(o => o.kind === k && o.reader)) ?? '')
  const here = c.holdings.filter(x => x.state === 'arrived' && !x.sent)
  if (here.length === 0 || !read) return null
  const lines = here.map((x): CheckLine => {
    const out = x.loans.find(l => !l.back)
    const mayGive = out && (out.mine || !review)
    return {
      key: x.material,
      glyph: out ? (out.mine ? 'you' : 'us') : 'draft',
      text: x.description,
      sub: stands(x),
      acts: !out ? (
        c.acts.includes('take-material') ? (
          <Button kind="plain" onClick={() => setAsked({ act: 'take-material', material: x.material, kind: read })}>
            {review ? t('holdings.take') : t('holdings.lend')}
          </Button>
        ) : null
      ) : mayGive && c.acts.includes('give-back-material') ? (
        <Button kind="plain" onClick={() => setAsked({ act: 'give-back-material', material: x.material })}>
          {review ? t('holdings.giveBack') : t('holdings.back')}
        </Button>
      ) : null,
    }
  })

  function stands(x: Holding): string {
    const last = x.loans.at(-1)
    if (!last) return t('holdings.here')
    if (last.back) return [t('holdings.cameBack', { date: formatDay(last.back) }), last.place].filter(Boolean).join('. ')
    const who = last.mine && review ? t('holdings.withYou', { date: formatDay(last.taken) }) : last.reader.name ? t('holdings.with', { name: last.reader.name, date: formatDay(last.taken) }) : t('holdings.withOther', { date: formatDay(last.taken) })
    return [who, last.place].filter(Boolean).join('. ')
  }

  const given = asked ? (asked.act === 'take-material' ? ({ kind: asked.kind, material: asked.material } satisfies Partial<Requests['take-material']>) : { material: asked.material }) : {}
  return (
    <>
      <h3 className={classes.bit}>{t('holdings.title')}</h3>
      <Checks lines={lines} />
      {asked ? <ActDialog key={asked.act} c={c} act={asked.act} given={given} onClose={() => setAsked(null)} /> : null}
    </>
  )
}
