/** What an opinion's text can name: how many references, notes and figures there are, and the labels of its citations. */
export type Named = { references: number; notes: number; figures: number; labels: string[] }

export type MarkKind = 'text' | 'reference' | 'note' | 'figure' | 'record' | 'lost'

/** A piece of a text; numbers count from 1 in the list that the kind says. */
export type Mark = { kind: MarkKind; text: string; numbers?: number[] }

const bracketed = /\[[^[\]\n]{1,400}\]/gu
const referenceIs = /^\d{1,3}(?: ?[,–-] ?\d{1,3})*$/
const noteIs = /^\*\d{1,2}$/
const figureIs = /^Figure \d{1,3}$/
const removedIs = /^Figure (?:removed [0-9a-f]{4}|\d{1,3}\?)$/

/**
 * Parts a text at its marks: [1], [*1], [Figure 2], and a citation's label in
 * brackets. What names nothing that the opinion has is text, as it was typed. The
 * same as deed.Content.Marks; both are held against one table.
 */
export function marks(text: string, of: Named): Mark[] {
  const out: Mark[] = []
  const put = (m: Mark) => {
    const last = out.at(-1)
    if (m.text === '') return
    if (m.kind === 'text' && last?.kind === 'text') last.text += m.text
    else out.push(m)
  }
  let from = 0
  for (const m of text.matchAll(bracketed)) {
    put({ kind: 'text', text: text.slice(from, m.index) })
    put(markOf(m[0], of))
    from = m.index + m[0].length
  }
  put({ kind: 'text', text: text.slice(from) })
  return out
}

/** What stands between a mark's brackets. */
export const said = (mark: Mark) => mark.text.slice(1, -1).replaceAll('\u00a0', ' ')

function markOf(text: string, of: Named): Mark {
  const s = text.slice(1, -1).replaceAll('\u00a0', ' ')
  const numbered = (kind: MarkKind, list: string, most: number): Mark | null => {
    const numbers = numbersOf(list)
    return numbers.length > 0 && numbers.every(n => n >= 1 && n <= most) ? { kind, text, numbers } : null
  }
  const plain: Mark = { kind: 'text', text }
  if (referenceIs.test(s)) return numbered('reference', s, of.references) ?? plain
  if (noteIs.test(s)) return numbered('note', s.slice(1), of.notes) ?? plain
  if (figureIs.test(s)) return numbered('figure', s.slice('Figure '.length), of.figures) ?? { kind: 'lost', text }
  if (removedIs.test(s)) return { kind: 'lost', text }
  const at = of.labels.indexOf(s)
  return at < 0 ? plain : { kind: 'record', text, numbers: [at + 1] }
}

/** The numbers of "2", "2, 3" and "1-3", which names 2, too; none where a range does not go up. */
function numbersOf(list: string): number[] {
  const all: number[] = []
  for (const piece of list.replaceAll('–', '-').split(',')) {
    let last = 0
    for (const n of piece.split('-').map(Number)) {
      if (last > 0 && n <= last) return []
      for (let next = last + 1; last > 0 && next < n; next++) all.push(next)
      all.push(n)
      last = n
    }
  }
  return all
}

/** Numbers as a mark lists them: "1, 3-5". The other way of what reads them. */
export function numbersAs(numbers: number[]): string {
  const all = [...new Set(numbers)].sort((a, b) => a - b)
  const runs: number[][] = []
  for (const n of all) {
    const last = runs.at(-1)
    if (last && last.at(-1) === n - 1) last.push(n)
    else runs.push([n])
  }
  return runs.map(r => (r.length > 2 ? `${r[0]}-${r.at(-1)}` : r.join(', '))).join(', ')
}

/** How a text names the figure of a number. */
export const figureMark = (n: number) => `[Figure ${n}]`

/** What stands in a text for a figure that was removed: by its id, so that taking it back finds its places. */
const removedMark = (id: string) => `[Figure removed ${id.slice(0, 4)}]`

/**
 * A text after its figures were put into another order, or one was removed or
 * came back: each mark goes with its figure. before and after are the ids of the
 * figures in their order. A number that named none before names none after. The
 * same as deed.Content.SetFigures; both are held against one table.
 */
export function renumber(text: string, before: string[], after: string[]): string {
  return text.replaceAll(/\[Figure[ \u00a0](?:(\d{1,3})|removed ([0-9a-f]{4}))\]/gu, (mark: string, number: string | undefined, gone: string | undefined) => {
    const n = Number(number)
    const id = number === undefined ? after.find(x => x.startsWith(gone ?? '-') && !before.includes(x)) : before[n - 1]
    if (id === undefined) return n >= 1 && n <= after.length ? `[Figure ${n}?]` : mark
    const at = after.indexOf(id)
    return at < 0 ? removedMark(id) : figureMark(at + 1)
  })
}
