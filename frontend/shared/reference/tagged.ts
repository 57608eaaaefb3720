import { doiOf, nothing, type Reference } from './reference'

/** Records of tags and values: PubMed's format (MEDLINE, nbib) and RIS. Each begins with its first tag; none where there is none. */
export function readTagged(text: string): Reference[] {
  const out: Reference[] = []
  let record: Map<string, string[]> | null = null
  let values: string[] | null = null
  const end = () => {
    if (record) out.push(record.has('TY') ? ofRIS(record) : ofPubMed(record))
    record = values = null
  }
  for (const line of text.split('\n')) {
    const m = /^([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$/.exec(line)
    if (m) {
      const [, tag = '', value = ''] = m
      if (tag === 'PMID' || tag === 'TY') end()
      if (tag === 'PMID' || tag === 'TY') record = new Map()
      if (tag === 'ER') end()
      if (!record) continue
      values = record.get(tag) ?? []
      record.set(tag, values)
      values.push(value.trim())
    } else if (values && /^\s+\S/.test(line)) {
      values.push(`${values.pop() ?? ''} ${line.trim()}`)
    }
  }
  end()
  return out
}

const one = (record: Map<string, string[]>, ...tags: string[]): string => {
  for (const tag of tags) {
    const value = record.get(tag)?.find(v => v !== '')
    if (value) return value
  }
  return ''
}

const yearIn = (s: string) => /\b(?:1[89]|20)\d\d\b/.exec(s)?.[0] ?? ''
const withoutPoint = (s: string) => s.replace(/\.$/, '')

function ofPubMed(record: Map<string, string[]>): Reference {
  const at = record.get('LID')?.find(v => v.endsWith('[doi]')) ?? record.get('AID')?.find(v => v.endsWith('[doi]')) ?? ''
  return {
    ...nothing,
    authors: record.get('AU') ?? record.get('FAU')?.map(shortName) ?? record.get('CN') ?? [],
    title: one(record, 'TI', 'BTI'),
    journal: withoutPoint(one(record, 'TA', 'JT')),
    year: yearIn(one(record, 'DP')),
    volume: one(record, 'VI'),
    issue: one(record, 'IP'),
    pages: one(record, 'PG'),
    doi: doiOf(at),
    pmid: /^\d{1,9}$/.exec(one(record, 'PMID'))?.[0] ?? '',
  }
}

function ofRIS(record: Map<string, string[]>): Reference {
  const [from, to] = [one(record, 'SP'), one(record, 'EP')]
  return {
    ...nothing,
    authors: (record.get('AU') ?? record.get('A1') ?? []).filter(Boolean).map(shortName),
    title: one(record, 'TI', 'T1', 'CT'),
    journal: withoutPoint(one(record, 'JA', 'J2', 'JO', 'JF', 'T2', 'BT', 'PB')),
    year: yearIn(one(record, 'PY', 'Y1', 'DA')),
    volume: one(record, 'VL'),
    issue: one(record, 'IS'),
    pages: from && to && to !== from && !from.includes('-') ? `${from}-${to}` : from,
    doi: doiOf(one(record, 'DO', 'L3', 'UR')),
    pmid: /^\d{1,9}$/.exec(one(record, 'AN', 'ID'))?.[0] && /pubmed|medline|nlm/i.test(one(record, 'DB', 'DP')) ? one(record, 'AN', 'ID') : '',
  }
}

/** "Haddad, Noor Maria" and "Noor Maria Haddad" as "Haddad NM". What is no person's name is left as it is. */
export function shortName(name: string): string {
  const said = name.replaceAll(/\s+/g, ' ').trim()
  const [family = '', given = '', suffix = ''] = said.includes(',') ? said.split(',', 3).map(s => s.trim()) : parted(said)
  if (given === '') return family
  // "NM" and "N.M." are initials already.
  const initials = /^(?:\p{Lu}\.?[ -]?){1,4}$/u.test(given) ? given.replaceAll(/[^\p{Lu}]/gu, '') : [...given.matchAll(/(?:^|[\s-])(\p{L})/gu)].map(m => (m[1] ?? '').toUpperCase()).join('')
  return [family, initials, suffix].filter(Boolean).join(' ')
}

function parted(name: string): string[] {
  const words = name.split(' ')
  // The family's name begins with its particle: "Ludwig van der Berg".
  let from = words.length - 1
  while (from > 1 && /^\p{Ll}/u.test(words[from - 1] ?? '')) from--
  return from > 0 ? [words.slice(from).join(' '), words.slice(0, from).join(' ')] : [name]
}
