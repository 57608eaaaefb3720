import type { KeyImage } from '@shared/wire/key-image'
import type { KeyImageEdit } from '@shared/viewer/key-image-edit'
import type { KeyImageHands } from '@shared/viewer/key-images'
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Fault, go } from '../../bridge'
import { useUnsaved } from '../cases/save-section'
import { keys } from '../keys'

/** An image that the clinic marked, and why it does not go along. */
export type MarkedImage = { image: KeyImage; version: number; broken: string }

type OfBridge = Parameters<typeof go.records.SaveKeyImage>[2]

/** The key images of a case, in the order in which they were marked. */
export function useMarkedImages(id: string) {
  return useQuery({
    queryKey: keys.keyImages(id),
    // The bindings know no pair of numbers and no moment.
    queryFn: async () => (await go.records.KeyImages(id)) as unknown as MarkedImage[],
  })
}

function told(client: QueryClient, id: string, next: (list: MarkedImage[]) => MarkedImage[]): void {
  client.setQueryData<MarkedImage[]>(keys.keyImages(id), list => next(list ?? []))
  for (const key of [keys.check, keys.sealPreview]) void client.invalidateQueries({ queryKey: key(id) })
}

/** The viewer's hands on them: kept with the case as long as it is not sealed. */
export function useKeyImageHands(id: string, editable: boolean): KeyImageHands | undefined {
  const client = useQueryClient()
  const unsaved = useUnsaved()
  const marked = useMarkedImages(id).data
  const edit = useMemo((): KeyImageEdit<MarkedImage> => {
    /** Whoever lost a race sees what is kept now. */
    const newer = (e: unknown) => {
      if (e instanceof Fault && e.kind === 'conflict') void client.invalidateQueries({ queryKey: keys.keyImages(id) })
      return e
    }
    return {
      save: async (k, base) => {
        const kept = await go.records.SaveKeyImage(id, base?.version ?? 0, k as unknown as OfBridge).catch((e: unknown) => Promise.reject(newer(e)))
        const now = kept as unknown as MarkedImage
        told(client, id, list => (list.some(m => m.image.id === k.id) ? list.map(m => (m.image.id === k.id ? { ...now, broken: m.broken } : m)) : [...list, now]))
        return now
      },
      remove: async (key, base) => {
        await go.records.RemoveKeyImage(id, key, base?.version ?? 0).catch((e: unknown) => Promise.reject(newer(e)))
        told(client, id, list => list.filter(m => m.image.id !== key))
      },
      stored: () => client.getQueryData<MarkedImage[]>(keys.keyImages(id)) ?? [],
    }
  }, [id, client])
  return useMemo(
    () => marked && { list: marked.map(m => m.image), broken: Object.fromEntries(marked.filter(m => m.broken).map(m => [m.image.id, m.broken])), edit: editable ? edit : undefined, work: unsaved.keyImages(id) },
    [id, marked, editable, edit, unsaved],
  )
}
