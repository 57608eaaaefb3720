import type { DocumentPatient } from '../api/types'

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

/** A country by its name; what is no code of one stays as it is. */
export function countryName(code: string): string {
  try {
    return code ? (countries.of(code) ?? code) : ''
  } catch {
    return code
  }
}

/** An address in the lines in which it was given. */
export function addressLines(a: DocumentPatient['address']): string[] {
  const town = [a.city, [a.region, a.postal_code].filter(Boolean).join(' ')].filter(Boolean).join(', ')
  return [...(a.lines ?? []), town, countryName(a.country)].filter(l => l.trim() !== '')
}
