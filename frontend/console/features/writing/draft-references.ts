import { type Named, marks, numbersAs } from '@shared/opinion/marks'
import type { Content } from '../../api/types'
import { mapTexts } from '../../lib/texts'

const named = (c: Content): Named => ({ references: c.references.length, notes: 0, figures: 0, labels: [] })

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
 * The content with its references in another order, or with some left out: to gives
 * each one's new number by its old one, 0 where it goes. Every mark goes along; one
 * that names only what goes is taken out of its text.
 */
export function withReferences(c: Content, references: string[], to: number[]): Content {
  const of = named(c)
  const moved = mapTexts(c, text => {
    if (!text.includes('[')) return text
    let out = ''
    for (const m of marks(text, of)) {
      if (m.kind !== 'reference') {
        out += m.text
        continue
      }
      const next = (m.numbers ?? []).map(n => to[n - 1] ?? 0).filter(n => n > 0)
      if (next.length > 0) out += String(next) === String(m.numbers) ? m.text : `[${numbersAs(next)}]`
      else out = out.replace(/[ \u00a0]$/, '')
    }
    return out
  })
  return { ...moved, references }
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
    c.references.map((_, i) => (i === n - 1 ? 0 : i < n - 1 ? i + 1 : i)),
  )
}
