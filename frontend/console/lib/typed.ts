import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Field } from '../api/act-forms'
import type { Act } from '../api/acts'

/** What was typed into an act's fields, by their names; of a list, one for each entry. */
export type Values = { [name: string]: string | Values[] }

export const wordOf = (v: Values, name: string): string => {
  const found = v[name]
  return typeof found === 'string' ? found : ''
}

export const entriesOf = (v: Values, name: string): Values[] => {
  const found = v[name]
  return Array.isArray(found) ? found : [{}]
}

/** Whether anything is in it that would be missed. */
export const hasWords = (v: Values): boolean => Object.values(v).some(x => (typeof x === 'string' ? x.trim() !== '' : x.some(hasWords)))

const secret = (f: Field) => f.kind === 'password' || f.kind === 'code'

/**
 * What is typed for one act on one case. Closing the dialog does not lose it:
 * the page keeps it, in memory alone, until the act is done or somebody else
 * signs in. Passwords and codes are gone with the dialog. What one act is done
 * about more than once (who was called, which task) keeps each its own words.
 */
export function useTyped(id: string, act: Act, fields: readonly Field[], about = '', begins: Values = {}) {
  const client = useQueryClient()
  const [key] = useState(() => ['typed', id, act, about])
  const [values, setValues] = useState<Values>(() => client.getQueryData<Values>(key) ?? begins)
  const change = useCallback(
    (next: Values) => {
      setValues(next)
      const kept = { ...next }
      for (const f of fields) if (secret(f)) delete kept[f.name]
      if (hasWords(kept)) client.setQueryData(key, kept)
      else client.removeQueries({ queryKey: key })
    },
    [client, fields, key],
  )
  const forget = useCallback(() => client.removeQueries({ queryKey: key }), [client, key])
  return { values, change, forget }
}
