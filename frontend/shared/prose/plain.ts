import { oneEnd, trim } from './line'
import { maxNumber, parse } from './parse'
import { spell } from './spell'
import type { Block, Inline, Text } from './text'

/** Makes a plain text, as contents without a form have it, one of the form that says and shows the same. */
export function escape(plain: string): string {
  const out: Text = []
  const item = (s: string): Block[] => [{ kind: 'paragraph', inlines: [{ text: trim(s) }] }]
  for (const raw of oneEnd(plain).split('\n')) {
    const line = trim(raw)
    const last = out.at(-1)
    if (line === '') out.push({ kind: 'paragraph', inlines: [] })
    else if (line.startsWith('- ')) {
      if (last?.kind === 'list') last.items.push(item(line.slice(2)))
      else out.push({ kind: 'list', items: [item(line.slice(2))] })
    } else if (last?.kind === 'paragraph' && last.inlines.length > 0) last.inlines.push({ break: true }, { text: line })
    else out.push({ kind: 'paragraph', inlines: [{ text: line }] })
  }
  return spell(out)
}

/** The words of a text alone, as plain texts have them. */
export const plain = (s: string): string =>
  parse(s)
    .map(b => plainBlock(b, ''))
    .filter(b => b !== '')
    .join('\n\n')

function plainBlock(b: Block, indent: string): string {
  switch (b.kind) {
    case 'list':
      return b.items
        .map((item, i) =>
          item.reduce(
            (head, inner) => head + (inner.kind === 'list' ? `\n${plainBlock(inner, `${indent}  `)}` : plainBlock(inner, '').replaceAll('\n', `\n${indent}  `)),
            indent + (b.ordered ? `${Math.min((b.start ?? 0) + i, maxNumber)}. ` : '- '),
          ),
        )
        .join('\n')
    case 'table':
      return b.rows.map(row => trim(row.map(c => plainLine(c).replaceAll('\n', ' / ')).join(' | '))).join('\n')
    default:
      return plainLine(b.inlines)
  }
}

/** Inlines without their look; what is raised keeps its sense: 10⁹, not 109. */
export function plainLine(all: Inline[]): string {
  return all.map(i => (i.break ? '\n' : i.super ? raised(i.text ?? '') : (i.text ?? ''))).join('')
}

function raised(s: string): string {
  const signs = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁻']
  const out = [...s].map(c => signs['0123456789+-−'.indexOf(c)])
  if (out.every(c => c !== undefined)) return out.join('')
  return /[0-9]/.test(s) ? `^${s}` : s
}
