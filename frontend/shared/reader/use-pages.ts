import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { stepped, type Zoom } from './layout'
import type { Sheets } from './roll'
import { findKey, type Finder, inField } from './use-finder'

/** Words found in a record that has pages. */
export type PageHit = { page: number; /** A part of the page's height. */ y: number }
type Found = { words: string; hits: PageHit[]; done: boolean }

type Given = {
  /** What is read: where it was left is where it opens again. */
  id: string
  pages: number
  /** How it is first seen. */
  fit: 'width' | 'page'
  /** A page that somebody was led to; another one leads on later. */
  page?: number
  onPage?: (page: number) => void
  sheets: RefObject<Sheets | null>
  /** The search, where the record has words. */
  finder?: Finder
  found?: Found
}

export type Pages = {
  count: number
  page: number
  start: number
  zoom: Zoom
  /** Dots of the screen for a point of the page that is open. */
  scale: number
  /** Degrees, clockwise. */
  turn: number
  /** The hit that is looked at, of those found; -1 none. */
  at: number
  show: (page: number) => void
  setZoom: (zoom: Zoom) => void
  larger: () => void
  smaller: () => void
  rotate: (by: 90 | -90) => void
  step: (by: 1 | -1) => void
  turnedTo: (page: number) => void
  setScale: (scale: number) => void
  onKeyDown: (e: KeyboardEvent) => void
}

type Place = { page: number; zoom: Zoom; turn: number }

// Where records were left in this session, by their ids.
const places = new Map<string, Place>()

/** What is the same of everything that has pages: place, size, turn, keys, and the way from hit to hit. */
export function usePages({ id, pages, fit, page: led, onPage, sheets, finder, found = none }: Given): Pages {
  const [left] = useState(() => places.get(id))
  const start = within(led ?? left?.page ?? 1, pages)
  const [first] = useState(start)
  const [page, setPage] = useState(start)
  const [zoom, setZoom] = useState<Zoom>(left?.zoom ?? fit)
  const [scale, setScale] = useState(1)
  const [turn, setTurn] = useState(left?.turn ?? 0)
  useEffect(() => {
    places.set(id, { page, zoom, turn })
  }, [id, page, zoom, turn])

  const tell = useRef(onPage)
  useEffect(() => {
    tell.current = onPage
  })
  const turnedTo = useCallback((n: number) => {
    setPage(n)
    tell.current?.(n)
  }, [])

  // Which hit is looked at: of these words, the first at or behind the page that is open.
  const [looked, setLooked] = useState(nowhere)
  const at = looked.words === found.words ? looked.at : -1
  if (found.words === '') {
    if (looked !== nowhere) setLooked(nowhere)
  } else if (at < 0 && found.hits.length > 0) {
    const next = found.hits.findIndex(h => h.page >= page)
    if (next >= 0 || found.done) setLooked({ words: found.words, at: Math.max(0, next) })
  }
  const step = (by: 1 | -1) => {
    const n = found.hits.length
    if (n > 0) setLooked({ words: found.words, at: (at + by + n) % n })
  }

  // Led somewhere else from outside, as by a citation or a search in all records.
  const [told, setTold] = useState(led)
  if (told !== led) {
    setTold(led)
    setLooked(nowhere)
    if (led !== undefined) setPage(within(led, pages))
  }
  const shown = useRef({ told, looked: nowhere })
  useEffect(() => {
    const was = shown.current
    shown.current = { told, looked }
    const hit = found.hits[at]
    if (was.looked !== looked && hit) sheets.current?.show(hit.page, hit.y)
    else if (was.told !== told && told !== undefined) sheets.current?.show(within(told, pages))
  })

  const show = (n: number) => sheets.current?.show(n)
  const larger = () => setZoom(stepped(scale, 1))
  const smaller = () => setZoom(stepped(scale, -1))
  const rotate = (by: 90 | -90) => setTurn(t => (t + by + 360) % 360)
  function onKeyDown(e: KeyboardEvent) {
    const chord = e.ctrlKey || e.metaKey
    if (finder && findKey(e, finder, step)) {
      // taken
    } else if (inField(e) || chord || e.altKey) return
    else if (e.key === '+' || e.key === '=') larger()
    else if (e.key === '-') smaller()
    else if (e.key === '0') setZoom(fit)
    else if (e.key === 'r') rotate(90)
    else if (e.key === 'R') rotate(-90)
    else if (e.key === 'Home') show(1)
    else if (e.key === 'End') show(pages)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  return { count: pages, page, start: first, zoom, scale, turn, at, show, setZoom, larger, smaller, rotate, step, turnedTo, setScale, onKeyDown }
}

const within = (page: number, pages: number) => Math.min(Math.max(1, page), pages)
const nowhere = { words: '', at: -1 }
const none: Found = { words: '', hits: [], done: true }
