import { newSource, type Source } from '@shared/viewer/source'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { address, askAt, Fault } from '../client'
import { meKey, sessionEnded } from '../session/session'

/** A case's images as this person may see them. */
export function useImageSource(id: string): Source {
  const client = useQueryClient()
  return useMemo(
    () =>
      newSource(address(`/cases/${id}`), async (at, signal) => {
        try {
          return await askAt(at, { signal })
        } catch (e) {
          if (e instanceof Fault && sessionEnded(e)) void client.invalidateQueries({ queryKey: meKey })
          throw e
        }
      }),
    [id, client],
  )
}
