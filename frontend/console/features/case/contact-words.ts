import type { Case, CaseDocument, Party, PersonName } from '../../api/types'
import { countryName } from '../../lib/address'

/** The name whole, in its own order of parts, then in other scripts, each once. */
export function nameLines(n: PersonName): string[] {
  const latin = [n.prefix, n.given, n.middle, n.family, n.suffix].filter(Boolean).join(' ')
  return [...new Set([latin, n.ideographic, n.phonetic].filter(Boolean))]
}

/** A place as the rules name it: "MA, United States". */
export function placeName(p: CaseDocument['residence'] | undefined): string {
  return p ? [p.region, countryName(p.country)].filter(Boolean).join(', ') : ''
}

/** The one time zone of a country; '' where it has several, or the browser knows of none: nobody is guessed to be in one. */
export function zoneOf(country: string): string {
  try {
    const place = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?: () => string[]; timeZones?: string[] }
    const zones = place.getTimeZones?.() ?? place.timeZones ?? []
    return country && zones.length === 1 ? (zones[0] ?? '') : ''
  } catch {
    return ''
  }
}

/** Where a party is called: who has no number of the own at the clinic is called there. */
export function numberAt(c: Case, party: Party | undefined): string {
  if (!party || party.phone || (party.party !== 'physician' && party.party !== 'covering')) return party?.phone ?? ''
  return c.parties.find(p => p.party === 'clinic')?.phone ?? ''
}
