import { readBibTeX } from './bibtex'
import { doiOf, lineOf, nothing, pmidOf, type Reference } from './reference'
import { readTagged } from './tagged'

/** What was read: a reference as a line of a letter; loose where it is the text as it was given, since it is in no form that is known. */
export type Found = { line: string; loose: boolean }

/** What is read at once at most; the rest is said to be too much. */
export const maxText = 400_000

/**
 * Reads what was pasted: one reference or several, in one form or in several after
 * each other. What is in no form is kept as it is, a line each; nothing is lost.
 */
export function readReferences(text: string): Found[] {
  const all = text.slice(0, maxText).replaceAll(/\r\n?/g, '\n').replaceAll('\u0000', '')
  const out: Found[] = []
  for (const block of blocksOf(all)) {
    const tagged = readTagged(block)
    const found = tagged.length > 0 ? tagged : block.includes('@') ? readBibTeX(block) : { references: [], rest: block }
    const [references, rest] = Array.isArray(found) ? [found, ''] : [found.references, found.rest]
    for (const r of references) {
      const line = lineOf(r)
      if (line) out.push({ line, loose: false })
    }
    out.push(...loose(rest))
  }
  return out
}

/** Tagged records stand apart from others by their first tag; all else goes together until then. */
function blocksOf(text: string): string[] {
  const blocks: string[][] = [[]]
  let tagged = false
  for (const line of text.split('\n')) {
    const begins = /^(?:PMID- |TY {2}- )/.test(line)
    const ends = tagged && line.trim() !== '' && !/^(?:[A-Z][A-Z0-9]{1,3} {0,2}- ?|\s)/.test(line) && !/^ER {2}-/.test(line)
    if (begins || ends) blocks.push([])
    if (begins) tagged = true
    else if (ends) tagged = false
    blocks.at(-1)?.push(line)
  }
  return blocks.map(b => b.join('\n')).filter(b => b.trim() !== '')
}

/** Lines in no form: a DOI or a number of PubMed alone is written as the letter writes it; an item's number goes. */
function loose(text: string): Found[] {
  const paragraphs = text.split(/\n[ \t]*\n/)
  // Copied from a page, a reference may be broken over lines: then a blank line parts them.
  const pieces = paragraphs.length > 1 && paragraphs.every(p => p.length < 2000) ? paragraphs.map(p => p.replaceAll('\n', ' ')) : text.split('\n')
  return pieces.flatMap(raw => {
    const line = raw.replaceAll(/\s+/g, ' ').trim().replace(/^(?:\[\d{1,3}\]|\d{1,3}[.)]) (?=\S)/, '')
    if (line === '') return []
    const [doi, pmid] = [doiOf(line), pmidOf(line)]
    const bare = line.replace(/^(?:https?:\/\/)?(?:(?:dx\.)?doi\.org\/|pubmed\.ncbi\.nlm\.nih\.gov\/)/i, '').replace(/^(?:doi|PMID):?\s?/i, '').replace(/\/$/, '')
    if (doi && bare.replace(/[.,;]$/, '') === doi) return [{ line: lineOf({ ...nothing, doi }), loose: false }]
    const number = pmid || (/^\d{6,9}$/.test(bare) ? bare : '')
    if (number && bare === number) return [{ line: lineOf({ ...nothing, pmid: number }), loose: false }]
    const summary = readSummary(line)
    return [summary ? { line: lineOf(summary), loose: false } : { line, loose: true }]
  })
}

/** PubMed's own line: "Haddad N, Seo MJ. Title. N Engl J Med. 2019 Sep 26;381(13):1201-1214. doi: 10.1056/x. PMID: 31553833." */
function readSummary(line: string): Reference | null {
  const m = /\. ([^.;:]{2,120})\. ((?:19|20)\d\d)(?: [A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?(?: \d{1,2})?)?;(\d{0,5})(?:\(([^()]{1,20})\))?(?::([\w-]{1,30}))?\./u.exec(line.slice(0, 3000))
  const head = m ? line.slice(0, m.index) : ''
  const at = head.indexOf('. ')
  if (!m || at < 1) return null
  const authors = head.slice(0, at).split(', ')
  if (!authors.every(a => /^[\p{L}'’ .-]{1,60}$/u.test(a))) return null
  return { ...nothing, authors: authors.filter(a => a !== 'et al'), title: head.slice(at + 2).trim(), journal: m[1] ?? '', year: m[2] ?? '', volume: m[3] ?? '', issue: m[4] ?? '', pages: m[5] ?? '', doi: doiOf(line.slice(m.index)), pmid: pmidOf(line.slice(m.index)) }
}
