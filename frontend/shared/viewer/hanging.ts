// How the images of a projection study hang when the viewer opens: mammograms
// as mirror images with their chest walls together and on one scale, two views
// of another projection side by side. Everything else opens in one window.

import type { Described } from './describe'
import type { Stack } from './stack'
import { opposite } from './space'
import { plainView, type View } from './view'

/** An image that may hang: where it is, and what its file says. */
export type Candidate = { stack: Stack; index: number; described: Described }

export type Hung = { stack: Stack; index: number; view: View }

const projections = ['MG', 'CR', 'DX']
const most = 8

/** The images to ask for; none where the study is no projection, or too large for a wall. */
export function candidates(start: Stack, stacks: Stack[]): { stack: Stack; index: number }[] {
  const { modality } = start.series
  if (!projections.includes(modality)) return []
  const own = stacks.filter(s => s.study === start.study && s.series.modality === modality)
  const all = own.flatMap(stack => stack.slots.flatMap((slot, index) => (slot.instance.shown && slot.instance.frames === 1 ? [{ stack, index }] : [])))
  return all.length >= 2 && all.length <= most ? all : []
}

/** Up to four images for as many windows, or nothing: then one window it is. */
export function hang(all: Candidate[]): Hung[] | undefined {
  return all[0]?.described.modality === 'MG' ? mammograms(all) : views(all)
}

const codes: Record<string, string> = { 'R-10242': 'CC', 'R-10226': 'MLO', 'R-10224': 'ML', 'R-10228': 'LM', '399162004': 'CC', '399368009': 'MLO', '399260004': 'ML', '399352003': 'LM' }

function viewName(d: Described): string {
  return codes[d.viewCode] ?? (d.view.toUpperCase() || '')
}

/** The right breast stands at the left, the chest walls meet in the middle; craniocaudal above mediolateral oblique. */
function mammograms(all: Candidate[]): Hung[] | undefined {
  // Of a view that was taken twice the later one hangs.
  const find = (side: string, view: string) => all.findLast(c => c.described.laterality === side && viewName(c.described) === view)
  const pairs = ['CC', 'MLO'].map(view => [find('R', view), find('L', view)] as const).filter((p): p is [Candidate, Candidate] => p[0] !== undefined && p[1] !== undefined)
  const chosen = pairs.flat()
  if (chosen.length === 0) return undefined
  const scale = common(chosen.map(c => c.described))
  return chosen.map(({ stack, index, described: d }) => {
    const right = d.laterality === 'R'
    // Toward the nipple and toward the side below: as it is seen from the front.
    const way = viewName(d) === 'CC' ? (right ? 'L' : 'R') : 'F'
    return { stack, index, view: { ...plainView, ...facing(d.patientOrientation, right ? 'P' : 'A', way), hung: { edge: right ? 'right' : 'left', ...scale(d) } } }
  })
}

/** Mirrored so that rows and columns run the ways that are wanted; as it is where the file does not say which way they run. */
function facing(runs: [string, string] | null, across: string, down: string): Pick<View, 'flipped' | 'turns'> {
  const is = (said: string | undefined, wanted: string) => said?.startsWith(opposite(wanted)) ?? false
  const sideways = is(runs?.[0], across)
  const upside = is(runs?.[1], down)
  // Upside down is a half turn and a mirror.
  return { flipped: sideways !== upside, turns: upside ? 2 : 0 }
}

/** The largest of several images in each one's own pixels, where all say how large a pixel is. */
function common(all: Described[]): (d: Described) => { columns?: number; rows?: number } {
  const across = Math.max(...all.map(d => d.info.columns * (d.spacing?.[1] ?? NaN)))
  const down = Math.max(...all.map(d => d.info.rows * (d.spacing?.[0] ?? NaN)))
  return d => (d.spacing && Number.isFinite(across + down) ? { columns: across / d.spacing[1], rows: down / d.spacing[0] } : {})
}

const frontal = ['AP', 'PA']

/** The view from the front or the back first, then in the order of the study. */
function views(all: Candidate[]): Hung[] | undefined {
  if (all.length > 4) return undefined
  const isFront = (c: Candidate) => frontal.includes(c.described.view.toUpperCase())
  return [...all.filter(isFront), ...all.filter(c => !isFront(c))].map(({ stack, index }) => ({ stack, index, view: plainView }))
}
