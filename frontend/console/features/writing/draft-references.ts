import { type Named, marks, numbersAs } from '@shared/opinion/marks'
import type { Content } from '../../api/types'
import { mapTexts } from '../../lib/texts'

const named = (c: Content): Named => ({ references: c.references.length, notes: c.notes.length, figures: 0, labels: [] })

/** How often the texts cite each reference, in the order of the first citation: the numbers of those that are cited, first to last. */
export function citedOrder(c: Content): number[] {
  const order = new Set<number>()
  const of = named(c)
  mapTexts(c, text => {
    if (text.includes('[')) for (const m of marks(text, of)) if (m.kind === 'reference') for (const n of m.numbers ?? []) order.add(n)
    return text
  })
  return [...order]
}

/**
 * The content with the marks of a list renumbered: to gives each number's new one,
 * 0 where what it named goes. A mark that names only what goes is taken out of its
 * text.
 */
export function remarked(c: Content, kind: 'reference' | 'note', to: number[]): Content {
  const of = named(c)
  return mapTexts(c, text => {
    if (!text.includes('[')) return text
    let out = ''
    for (const m of marks(text, of)) {
      if (m.kind !== kind) {
        out += m.text
        continue
      }
      const next = (m.numbers ?? []).map(n => to[n - 1] ?? 0).filter(n => n > 0)
      if (next.length > 0) out += String(next) === String(m.numbers) ? m.text : `[${kind === 'note' ? '*' : ''}${numbersAs(next)}]`
      else out = out.replace(/[ \u00a0]$/, '')
    }
    return out
  })
}

/** The content with its references in another order, or with some left out; every mark goes along. */
const withReferences = (c: Content, references: string[], to: number[]): Content => ({ ...remarked(c, 'reference', to), references })

/** The numbers of a list when one of it goes. */
const without = (list: string[], n: number) => list.map((_, i) => (i === n - 1 ? 0 : i < n - 1 ? i + 1 : i))

/** The content without a note, and without the marks that name it. */
export function withoutNote(c: Content, n: number): Content {
  const moved = remarked(c, 'note', without(c.notes, n))
  return { ...moved, notes: moved.notes.filter((_, i) => i !== n - 1) }
}

/** The content with one more note as the i-th from 0; the marks of those behind it go along. */
export function withNote(c: Content, i: number, text: string): Content {
  const moved = i < c.notes.length ? remarked(c, 'note', c.notes.map((_, k) => (k < i ? k + 1 : k + 2))) : c
  return { ...moved, notes: moved.notes.toSpliced(i, 0, text) }
}

/** The content with its references numbered as they are cited; those that no text cites come last. The same where they are. */
export function numbered(c: Content): Content {
  const cited = citedOrder(c)
  const order = [...cited, ...c.references.map((_, i) => i + 1).filter(n => !cited.includes(n))]
  if (order.every((n, i) => n === i + 1)) return c
  const to: number[] = []
  order.forEach((n, i) => {
    to[n - 1] = i + 1
  })
  return withReferences(
    c,
    order.map(n => c.references[n - 1] ?? ''),
    to,
  )
}

/** The content without a reference, and without the marks that name it alone. */
export function withoutReference(c: Content, n: number): Content {
  return withReferences(
    c,
    c.references.filter((_, i) => i !== n - 1),
    without(c.references, n),
  )
}
