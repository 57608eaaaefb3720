import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Place } from './pen'

/** Where somebody was writing: the part of the letter, which of its texts, and what of it was selected. */
type Cursor = Place & { part: string; text: number }

/** Remembers where somebody was writing, for when the page is left for the images and come back to. It ends with the session. */
export function useCursor(id: string) {
  const client = useQueryClient()
  return useMemo(
    () => ({
      was: () => client.getQueryData<Cursor>(['cursor', id]),
      keep: (part: string, text: number, at: Place) => {
        client.setQueryData<Cursor>(['cursor', id], { part, text, ...at })
      },
    }),
    [client, id],
  )
}
