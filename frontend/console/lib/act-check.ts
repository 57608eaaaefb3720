import type { Field } from '../api/act-forms'
import { personOf } from './colleague'
import { entriesOf, hasWords, type Values, wordOf } from './typed'

/** What is wrong with a field, by its place in the request: "note", "items[0].code". */
export type Wrongs = Record<string, 'missing' | 'long'>

/** The same look that the service takes (internal/server/acts), so that most is said before anything is sent. */
export function check(fields: readonly Field[], values: Values, role: string, at = ''): Wrongs {
  const wrong: Wrongs = {}
  for (const f of fields) {
    const place = at + f.name
    if (f.kind === 'list') {
      entriesOf(values, f.name).forEach((entry, i) => {
        // Of a list that may be left out an entry without a word is none.
        if (f.required || hasWords(entry)) Object.assign(wrong, check(f.fields ?? [], entry, role, `${place}[${i}].`))
      })
      continue
    }
    const word = wordOf(values, f.name)
    if (word.trim() === '') {
      // The service takes an empty person as nobody in particular: that is chosen, never left.
      if (f.required || f.kind === 'colleague' || f.of?.includes(role)) wrong[place] = 'missing'
    } else if (f.max && [...word].length > f.max) wrong[place] = 'long'
  }
  return wrong
}

/** The request's fields; what was left empty is left out. */
export function filled(fields: readonly Field[], values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const f of fields) {
    if (f.kind === 'list') {
      const entries = entriesOf(values, f.name).filter(entry => f.required || hasWords(entry))
      if (f.required || entries.length > 0) body[f.name] = entries.map(entry => filled(f.fields ?? [], entry))
    } else if (wordOf(values, f.name).trim() !== '') body[f.name] = f.kind === 'colleague' ? personOf(wordOf(values, f.name)) : wordOf(values, f.name)
  }
  return body
}
