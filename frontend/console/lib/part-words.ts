import { marks, type Named } from '@shared/opinion/marks'
import { parse } from '@shared/prose/parse'
import type { Block, Inline } from '@shared/prose/text'
import type { Content } from '../api/types'
import { findQuote, type Word, wordsOf } from './quote'

/** A word of a text, with the paragraph, item or cell in which it stands. */
export type WordAt = Word & { no: number; block: string }

/** The paragraphs, headings, items and cells of a text, as an editor has them. */
export function blocksOf(text: string): string[] {
  const line = (all: Inline[]) => all.map(i => (i.break ? '\n' : (i.text ?? ''))).join('')
  const each = (b: Block): string[] =>
    b.kind === 'list' ? b.items.flatMap(item => item.flatMap(each)) : b.kind === 'table' ? b.rows.flatMap(row => row.map(line)) : [line(b.inlines)]
  return parse(text).flatMap(each)
}

export function namedIn(c: Content): Named {
  return { references: c.references.length, notes: c.notes.length, figures: (c.figures ?? []).length, labels: (c.citations ?? []).map(x => x.label) }
}

/** The words of a part's texts, in their order; marks of references and notes are none. */
export function partWords(texts: readonly string[], named: Named): WordAt[] {
  return texts.flatMap((text, no) =>
    blocksOf(text).flatMap(block => {
      const said = marks(block, named)
        .map(m => (m.kind === 'reference' || m.kind === 'note' ? ' '.repeat(m.text.length) : m.text))
        .join('')
      return wordsOf(said).map(w => ({ ...w, no, block }))
    }),
  )
}

/** Where a quote stands in a part's texts by now: in which of them, in which block, from where to where. */
export function placeOf(words: readonly WordAt[], quote: string, start: number): { no: number; block: string; start: number; end: number } | null {
  const found = findQuote(words, quote, start)
  const first = found && words[found.from]
  if (!first) return null
  const last = words.slice(found.from, found.to).findLast(w => w.block === first.block && w.no === first.no) ?? first
  return { no: first.no, block: first.block, start: first.start, end: last.end }
}
