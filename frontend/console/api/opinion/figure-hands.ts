import type { Frames } from '@shared/viewer/frames'
import { type KeyImageEdit, seen } from '@shared/viewer/key-image-edit'
import type { Source } from '@shared/viewer/source'
import type { KeyImage } from '@shared/wire/key-image'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { Fault } from '../client'
import { signedInAs } from '../session/session'
import { dropFigure, keepPicture, putFigure } from './figures'
import { opinionKey, readOpinion, tellOpinion } from './get-opinion'
import { overStored, sameFigure } from './merge-figure'
import type { Figure, Opinion } from '../types'

const none: KeyImage[] = []
const mostPrinted = 12
const mostTries = 5 // of one save: another window saves once a second at most

const removed = () => new Fault('not-found', 'This figure was removed in another window, so nothing of it was kept. Mark the image again if the letter shall show it.')

/** Tries over what stands now, until nobody saved in between. */
async function over<T>(id: string, change: (now: Opinion) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await change(await readOpinion(id))
    } catch (e) {
      if (!(e instanceof Fault) || e.status !== 409 || e.kind !== 'conflict' || tries === mostTries) throw e
    }
  }
}

/**
 * The figures of the draft that this person writes, for the viewer: each is kept
 * with its picture as it is seen, over what stands then: another window may have
 * the text, or the same figure. merged: somebody there changed it too, and both
 * are kept; changed: the draft has other figures. No edit where there is no such draft.
 */
export function useFigureHands(id: string, writes: boolean, source: Source, merged: () => void, changed: () => void): { list: KeyImage[]; edit?: KeyImageEdit<Figure> } {
  const client = useQueryClient()
  const draft = useQuery({ queryKey: opinionKey(id), queryFn: () => readOpinion(id), enabled: writes, refetchOnWindowFocus: false, gcTime: 0 }).data
  // The decoder comes with the first picture and ends with the page.
  const frames = useRef<Frames | null>(null)
  useEffect(
    () => () => {
      frames.current?.dispose()
      frames.current = null
    },
    [source],
  )
  const edit = useMemo((): KeyImageEdit<Figure> => {
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
    /** What was removed here: taken back, it stands where it stood, printed or not as it was. */
    const gone = new Map<string, { figure: Figure; before?: string }>()
    return {
      save: async (k, base) => {
        ours()
        const back = base ? undefined : gone.get(k.id)
        const known = base ?? back?.figure
        const of = known && seen(known.image) === seen(k) ? known.picture : await picture(k)
        return over(id, async now => {
          if (now.state !== 'draft') throw new Fault('refused', 'The letter is signed and is no longer edited. Nothing was changed.')
          const all = now.content.figures ?? []
          const stored = all.find(f => f.image.id === k.id)
          const next = overStored(base, { image: k, picture: of, printed: known?.printed ?? all.filter(f => f.printed).length < mostPrinted }, stored)
          if (!next) {
            told(now)
            throw removed()
          }
          const o = await putFigure(id, now, next, back?.before)
          gone.delete(k.id)
          told(o)
          changed()
          if (base && !sameFigure(base, stored) && !sameFigure(next, stored)) merged()
          return o.content.figures?.find(f => f.image.id === k.id) ?? next
        })
      },
      remove: async (image, base) => {
        ours()
        const list = figures()
        const i = list.findIndex(f => f.image.id === image)
        const before = i < 0 ? undefined : list[i + 1]?.image.id
        await over(id, async now => {
          const stored = now.content.figures?.find(f => f.image.id === image)
          if (base && stored && !sameFigure(base, stored)) {
            told(now)
            throw new Fault('conflict', 'This figure was changed in another window, so it was not removed. Look at it, and remove it again if it shall go.')
          }
          told(await dropFigure(id, now, image))
          changed()
          if (stored) gone.set(image, { figure: stored, before })
        })
      },
      stored: figures,
    }
  }, [client, id, source, merged, changed])
  const own = draft?.state === 'draft' ? draft.content.figures : undefined
  return useMemo(() => ({ list: own?.map(f => f.image) ?? none, edit: draft?.state === 'draft' ? edit : undefined }), [draft?.state, own, edit])
}
