import { doiOf, nothing, type Reference } from './reference'
import { shortName } from './tagged'

/** Entries of BibTeX, and what of the text is none. */
export function readBibTeX(text: string): { references: Reference[]; rest: string } {
  const references: Reference[] = []
  let rest = ''
  let from = 0
  const begins = /@([A-Za-z]{3,20})\s{0,20}[{(]/gu
  for (let m = begins.exec(text); m; m = begins.exec(text)) {
    const end = closing(text, m.index + m[0].length)
    // Without its end it is none: nor is anything behind it, which would be looked through again and again.
    if (end < 0) break
    rest += text.slice(from, m.index)
    const kind = (m[1] ?? '').toLowerCase()
    if (!['comment', 'preamble', 'string'].includes(kind)) references.push(ofFields(fieldsOf(text.slice(m.index + m[0].length, end))))
    from = end + 1
    begins.lastIndex = from
  }
  return { references, rest: rest + text.slice(from) }
}

/** Where what was opened right before a place ends; -1 where it does not. */
function closing(text: string, at: number): number {
  const mate = text[at - 1] === '(' ? ')' : '}'
  let deep = 0
  for (let i = at; i < text.length; i++) {
    const c = text[i]
    if (c === '\\') i++
    else if (c === mate && deep === 0) return i
    else if (c === '{') deep++
    else if (c === '}') deep--
    if (deep < 0) return -1
  }
  return -1
}

/** "key, name = {value}, name = "value", name = 2019". */
function fieldsOf(body: string): Map<string, string> {
  const fields = new Map<string, string>()
  const named = /\s*([A-Za-z][\w-]{0,40})\s*=\s*/uy
  let at = body.indexOf(',') + 1
  while (at > 0 && at < body.length) {
    named.lastIndex = at
    const m = named.exec(body)
    if (!m) {
      at = body.indexOf(',', at) + 1
      continue
    }
    const [value, next] = valueAt(body, named.lastIndex)
    fields.set((m[1] ?? '').toLowerCase(), value)
    at = body.indexOf(',', next) + 1
  }
  return fields
}

/** A value with what stands around it taken off, and where it ends. */
function valueAt(body: string, from: number): [string, number] {
  const c = body[from]
  let deep = 0
  let i = from + (c === '{' || c === '"' ? 1 : 0)
  const start = i
  for (; i < body.length; i++) {
    const x = body[i]
    if (x === '\\') i++
    else if (x === '{') deep++
    else if (x === '}' && deep > 0) deep--
    else if ((c === '{' && x === '}') || (c === '"' && x === '"' && deep === 0)) return [body.slice(start, i), i + 1]
    else if (c !== '{' && c !== '"' && x === ',') return [body.slice(start, i), i]
  }
  return [body.slice(start, i), i]
}

function ofFields(fields: Map<string, string>): Reference {
  const is = (...names: string[]) => plainText(names.map(n => fields.get(n) ?? '').find(v => v.trim() !== '') ?? '')
  return {
    ...nothing,
    authors: authorsOf(fields.get('author') ?? fields.get('editor') ?? ''),
    title: is('title'),
    journal: is('shortjournal', 'journal', 'journaltitle', 'booktitle', 'publisher').replace(/\.$/, ''),
    year: /\d{4}/.exec(is('year', 'date'))?.[0] ?? '',
    volume: is('volume'),
    issue: is('number', 'issue'),
    pages: is('pages').replaceAll(/\s*[-–—]+\s*/g, '-'),
    doi: doiOf(is('doi', 'url')),
    pmid: /^\d{1,9}$/.exec(is('pmid'))?.[0] ?? (/pubmed/i.test(is('eprinttype', 'archiveprefix')) ? (/^\d{1,9}$/.exec(is('eprint'))?.[0] ?? '') : ''),
  }
}

/** Names with "and" between them; one in braces is of no person. */
function authorsOf(value: string): string[] {
  return value
    .replaceAll(/\s+/gu, ' ')
    .split(' and ')
    .filter(a => a.trim() !== '')
    .map(a => (/^\s*\{[^{}]*\}\s*$/.test(a) ? plainText(a) : a.trim() === 'others' ? 'et al' : shortName(plainText(a))))
}

const accents: Record<string, string> = { "'": '\u0301', '`': '\u0300', '^': '\u0302', '"': '\u0308', '~': '\u0303', c: '\u0327', v: '\u030c', '=': '\u0304', '.': '\u0307', u: '\u0306', H: '\u030b', k: '\u0328', r: '\u030a' }
const letters: Record<string, string> = { ss: 'ß', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', aa: 'å', AA: 'Å', i: 'ı', alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', mu: 'µ' }

/** TeX as people read it: letters with their accents, without braces. */
function plainText(tex: string): string {
  return tex
    .replaceAll(/\\(['`^"~=.])\s{0,3}\{?\\?([A-Za-z])\}?/gu, (_, sign: string, letter: string) => letter + (accents[sign] ?? ''))
    .replaceAll(/\\([cvuHkr])(?:\s{1,3}|\s{0,3}\{)([A-Za-z])\}?/gu, (_, sign: string, letter: string) => letter + (accents[sign] ?? ''))
    .replaceAll(/\\([A-Za-z]{1,10})(?:\s|\{\})?/gu, (whole: string, name: string) => letters[name] ?? (/^\\(?:emph|text[a-z]{2}|it|bf|rm|mathrm)/.test(whole) ? '' : name))
    .replaceAll(/\\([&%$#_{}])/gu, '$1')
    .replaceAll(/[{}$]/gu, '')
    .replaceAll('~', ' ')
    .replaceAll('---', '–')
    .replaceAll('--', '–')
    .normalize('NFC')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}
