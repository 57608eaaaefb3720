import { type KeyboardEvent, type ReactNode, type Ref, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { gap, pageAt, scaleOf, type Size, tops, type Zoom } from './layout'
import classes from './reader.module.css'

export type Sheets = {
  /** Shows a page from a part of its height on. */
  show: (page: number, y?: number) => void
  focus: () => void
}

/** How one page is to be drawn. */
export type SheetPlace = { page: number; scale: number; size: Size; learn: (page: number, size: Size) => void }

type Props = {
  pages: number
  zoom: Zoom
  turn: number
  label: string
  start: number
  ref: Ref<Sheets>
  sheet: (place: SheetPlace) => ReactNode
  onPage: (page: number) => void
  onScale: (scale: number) => void
  onKeyDown?: (e: KeyboardEvent) => void
}

const paper: Size = { width: 595, height: 842 } // A4, until a page is known

/** All pages below one another; only those in sight are there. */
export function Roll({ pages, zoom, turn, label, start, ref, sheet, onPage, onScale, onKeyDown }: Props) {
  const view = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState<Size>({ width: 0, height: 0 })
  const [scroll, setScroll] = useState(0)
  const [sizes, setSizes] = useState<ReadonlyMap<number, Size>>(new Map())
  const [here, setHere] = useState(start)
  // What is looked at stays where it is while sizes and zoom change: a page, and a part of it.
  const place = useRef({ page: start, y: 0 })
  const usual = sizes.values().next().value ?? paper

  const sizeOf = useCallback((page: number) => sizes.get(page) ?? usual, [sizes, usual])
  const scaleAt = useCallback((page: number) => scaleOf(zoom, sizeOf(page), { width: room.width - 24, height: room.height - 24 }), [zoom, sizeOf, room])
  const heightOf = useCallback((page: number) => Math.max(1, Math.round(sizeOf(page).height * scaleAt(page))), [sizeOf, scaleAt])
  const starts = useMemo(() => tops(pages, heightOf), [pages, heightOf])
  const end = starts[pages] ?? 0
  const scale = scaleAt(here)

  useEffect(() => onScale(scale), [scale, onScale])

  // Another turn: what was known of the pages' sizes is so no more.
  const [turned, setTurned] = useState(turn)
  if (turned !== turn) {
    setTurned(turn)
    if ((turn - turned) % 180 !== 0) setSizes(new Map([...sizes].map(([n, s]) => [n, { width: s.height, height: s.width }])))
  }

  useLayoutEffect(() => {
    const el = view.current
    if (!el) return
    const see = () => setRoom({ width: el.clientWidth, height: el.clientHeight })
    see()
    const watch = new ResizeObserver(see)
    watch.observe(el)
    return () => watch.disconnect()
  }, [])

  useLayoutEffect(() => {
    const el = view.current
    if (!el || room.height === 0) return
    const { page, y } = place.current
    el.scrollTop = (starts[page - 1] ?? 0) + y * heightOf(page)
  }, [starts, room.height, heightOf])

  const settle = useCallback(() => {
    const el = view.current
    if (!el) return
    const page = pageAt(starts, el.scrollTop)
    place.current = { page, y: (el.scrollTop - (starts[page - 1] ?? 0)) / heightOf(page) }
    setScroll(el.scrollTop)
    const now = pageAt(starts, el.scrollTop + el.clientHeight / 3)
    setHere(now)
    onPage(now)
  }, [starts, heightOf, onPage])

  useImperativeHandle(ref, () => ({
    show: (page, y = 0) => {
      const el = view.current
      if (!el) return
      if (room.height === 0) {
        place.current = { page, y: 0 } // before anything is measured
        return
      }
      const within = Math.max(0, y * heightOf(page) - (y > 0 ? el.clientHeight / 3 : 0))
      place.current = { page, y: within / heightOf(page) }
      el.scrollTop = (starts[page - 1] ?? 0) - (y > 0 ? 0 : gap / 2) + within
      settle()
      setHere(page)
      onPage(page)
    },
    focus: () => view.current?.focus({ preventScroll: true }),
  }))

  const learn = useCallback((page: number, size: Size) => {
    setSizes(known => {
      const old = known.get(page)
      return old && old.width === size.width && old.height === size.height ? known : new Map(known).set(page, size)
    })
  }, [])

  const shown: number[] = []
  if (room.height > 0) {
    const [from, to] = [pageAt(starts, scroll - room.height / 2), pageAt(starts, scroll + room.height * 1.5)]
    for (let n = from; n <= to; n++) shown.push(n)
  }
  return (
    <div ref={view} className={classes.sheets} tabIndex={0} data-reading role="group" aria-label={label} onScroll={settle} onKeyDown={onKeyDown}>
      <div className={classes.roll} style={{ height: end, width: Math.max(...shown.map(n => sizeOf(n).width * scaleAt(n)), 0) + 24, minWidth: '100%' }}>
        {shown.map(n => (
          <div key={n} className={classes.place} style={{ top: starts[n - 1] }}>
            {sheet({ page: n, scale: scaleAt(n), size: sizeOf(n), learn })}
          </div>
        ))}
      </div>
    </div>
  )
}
