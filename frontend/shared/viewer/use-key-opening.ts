import { useCallback, useEffect, useRef } from 'react'
import type { KeyImage } from '../wire/key-image'
import { type Frames, keyOf, type Shown } from './frames'
import { type Applied, opened, viewOfKeyImage } from './key-images'
import type { Presentation } from './presentation'
import { find, type Stack } from './stack'
import type { usePanes } from './use-panes'
import type { Size } from './view'
import { useWords } from './words'

/** Where a key image opens, as it was seen but for its part. */
export function keyStart(stacks: Stack[], k: KeyImage) {
  const at = find(stacks, { record: k.record, frame: k.frame })
  return at && { ...at, view: viewOfKeyImage(k) }
}

type Given = {
  frames: Frames
  stacks: Stack[]
  panes: ReturnType<typeof usePanes>
  applied: Applied
  onApply: (record: string, presentation: Presentation | null) => void
  onSlide: (slide: Stack, keyImage: string) => void
  say: (words: string) => void
  room: () => Size
  /** The one that the viewer opens with. */
  first?: KeyImage
}

/** Opens key images as they were seen: a state by its own, which may have to be fetched, then the image, then its part. */
export function useKeyOpening({ frames, stacks, panes, applied, onApply, onSlide, say, room, first }: Given) {
  const { t } = useWords()
  // The one that is opened, and in which window, until its image stands there or somebody goes elsewhere.
  const wanted = useRef<{ k: KeyImage; state: Presentation | null; pane: number } | null>(first ? { k: first, state: null, pane: panes.active } : null)
  const now = useRef({ panes, applied })
  useEffect(() => {
    now.current = { panes, applied }
  })
  const asked = useRef(0)
  const { active, pane } = panes
  /** What is asked for here, and where: over when something else is asked for, or somebody has gone on to another image, window or state. */
  const begin = (): (() => boolean) => {
    const turn = ++asked.current
    return () => {
      const { panes: p, applied: a } = now.current
      return turn === asked.current && p.active === active && p.pane.stack === pane.stack && p.pane.index === pane.index && a.record === applied.record
    }
  }
  const open = async (k: KeyImage) => {
    const at = keyStart(stacks, k)
    if (!at) return
    if (at.stack.slide) return onSlide(at.stack, k.id)
    const still = begin()
    const turn = asked.current
    let state: Presentation | null = null
    let says = ''
    try {
      state = await frames.state(k)
    } catch {
      says = t('key.stateless')
    }
    const isWanted = still()
    // Of the one that was asked for since, its own opening says what is to be said.
    if (turn === asked.current) say(isWanted ? says : '')
    if (!isWanted) return
    onApply(state && k.state ? k.state.record : '', state)
    const { standing, pane } = now.current.panes
    const standsNow = standing.shown && keyOf(standing.shown.place) === keyOf(k) && pane.stack === at.stack
    wanted.current = standsNow ? null : { k, state, pane: now.current.panes.active }
    panes.choose(at.stack, at.index, standsNow && standing.shown ? opened(k, standing.shown, state, room()) : at.view)
  }
  useEffect(() => {
    // Nothing is set at once: its state is waited for before.
    if (first?.state) void open(first)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once
  }, [])
  // Who has gone on from it in that window comes back to the image as it is.
  const { panes: windows, layout } = panes
  useEffect(() => {
    const w = wanted.current
    const there = w && w.pane < layout ? windows[w.pane] : undefined
    const place = there?.stack.slots[there.index]?.place
    if (w && !(place && keyOf(place) === keyOf(w.k))) wanted.current = null
  }, [windows, layout])
  const { view } = panes
  /** An image has come to stand in a window. */
  const arrived = useCallback(
    (pane: number, shown: Shown) => {
      const w = wanted.current
      if (!w || pane !== w.pane || keyOf(w.k) !== keyOf(shown.place)) return
      wanted.current = null
      const size = room()
      view(pane, () => opened(w.k, shown, w.state, size))
    },
    [view, room],
  )
  return { begin, open, arrived }
}
