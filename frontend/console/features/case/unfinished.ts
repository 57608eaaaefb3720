import { parse } from '@shared/prose/parse'
import { plain } from '@shared/prose/plain'
import { spell } from '@shared/prose/spell'

/** What of a template still stands in a report: a place that nobody wrote over, or a heading with nothing under it. The service refuses the same. */
export function unfinished(text: string): { what: 'place' | 'heading'; words: string } | null {
  const place = /\{([^{}\n]*)\}/.exec(plain(text))
  if (place) return { what: 'place', words: place[1] ?? '' }
  const blocks = parse(text)
  for (const [i, b] of blocks.entries()) {
    if (b.kind !== 'heading') continue
    const next = blocks[i + 1]
    if (!next || (next.kind === 'heading' && next.level <= b.level)) return { what: 'heading', words: plain(spell([b])) }
  }
  return null
}
