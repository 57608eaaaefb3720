// Which cases a list shows, in which order. Pure, for 10,000 cases in memory.

import { type CaseRow } from '../../bridge'
import { type Standing, standing, type Turn, turns } from '../../lib/case-status'

export const sorts = { waiting: 'list.sortWaiting', changed: 'list.sortChanged', name: 'list.sortName' } as const

export type Filter = { text: string; physician: string; service: string; turn: Turn | ''; sort: keyof typeof sorts }

export const noFilter: Filter = { text: '', physician: '', service: '', turn: '', sort: 'waiting' }

export type Listed = { row: CaseRow; standing: Standing }

/** Lower case without accents, so that "bergstrom" finds Bergström. */
function plain(s: string): string {
  return s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function matches(row: CaseRow, text: string): boolean {
  const words = plain(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const digits = text.replace(/\D/g, '')
  if (digits.length >= 4 && digits.length === text.replace(/\s/g, '').length && row.reference.includes(digits)) return true
  const hay = plain([row.name, row.native, row.about, ...row.questions].join(' '))
  return words.every(w => hay.includes(w))
}

/** The names that more than one of the cases has, however they are accented: such rows could be taken for one another. */
export function sharedNames(rows: readonly CaseRow[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const { name } of rows) {
    const key = nameKey(name)
    if (key === '') continue
    if (seen.has(key)) shared.add(key)
    seen.add(key)
  }
  return shared
}

/** A name without its accents, signs and order: what two rows are compared by. */
export function nameKey(name: string): string {
  return plain(name).split(/[^\p{L}\p{N}]+/u).filter(Boolean).sort().join(' ')
}

const orders: Record<Filter['sort'], (a: Listed, b: Listed) => number> = {
  // Opinions and problems come before older waiting; then whoever waits longest.
  waiting: (a, b) => urgency(b) - urgency(a) || a.row.waiting.localeCompare(b.row.waiting),
  changed: (a, b) => b.row.updated.localeCompare(a.row.updated),
  name: (a, b) => a.row.name.localeCompare(b.row.name),
}

function urgency({ row, standing: s }: Listed): number {
  if (s.turn !== 'you') return row.emergent ? 1 : 0
  if (row.opinion === 'arrived') return 4
  if (s.problem) return 3
  if (s.glyph === 'you') return 2
  return row.emergent ? 1 : 0
}

/** The rows that pass, in the four groups; the groups keep their order and may be empty. */
export function grouped(rows: CaseRow[], filter: Filter, reader: { role: string }): { turn: Turn; rows: Listed[] }[] {
  const listed = rows
    .filter(r => !filter.physician || r.physician === filter.physician)
    .filter(r => !filter.service || r.service === filter.service)
    .filter(r => matches(r, filter.text))
    .map(row => ({ row, standing: standing(row, reader) }))
    .sort(orders[filter.sort])
  return turns.filter(t => !filter.turn || t === filter.turn).map(turn => ({ turn, rows: listed.filter(l => l.standing.turn === turn) }))
}
