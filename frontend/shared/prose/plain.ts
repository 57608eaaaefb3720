import { bracketAt, oneEnd, parseLine, trim } from './line'
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

/** Makes one line of plain text one of the form: every sign in it is itself, at its beginning too. */
export const escapeLine = (line: string): string => spell([{ kind: 'paragraph', inlines: [{ text: line }] }])

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

/** The words of a text of one line, see parseLine. */
export const plainOfLine = (s: string): string => plainLine(parseLine(s))

/** Inlines without their look; what is raised or lowered keeps its sense: 10⁹, not 109. */
function plainLine(all: Inline[]): string {
  return all.map(i => (i.break ? '\n' : i.super ? raised(i.text ?? '') : i.sub ? moved(i.text ?? '', '_', '₀₁₂₃₄₅₆₇₈₉₊₋₋') : (i.text ?? ''))).join('')
}

/** By raised signs, else with a sign before it. An ordinal's letters (1st) say the same on the line. */
const raised = (s: string) => (['st', 'nd', 'rd', 'th'].includes(s) ? s : moved(s, '^', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻'))

/** By small signs, where there is one for each character; else as it is, after a sign, in parentheses where it is several words. */
function moved(s: string, sign: string, small: string): string {
  const n = bracketAt(s, 0)
  if (n > 0 && n === s.length) return s // a mark is where it is
  const out = [...s].map(c => small['0123456789+-−'.indexOf(c)])
  if (out.every(c => c !== undefined)) return out.join('')
  if (s.trim() === '') return s
  return sign + (/\s/.test(s) ? `(${s})` : s)
}
