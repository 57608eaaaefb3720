/** A word where it stands in a text. */
export type Word = { text: string; start: number; end: number }

/** Words of a text; signs between them are none, so that a comma that was put in changes no quote. What is raised or lowered is the same word as on the line. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(m => ({ text: m[0].normalize('NFKC'), start: m.index, end: m.index + m[0].length }))
}

/**
 * Where the words of a quote stand among others: from which to which (exclusive).
 * Of several places it is the one nearest to where they began; null where they
 * stand nowhere any more.
 */
export function findQuote(all: readonly Word[], quote: string, start: number): { from: number; to: number } | null {
  const wanted = wordsOf(quote)
  if (wanted.length === 0) return null
  let best: number | null = null
  for (let i = 0; i + wanted.length <= all.length; i++) {
    if (!wanted.every((w, j) => all[i + j]?.text === w.text)) continue
    if (best === null || Math.abs(i - start) < Math.abs(best - start)) best = i
  }
  return best === null ? null : { from: best, to: best + wanted.length }
}

/** What is shown of a part and is none of its words: marks of references, what was taken out, what stands beside it. */
const noWords = '[data-mark], del, [data-beside]'
const blocks = 'p, li, td, th, [role=heading], figcaption'

/** The words that an element shows, each with where it stands in the page. */
export function shownWords(root: Element): { text: string; words: Word[]; at: (offset: number) => { node: Text; offset: number } | null } {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, { acceptNode: n => (n.parentElement?.closest(noWords) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT) })
  const nodes: { node: Text; from: number }[] = []
  let text = ''
  let last: Element | null = null
  while (walker.nextNode()) {
    const node = walker.currentNode as Text
    const block = node.parentElement?.closest(blocks) ?? root
    if (last && block !== last) text += '\n'
    last = block
    nodes.push({ node, from: text.length })
    text += node.data
  }
  const at = (offset: number) => {
    const found = nodes.findLast(n => n.from <= offset)
    return found ? { node: found.node, offset: Math.min(offset - found.from, found.node.data.length) } : null
  }
  return { text, words: wordsOf(text), at }
}

/** The words from one to another (exclusive) as a range of the page. */
export function rangeOf(root: Element, from: number, to: number): Range | null {
  const { words, at } = shownWords(root)
  const first = words[from]
  const last = words[to - 1]
  const a = first && at(first.start)
  const b = last && at(last.end - 1)
  if (!a || !b) return null
  const range = document.createRange()
  range.setStart(a.node, a.offset)
  range.setEnd(b.node, b.offset + 1)
  return range
}

function compare(a: Node, atA: number, b: Node, atB: number): number {
  const one = document.createRange()
  one.setStart(a, atA)
  const other = document.createRange()
  other.setStart(b, atB)
  return one.compareBoundaryPoints(Range.START_TO_START, other)
}

/** What of an element's words is selected, whole words at either end; null where none is. */
export function selectedIn(root: Element, selection: Selection | null): { quote: string; start: number } | null {
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  const { text, words, at } = shownWords(root)
  // A word is chosen where any of it is: it ends behind the beginning and begins before the end.
  const chosen = words.flatMap((w, i) => {
    const a = at(w.start)
    const b = at(w.end - 1)
    return a && b && compare(b.node, b.offset + 1, range.startContainer, range.startOffset) > 0 && compare(a.node, a.offset, range.endContainer, range.endOffset) < 0 ? [i] : []
  })
  const first = words[chosen[0] ?? -1]
  const last = words[chosen.at(-1) ?? -1]
  return first && last ? { quote: text.slice(first.start, last.end), start: chosen[0] ?? 0 } : null
}

/** The sentences of a text, each with the words that it begins with: for whoever chooses by the keyboard. */
export function sentencesOf(text: string): { quote: string; start: number }[] {
  const out: { quote: string; start: number }[] = []
  let start = 0
  for (const sentence of text.split(/(?<=[.!?;:])\s+|\n+/u)) {
    const n = wordsOf(sentence).length
    if (n > 0) out.push({ quote: sentence.trim(), start })
    start += n
  }
  return out
}
