import type { Frames } from '@shared/viewer/frames'
import type { KeyImageEdit } from '@shared/viewer/key-images'
import type { Source } from '@shared/viewer/source'
import type { KeyImage } from '@shared/wire/key-image'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { Fault } from '../client'
import { signedInAs } from '../session/session'
import { dropFigure, keepPicture, putFigure } from './figures'
import { opinionKey, readOpinion, tellOpinion } from './get-opinion'
import { overStored, seen } from './merge-figure'
import type { Opinion } from '../types'

const none: KeyImage[] = []
const mostPrinted = 12

/**
 * The figures of the draft that this person writes, for the viewer: each is kept
 * with its picture as it is seen. No edit where there is no such draft.
 */
export function useFigureHands(id: string, works: boolean, source: Source): { list: KeyImage[]; edit?: KeyImageEdit } {
  const client = useQueryClient()
  const draft = useQuery({ queryKey: opinionKey(id), queryFn: () => readOpinion(id), enabled: works, refetchOnWindowFocus: false, gcTime: 0 }).data
  // The decoder comes with the first picture and ends with the page.
  const frames = useRef<Frames | null>(null)
  useEffect(
    () => () => {
      frames.current?.dispose()
      frames.current = null
    },
    [source],
  )
  const edit = useMemo((): KeyImageEdit => {
    const me = signedInAs(client)
    /** Never in somebody else's name; without a session it waits for the sign-in. */
    const ours = () => {
      if (signedInAs(client) !== me) throw new Fault('unauthenticated', 'You are not signed in any more. What you marked is on this page alone. Sign in again, and it is saved.', 401)
    }
    const told = (o: Opinion) => tellOpinion(client, id, o)
    const figures = () => client.getQueryData<Opinion>(opinionKey(id))?.content.figures ?? []
    const picture = async (k: KeyImage) => {
      const [{ Frames: Made, newDecoder }, { renderKeyImage }] = await Promise.all([import('@shared/viewer/frames'), import('@shared/viewer/render-key-image')])
      frames.current ??= new Made(source, { budget: 64e6, decoder: newDecoder(1) })
      return keepPicture(id, await renderKeyImage(frames.current, k))
    }
    return {
      save: async k => {
        ours()
        const was = figures().find(f => f.image.id === k.id)
        const of = was && seen(was.image) === seen(k) ? was.picture : await picture(k)
        // The window with the text may have changed it since.
        const now = await readOpinion(id)
        const all = now.content.figures ?? []
        const stored = all.find(f => f.image.id === k.id)
        const next = overStored(was, { image: k, picture: of, printed: was?.printed ?? all.filter(f => f.printed).length < mostPrinted }, stored)
        if (!next) {
          told(now)
          throw new Fault('not-found', 'This figure was removed in another window, so nothing of it was kept. Mark the image again if the letter shall show it.')
        }
        told(await putFigure(id, next))
      },
      remove: async image => {
        ours()
        told(await dropFigure(id, image))
      },
      stored: () => figures().map(f => f.image),
    }
  }, [client, id, source])
  const own = draft?.state === 'draft' ? draft.content.figures : undefined
  return useMemo(() => ({ list: own?.map(f => f.image) ?? none, edit: draft?.state === 'draft' ? edit : undefined }), [draft?.state, own, edit])
}
