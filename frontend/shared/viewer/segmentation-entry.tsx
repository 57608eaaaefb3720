import { IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import { IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import type { Other } from './contract'
import type { Stack } from './stack'
import type { Places, Segmentations } from './use-segmentations'
import classes from './viewer.module.css'
import { useWords } from './words'

type Props = { other: Other; segmentations: Segmentations; standing: { stack: Stack; index: number }; onGo: (stack: Stack, index: number) => void }

/** A segmentation: drawn over its images or not, and each of its segments by itself. */
export function SegmentationEntry({ other, segmentations, standing, onGo }: Props) {
  const { t } = useWords()
  const [says, setSays] = useState('')
  const [where, setWhere] = useState<Places>(new Map())
  const drawn = segmentations.drawn.find(d => d.record === other.record)
  const placesOf = (segment: number) => where.get(segment) ?? where.get(null) ?? []
  const goTo = (places: { stack: Stack; index: number }[]) => {
    const to = places[Math.floor(places.length / 2)]
    if (to) onGo(to.stack, to.index)
  }
  const press = async () => {
    setSays('')
    if (drawn) return segmentations.clear(other.record)
    try {
      const found = await segmentations.draw(other.record)
      if (typeof found === 'string') return setSays(t('segments.notDrawn', { why: t(`segments.why.${found}`) }))
      setWhere(found.where)
      if (found.of.cut) setSays(t('segments.cut'))
      // Whoever asks for it sees it.
      const all = [...found.where.values()].flat()
      if (!all.some(p => p.stack === standing.stack && p.index === standing.index)) goTo([...found.where.values()][0] ?? [])
    } catch (e) {
      setSays(e instanceof Error && e.message ? e.message : t('image.failed'))
    }
  }
  return (
    <li>
      <button type="button" className={classes.other} data-record={other.record} aria-pressed={drawn !== undefined} onClick={() => void press()}>
        <b>{t('others.segmentation')}</b>
        <bdi className="oso-small">{other.description}</bdi>
        <span className="oso-small oso-ink-2">{says || (drawn ? t('segments.drawn') : t('segments.draw'))}</span>
      </button>
      {drawn ? (
        <ul className={classes.segments} aria-label={t('segments.label')}>
          {drawn.of.segments.map(s => {
            const places = placesOf(s.number)
            const name = s.label || t('segments.unnamed', { number: s.number })
            return (
              <li key={s.number}>
                <label>
                  <input type="checkbox" checked={!drawn.off.has(s.number)} onChange={() => segmentations.toggle(other.record, s.number)} />
                  <svg width={12} height={12} aria-hidden>
                    <rect width={12} height={12} rx={2} fill={`rgb(${s.color.join(',')})`} />
                  </svg>
                  <bdi>{name}</bdi>
                </label>
                {places.length > 0 ? (
                  <IconButton label={t('segments.go', { name })} onClick={() => goTo(places)}>
                    <Icon of={IconArrowRight} />
                  </IconButton>
                ) : null}
              </li>
            )
          })}
        </ul>
      ) : null}
    </li>
  )
}
