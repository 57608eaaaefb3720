import { mergeFigures, withFigures } from './draft-figures'
import { settled } from './parts'
import type { Content, Reviewable } from '../../api/types'

/** Where both changed one thing, each in another way: somebody has to choose. */
class Both extends Error {}

/** What the service writes: it stands as it is stored. */
export const services = new Set(['format', 'case', 'reference', 'version', 'kind', 'date', 'service', 'addressee', 'patient', 'signers', 'reviewed', 'unseen', 'text_form', 'supersedes', 'adds_to', 'further', 'says_outcome'])

/** Lists whose numbers stand in the texts: of two windows only one may have changed them. */
const numbered = ['references', 'notes'] as const

/**
 * What is written here with what another window, or another author, stored since
 * base: each field, answer and row goes with who changed it. null where both changed
 * the same one, or one a list by whose numbers the texts of the other speak.
 */
export function mergeContent(base: Content, mine: Content, stored: Content): Content | null {
  const figures = mergeFigures(base.figures ?? [], mine.figures ?? [], stored.figures ?? [])
  // In the same numbers the texts say the same of figures.
  const [b, m, s] = [base, mine, stored].map(c => settled(withFigures(c, figures))) as [Content, Content, Content]
  if (numbered.some(list => !same(b[list], m[list]) || !same(b[list], s[list])) && !same(words(b), words(m)) && !same(words(b), words(s))) return null
  try {
    const out = merged(b, m, s, '') as Content
    for (const name of services) (out as Record<string, unknown>)[name] = s[name as keyof Content]
    // A citation that no text names is let go by the service.
    const own = (m.citations ?? []).filter(x => !(s.citations ?? []).some(y => y.label === x.label))
    return { ...out, figures, citations: [...(s.citations ?? []), ...own] }
  } catch (e) {
    if (e instanceof Both) return null
    throw e
  }
}

/** What was marked as seen here and in another window; null where one thing was marked in two ways. */
export function mergeMarks(base: Reviewable[], mine: Reviewable[], stored: Reviewable[]): Reviewable[] | null {
  const of = (list: Reviewable[]) => new Map(list.map(r => [`${r.key} ${r.over}`, r.seen]))
  const [was, here] = [of(base), of(mine)]
  const out = stored.map(r => {
    const key = `${r.key} ${r.over}`
    const [b, m] = [was.get(key), here.get(key)]
    if (m === undefined || m === b || m === r.seen) return r
    return b === undefined || r.seen === b ? { ...r, seen: m } : null
  })
  return out.includes(null) ? null : (out as Reviewable[])
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
const words = (c: Content) => ({ ...c, figures: undefined, citations: undefined, ...Object.fromEntries([...services].map(name => [name, undefined])) })

type Rows = { id: string }[]

function merged(base: unknown, mine: unknown, stored: unknown, at: string): unknown {
  if (at === 'figures' || at === 'citations' || services.has(at)) return stored
  if (same(mine, base)) return stored
  if (same(stored, base) || same(mine, stored)) return mine
  if (isRows(base ?? []) && isRows(mine ?? []) && isRows(stored ?? [])) return mergedRows((base ?? []) as Rows, (mine ?? []) as Rows, (stored ?? []) as Rows)
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(stored) && base.length === mine.length && base.length === stored.length && base.every(isRecord)) {
    return base.map((x, i) => merged(x, mine[i], stored[i], '.'))
  }
  if (isRecord(base) && isRecord(mine) && isRecord(stored)) {
    const names = new Set([...Object.keys(stored), ...Object.keys(mine)])
    return Object.fromEntries([...names].map(name => [name, merged(base[name], mine[name], stored[name], at === '' ? name : '.')]))
  }
  throw new Both()
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)
const isRows = (x: unknown): boolean => Array.isArray(x) && x.every(r => isRecord(r) && typeof r.id === 'string')

/** Rows by their names, in the order of who moved them; what one added stands behind what it stands behind there. */
function mergedRows(base: Rows, mine: Rows, stored: Rows): Rows {
  const [was, here, there] = [base, mine, stored].map(rows => new Map(rows.map(r => [r.id, r]))) as [Map<string, Rows[0]>, Map<string, Rows[0]>, Map<string, Rows[0]>]
  const order = (rows: Rows) => rows.map(r => r.id).filter(id => was.has(id) && here.has(id) && there.has(id))
  const [lead, other] = same(order(mine), order(base)) ? [stored, mine] : [mine, stored]
  if (lead === mine && !same(order(stored), order(base)) && !same(order(mine), order(stored))) throw new Both()
  const one = (id: string): Rows => {
    const [b, m, s] = [was.get(id), here.get(id), there.get(id)]
    if (m && s) return [merged(b, m, s, '.') as Rows[0]]
    const left = m ?? s
    if (!left) return []
    if (!b) return [left] // new in one of them
    if (same(left, b)) return [] // removed in the other
    throw new Both()
  }
  const out = lead.flatMap(r => one(r.id))
  other.forEach((r, i) => {
    if (lead.some(x => x.id === r.id)) return
    const after = other[i - 1]?.id
    const at = after === undefined ? 0 : out.findIndex(x => x.id === after) + 1
    out.splice(after !== undefined && at === 0 ? out.length : at, 0, ...one(r.id))
  })
  return out
}
