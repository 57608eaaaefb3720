import { isDay } from '@shared/format/date'
import type { PartnerRef, PriceRow } from '../../api/types'
import { newOnce } from '../../lib/once'
import { namedRows } from './csv'

/** "1137.50" as cents; null where it is no amount of money. */
export function centsOf(text: string): number | null {
  const plain = text.trim().replace(/,(?=\d{3}(\D|$))/g, '')
  const m = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(plain)
  return m ? Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0')) : null
}

/** Cents as they are typed: "950", "1137.50". */
export function amountOf(cents: number): string {
  return cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2)
}

export function priceFile(rows: readonly PriceRow[], partners: readonly PartnerRef[]): string[][] {
  const name = (id: string) => partners.find(p => p.id === id)?.name ?? id
  return [['item', 'partner', 'amount', 'currency', 'from', 'until', 'source'], ...rows.map(r => [r.item, r.partner && name(r.partner), amountOf(r.cents), r.currency, r.from, r.until, r.source])]
}

/** The rows of a file; one that is there already keeps its number. Null: no such table; a number: the row of the file that is none. */
export function priceRows(text: string, before: readonly PriceRow[], items: readonly string[], partners: readonly PartnerRef[]): PriceRow[] | number | null {
  const named = namedRows(text, ['item', 'amount', 'currency', 'from', 'source'])
  if (!named) return null
  const out: PriceRow[] = []
  for (const [i, n] of named.entries()) {
    const cents = centsOf(n.amount ?? '')
    const partner = n.partner ? partners.find(p => p.name.toLowerCase() === n.partner?.toLowerCase())?.id : ''
    const row = { item: n.item ?? '', currency: (n.currency ?? '').toUpperCase(), from: n.from ?? '', until: n.until ?? '', source: n.source ?? '' }
    if (cents === null || partner === undefined || !items.includes(row.item) || !/^[A-Z]{3}$/.test(row.currency) || !isDay(row.from) || (row.until !== '' && !isDay(row.until)) || !row.source) return i + 2
    const was = before.find(b => b.item === row.item && b.partner === partner && b.from === row.from)
    out.push({ id: was?.id ?? newOnce(), ...row, partner, cents })
  }
  return out
}
