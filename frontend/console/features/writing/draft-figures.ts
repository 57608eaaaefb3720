import { marks, renumber } from '@shared/opinion/marks'
import { mergeFigure } from '../../api/opinion/merge-figure'
import type { Citation, Content, Figure } from '../../api/types'
import { mapTexts } from '../../lib/texts'

/** What the texts of an opinion can name. */
export function namedIn(c: Content) {
  return { references: c.references.length, notes: c.notes.length, figures: (c.figures ?? []).length, labels: (c.citations ?? []).map(x => x.label) }
}

/** Whether a bracket names something that the opinion has, or had. */
export const isNamed = (bracket: string, c: Content): boolean => marks(bracket, namedIn(c))[0]?.kind !== 'text'

const ids = (figures: Figure[] | undefined) => (figures ?? []).map(f => f.image.id)

/** Other figures, or another order: every mark goes with its figure. */
export function withFigures(c: Content, figures: Figure[]): Content {
  const [before, after] = [ids(c.figures), ids(figures)]
  const same = before.length === after.length && before.every((x, i) => x === after[i])
  const next = same ? c : mapTexts(c, text => renumber(text, before, after))
  return { ...next, figures }
}

/** How often the texts name each figure. */
export function timesNamed(c: Content): number[] {
  const times = (c.figures ?? []).map(() => 0)
  mapTexts(c, text => {
    for (const m of marks(text, namedIn(c))) {
      if (m.kind === 'figure' && m.numbers?.[0]) times[m.numbers[0] - 1] = (times[m.numbers[0] - 1] ?? 0) + 1
    }
    return text
  })
  return times
}

const sameTarget = (a: Citation, b: Citation) => a.page === b.page && JSON.stringify(Object.entries(a.target).sort()) === JSON.stringify(Object.entries(b.target).sort())

/** The citation under a name that nothing else has, and the list with it. */
export function cited(list: Citation[], of: Citation): { label: string; list: Citation[] } {
  const known = list.find(x => x.label.startsWith(of.label) && sameTarget(x, of))
  if (known) return { label: known.label, list }
  let label = of.label
  for (let n = 2; list.some(x => x.label === label); n++) label = `${of.label} (${n})`
  return { label, list: [...list, { ...of, label }] }
}

/**
 * Figures that came from another window, put into what is written here: those of
 * the stored draft, with what was changed here since base, and without those that
 * were removed here.
 */
export function mergeFigures(base: Figure[], mine: Figure[], stored: Figure[]): Figure[] {
  const [was, here, there] = [base, mine, stored].map(list => new Map(list.map(f => [f.image.id, f]))) as [Map<string, Figure>, Map<string, Figure>, Map<string, Figure>]
  const kept = mine.flatMap(f => {
    const [b, s] = [was.get(f.image.id), there.get(f.image.id)]
    if (!s) return b ? [] : [f] // removed there, or made here
    return [b ? mergeFigure(b, f, s) : f]
  })
  // What came there stands behind what it stands behind there.
  stored.forEach((f, i) => {
    if (here.has(f.image.id) || was.has(f.image.id)) return
    const after = stored[i - 1]?.image.id
    const at = after === undefined ? 0 : kept.findIndex(k => k.image.id === after) + 1
    kept.splice(after !== undefined && at === 0 ? kept.length : at, 0, f)
  })
  return kept
}
