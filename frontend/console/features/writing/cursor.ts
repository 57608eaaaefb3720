import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'

/** Where somebody was writing: the part of the letter, which of its texts, and what of it was selected. */
type Cursor = { part: string; text: number; start: number; end: number }

/** Remembers where somebody was writing, for when the page is left for the images and come back to. It ends with the session. */
export function useCursor(id: string) {
  const client = useQueryClient()
  return useMemo(
    () => ({
      was: () => client.getQueryData<Cursor>(['cursor', id]),
      keep: (part: string, text: number, at: HTMLTextAreaElement) => {
        client.setQueryData<Cursor>(['cursor', id], { part, text, start: at.selectionStart, end: at.selectionEnd })
      },
    }),
    [client, id],
  )
}
