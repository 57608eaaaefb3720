import type { KeyboardEvent, PointerEvent } from 'react'
import type { Stack } from './stack'
import classes from './viewer.module.css'
import { useWords } from './words'

type Props = { stack: Stack; index: number; /** Where key images are. */ keys: number[]; /** Its window is the chosen one: on the way to something else the keys pass no other. */ active: boolean; onGo: (index: number) => void }

/** The scroll bar of a series, with what is missing marked where it is missed, and a line at each key image. */
export function Rail({ stack, index, keys: marked, active, onGo }: Props) {
  const { t } = useWords()
  const total = stack.slots.length
  const at = (i: number) => `${(100 * i) / Math.max(1, total)}%`
  const go = (e: PointerEvent<HTMLDivElement>) => {
    const box = e.currentTarget.getBoundingClientRect()
    onGo(Math.min(total - 1, Math.max(0, Math.floor(((e.clientY - box.top) / box.height) * total))))
  }
  const keys = (e: KeyboardEvent) => {
    const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: total - 1, PageUp: index - 10, PageDown: index + 10 }[e.key]
    if (to === undefined) return
    e.preventDefault()
    e.stopPropagation()
    onGo(Math.min(total - 1, Math.max(0, to)))
  }
  return (
    <div
      className={classes.rail}
      role="slider"
      aria-orientation="vertical"
      aria-label={t('image.rail')}
      aria-valuemin={1}
      aria-valuemax={total}
      aria-valuenow={index + 1}
      aria-valuetext={t(marked.includes(index) ? 'image.ofKey' : 'image.of', { number: index + 1, total })}
      tabIndex={active ? 0 : -1}
      onKeyDown={keys}
      onPointerDown={e => {
        e.currentTarget.setPointerCapture(e.pointerId)
        go(e)
      }}
      onPointerMove={e => {
        if (e.currentTarget.hasPointerCapture(e.pointerId)) go(e)
      }}
    >
      <span className={classes.track} />
      {stack.gaps.map((g, i) => (
        <span key={i} className={classes.gap} style={{ top: at(g.before) }} title={t('series.missing', { count: g.count })} />
      ))}
      <span className={classes.thumb} style={{ top: at(index), height: `max(${at(1)}, 1.25rem)` }} />
      {[...new Set(marked)].map(i => (
        <span key={`key${i}`} className={classes.keyTick} data-key-image={i + 1} style={{ top: `calc(${at(i + 0.5)} - 1px)` }} />
      ))}
    </div>
  )
}
