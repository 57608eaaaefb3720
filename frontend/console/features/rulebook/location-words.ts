import { isDay } from '@shared/format/date'
import type { LocationRow, RulePlace } from '../../api/types'
import { newOnce } from '../../lib/once'
import { namedRows } from './csv'

/** The kinds of rules, as R13 letters them. */
export const locationKinds = ['opinions-closed', 'pathology-closed', 'radiology-closed', 'reviews-closed', 'country-closed'] as const
export type LocationKind = (typeof locationKinds)[number]

export function isLocationKind(kind: string): kind is LocationKind {
  return (locationKinds as readonly string[]).includes(kind)
}

/** "New Mexico, United States". */
export function placeName(places: readonly RulePlace[], country: string, region: string): string {
  const c = places.find(p => p.code === country)
  const r = c?.regions.find(p => p.code === region)
  return [region && (r?.name ?? region), c?.name ?? country].filter(Boolean).join(', ')
}

const columns = ['kind', 'country', 'region', 'from', 'until', 'source'] as const

export function locationFile(rows: readonly LocationRow[]): string[][] {
  return [[...columns], ...rows.map(r => columns.map(c => r[c]))]
}

/** The rows of a file; one that is there already keeps its number. Null: no such table; a number: the row of the file that is none. */
export function locationRows(text: string, before: readonly LocationRow[]): LocationRow[] | number | null {
  const named = namedRows(text, ['kind', 'country', 'from', 'source'])
  if (!named) return null
  const out: LocationRow[] = []
  for (const [i, n] of named.entries()) {
    const row = { kind: n.kind ?? '', country: n.country ?? '', region: n.region ?? '', from: n.from ?? '', until: n.until ?? '', source: n.source ?? '' }
    if (!isLocationKind(row.kind) || !row.country || !row.source || !isDay(row.from) || (row.until !== '' && !isDay(row.until))) return i + 2
    const was = before.find(b => b.kind === row.kind && b.country === row.country && b.region === row.region && b.from === row.from)
    out.push({ id: was?.id ?? newOnce(), ...row })
  }
  return out
}
