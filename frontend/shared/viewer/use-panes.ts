import { useCallback, useState } from 'react'
import type { Shown } from './frames'
import { follow, level } from './link'
import type { Hung } from './hanging'
import { isAbout, type Presentation } from './presentation'
import type { Stack } from './stack'
import { plainView, type View } from './view'

export type PaneState = { stack: Stack; index: number; view: View }
export const layouts = [1, 2, 4] as const
export type Layout = (typeof layouts)[number]
export type Standing = { shown: Shown | null; index: number }

type State = {
  panes: PaneState[]
  active: number
  layout: Layout
  linked: boolean
  /** How images hang, by record; each comes back to that. */
  hung: Record<string, View>
  /** The state that is applied says by itself how its images lie: they do not hang as well. */
  presentation: Presentation | null
  /** Somebody has begun to look. */
  touched: boolean
}

function home(s: State, stack: Stack, index: number): View {
  const slot = stack.slots[index]
  if (!slot || (s.presentation && isAbout(s.presentation.images, slot.instance.uid, slot.place.frame))) return plainView
  return s.hung[slot.place.record] ?? plainView
}

/** A view goes along from image to image; what hangs does so by itself. */
function moved(s: State, p: PaneState, index: number): PaneState {
  const record = (i: number) => p.stack.slots[i]?.place.record ?? ''
  const hangs = s.hung[record(p.index)] ?? s.hung[record(index)]
  return { ...p, index, view: hangs ? home(s, p.stack, index) : p.view }
}

/** The image windows: what each shows, which one the tools are for, and whether they scroll together. */
export function usePanes(start: PaneState, stacks: Stack[]) {
  // Who opens an image as somebody saw it has begun to look.
  const [state, setState] = useState<State>({ panes: [start], active: 0, layout: 1, linked: true, hung: {}, presentation: null, touched: start.view !== plainView })
  const [standings, setStandings] = useState<Record<number, Standing>>({})

  const go = useCallback((pane: number, index: number) => {
    setState(s => {
      const from = s.panes[pane]
      if (!from) return s
      const to = Math.min(from.stack.slots.length - 1, Math.max(0, index))
      if (to === from.index) return s
      const panes = s.panes.map((p, i) => {
        if (i === pane) return moved(s, p, to)
        return s.linked && s.layout > 1 && i < s.layout ? moved(s, p, follow(from, to, p)) : p
      })
      return { ...s, panes, touched: true }
    })
  }, [])
  const view = useCallback((pane: number, change: (v: View) => View) => setState(s => ({ ...s, touched: true, panes: s.panes.map((p, i) => (i === pane ? { ...p, view: change(p.view) } : p)) })), [])
  const activate = useCallback((pane: number) => setState(s => (s.active === pane ? s : { ...s, active: pane })), [])
  const link = useCallback(() => setState(s => ({ ...s, linked: !s.linked })), [])
  /** A series into the active window, seen as one was that says how; where nobody says at which image, level with the window that it scrolls together with. */
  const choose = useCallback(
    (stack: Stack, at?: number, view?: View) =>
      setState(s => {
        const other = s.linked ? s.panes.slice(0, s.layout).find((_, i) => i !== s.active) : undefined
        const index = at ?? (other ? level(other, stack) : 0)
        return {
          ...s,
          touched: true,
          panes: s.panes.map((p, i) => (i !== s.active ? p : view ? { stack, index, view } : p.stack === stack ? moved(s, p, index) : { stack, index, view: home(s, stack, index) })),
        }
      }),
    [],
  )
  /** The active window as its image comes. */
  const reset = useCallback(() => setState(s => ({ ...s, panes: s.panes.map((p, i) => (i === s.active ? { ...p, view: home(s, p.stack, p.index) } : p)) })), [])
  /** A state from now on, or none: what hangs lies as it says; what a person did to the active window before is not what it says. */
  const present = useCallback(
    (presentation: Presentation | null) =>
      setState(s => {
        const next = { ...s, presentation, touched: true }
        return { ...next, panes: s.panes.map((p, i) => (i === s.active || s.hung[p.stack.slots[p.index]?.place.record ?? ''] ? { ...p, view: home(next, p.stack, p.index) } : p)) }
      }),
    [],
  )
  const arrange = useCallback(
    (layout: Layout) =>
      setState(s => {
        const panes = [...s.panes]
        const stands = panes[s.active]
        while (panes.length < layout) {
          const next = beside(panes, stacks)
          panes.push({ stack: next, index: stands && s.linked ? level(stands, next) : 0, view: plainView })
        }
        return { ...s, panes, layout, active: Math.min(s.active, layout - 1), touched: true }
      }),
    [stacks],
  )
  /** Several images at once, each in its way; not under the hands of somebody who looks. */
  const hang = useCallback(
    (all: Hung[]) =>
      setState(s => {
        if (s.touched) return s
        const layout = all.length > 2 ? 4 : 2
        const hung = Object.fromEntries(all.map(h => [h.stack.slots[h.index]?.place.record ?? '', h.view]))
        const panes: PaneState[] = [...all]
        while (panes.length < layout) panes.push({ stack: beside(panes, stacks), index: 0, view: plainView })
        return { ...s, panes, layout, active: 0, linked: false, hung }
      }),
    [stacks],
  )
  const stands = useCallback((pane: number, shown: Shown | null, index: number) => {
    // Where nothing has stood yet nothing new is said by nothing.
    setStandings(s => (shown || s[pane] ? { ...s, [pane]: { shown, index } } : s))
  }, [])
  const active = state.panes[state.active] ?? (state.panes[0] as PaneState)
  return { ...state, shown: state.panes.slice(0, state.layout), pane: active, standings, standing: standings[state.active] ?? { shown: null, index: active.index }, go, view, activate, link, choose, reset, present, arrange, hang, stands }
}

/** What stands beside the first: the same kind of image of another date, of the same name if there is one, else a series that is not there yet. */
function beside(panes: PaneState[], stacks: Stack[]): Stack {
  const [first] = panes
  const used = new Set(panes.map(p => p.stack))
  const free = stacks.filter(s => !used.has(s) && s.series.instances.some(i => i.shown))
  const alike = free.filter(s => s.study !== first?.stack.study && s.series.modality === first?.stack.series.modality && s.slots.length > 1)
  return (
    alike.find(s => s.series.description === first?.stack.series.description) ??
    alike[0] ??
    free.find(s => s.study === first?.stack.study) ??
    free[0] ??
    (first?.stack as Stack)
  )
}
