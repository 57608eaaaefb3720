import { useEffect, useState, useSyncExternalStore } from 'react'
import type { KeyImage } from '../wire/key-image'
import { KeyImageWork } from './key-image-work'
import { type KeyImageHands, ownKeyImages } from './key-images'

const none: KeyImage[] = []

/** The key images of a case as they are now, and the hands that change them. */
export function useKeyImages(hands: KeyImageHands | undefined) {
  const [nothing] = useState(() => new KeyImageWork())
  const work = hands?.work ?? nothing
  useSyncExternalStore(work.subscribe, work.changes)
  const edit = hands?.edit
  useEffect(() => {
    if (edit) work.use(edit)
  }, [work, edit])
  // Nobody types here any more: what waits is saved now.
  useEffect(() => () => void work.flush(), [work])
  return {
    list: hands ? ownKeyImages(hands) : none,
    others: hands?.others ?? [],
    broken: { ...hands?.broken, ...work.refused() },
    editable: edit !== undefined,
    fault: work.fault,
    removed: work.removed,
    add: (k: KeyImage) => work.add(k),
    change: (k: KeyImage) => work.change(k),
    remove: (k: KeyImage) => work.remove(k),
    undo: () => work.undo(),
  }
}

export type KeyImages = ReturnType<typeof useKeyImages>
