/**
 * What a letter refers to, read from what people copy: PubMed, RIS, BibTeX, a DOI,
 * a line. Nothing is looked up: what is known is what was given. Reading takes time
 * in line with the length of the text, whatever it is.
 */
export type Reference = {
  /** "Haddad N", as PubMed writes names. */
  authors: string[]
  title: string
  journal: string
  year: string
  volume: string
  issue: string
  pages: string
  doi: string
  pmid: string
}

export const nothing: Reference = { authors: [], title: '', journal: '', year: '', volume: '', issue: '', pages: '', doi: '', pmid: '' }

const named = 6 // authors that are named before "et al."

/** One line, as medical journals print it; what is not known is left out. */
export function lineOf(r: Reference): string {
  const ended = (s: string) => (s === '' || /[.?!]$/.test(s) ? s : `${s}.`)
  const authors = r.authors.length > named ? `${r.authors.slice(0, named).join(', ')}, et al.` : ended(r.authors.join(', '))
  const place = [r.volume, r.issue && `(${r.issue})`].join('')
  const when = [r.year, place && `;${place}`, r.pages && `:${r.pages}`].join('')
  const known = [authors, ended(r.title), ended(r.journal), ended(when.replace(/^[;:]/, '')), r.doi && `doi:${r.doi}`, r.pmid && `PMID: ${r.pmid}`]
  return known.filter(Boolean).join(' ').replace(/(doi:\S+) PMID/, '$1. PMID')
}

const doiIs = /\b10\.\d{4,9}\/[^\s"<>{}|\\^`]{1,300}/u

/** The DOI that a text names, bare or in an address; '' where there is none. */
export function doiOf(text: string): string {
  const found = doiIs.exec(text)?.[0] ?? ''
  let doi = found
  for (;;) {
    const last = doi.at(-1) ?? ''
    const opens = doi.split('(').length
    if ('.,;:\'’”]'.includes(last) && last !== '') doi = doi.slice(0, -1)
    else if (last === ')' && opens < doi.split(')').length) doi = doi.slice(0, -1)
    else return doi
  }
}

/** The number by which PubMed knows what a text names; '' where there is none. */
export const pmidOf = (text: string): string => /\bPMID:?\s{0,3}(\d{1,9})\b/i.exec(text)?.[1] ?? /pubmed\.ncbi\.nlm\.nih\.gov\/(\d{1,9})\b/i.exec(text)?.[1] ?? ''

/** By what two references are known to be one: each of these names it. */
export function namesOf(line: string): string[] {
  const [doi, pmid] = [doiOf(line), pmidOf(line)]
  const year = /\b(?:19|20)\d\d\b/.exec(line.replace(doi, ''))?.[0] ?? ''
  // The title is the longest of what ends with a point.
  const title = plainWords(
    line
      .slice(0, 2000)
      .split(/[.?!](?=\s|$)/)
      .reduce((longest, s) => (s.length > longest.length ? s : longest), ''),
  )
  return [doi && `doi ${doi.toLowerCase()}`, pmid && `pmid ${pmid}`, year && title.length > 20 ? `${year} ${title}` : ''].filter(Boolean)
}

const plainWords = (s: string) =>
  s
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** For each line, the number of the one before that is the same work; 0 where there is none. */
export function doublesOf(lines: string[]): number[] {
  const known = new Map<string, number>()
  return lines.map((line, i) => {
    const names = namesOf(line)
    const same = names.map(n => known.get(n)).find(n => n !== undefined) ?? 0
    for (const n of names) if (!known.has(n)) known.set(n, i + 1)
    return same
  })
}
