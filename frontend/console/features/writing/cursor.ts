import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Spot } from './pen'

/** Remembers where somebody was writing, for when the page is left for the images and come back to. It ends with the session. */
export function useCursor(id: string) {
  const client = useQueryClient()
  return useMemo(
    () => ({
      was: () => client.getQueryData<Spot>(['cursor', id]),
      keep: (at: Spot) => {
        client.setQueryData<Spot>(['cursor', id], at)
      },
    }),
    [client, id],
  )
}
