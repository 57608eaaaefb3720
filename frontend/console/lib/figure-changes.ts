import type { Figure } from '../api/types'

/** What became of a figure since an earlier version of the letter. */
export type FigureChange = 'added' | 'picture' | 'legend' | 'order' | 'printed' | 'notPrinted'

/** Of each figure what is another than it was, and the figures that are gone; numbers count from 1. */
export function figureChanges(before: Figure[], now: Figure[]): { of: FigureChange[][]; gone: { number: number; figure: Figure }[] } {
  const earlier = new Map(before.map(f => [f.image.id, f]))
  const kept = new Set(now.map(f => f.image.id))
  // The order is another where a figure stands elsewhere among those that stayed.
  const stayed = before.filter(f => kept.has(f.image.id)).map(f => f.image.id)
  const standing = now.filter(f => earlier.has(f.image.id)).map(f => f.image.id)
  const of = now.map(f => {
    const was = earlier.get(f.image.id)
    if (!was) return ['added'] as FigureChange[]
    const out: FigureChange[] = []
    if (was.picture.sha256 !== f.picture.sha256) out.push('picture')
    if ((was.image.note ?? '') !== (f.image.note ?? '')) out.push('legend')
    if (stayed.indexOf(f.image.id) !== standing.indexOf(f.image.id)) out.push('order')
    if (was.printed !== f.printed) out.push(f.printed ? 'printed' : 'notPrinted')
    return out
  })
  return { of, gone: before.flatMap((figure, i) => (kept.has(figure.image.id) ? [] : { number: i + 1, figure })) }
}
