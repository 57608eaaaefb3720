import type { KeyImage } from '../wire/key-image'

/** A key image as it is kept, with what its keeper says of that state: its version, its picture. */
export type Kept = { image: KeyImage }

/**
 * Where key images are kept. Each answer comes when it is on the disk and in the
 * list. Of one keeper all are of one kind: what is given back to it came from it.
 */
export type KeyImageEdit<K extends Kept = Kept> = {
  /** A new one, or another state of the kept one that it builds on; gives what is kept now, with what others changed since. */
  save(k: KeyImage, base: K | undefined): Promise<K>
  /** base: as the person who removes it has seen it. */
  remove(id: string, base: K | undefined): Promise<void>
  /**
   * The list as it is kept this moment. The one that is handed down comes a moment
   * later: by it alone what was just kept would be gone from the page for that long,
   * and the field with it in which somebody types.
   */
  stored(): K[]
}

/** What is seen of a key image, which its picture shows: a note alone needs no other picture. */
export function seen({ record, frame, arrows, window, invert, rotate, flip, region, state }: KeyImage): string {
  return JSON.stringify([record, frame, arrows ?? [], window ?? null, invert ?? false, rotate ?? 0, flip ?? false, region ?? null, state ?? null])
}

/** A key image that was changed here since base, over what others made of it: note and image each go with who changed them, here first. */
export function mergeKeyImage(base: KeyImage, mine: KeyImage, theirs: KeyImage): KeyImage {
  const of = seen(mine) === seen(base) ? theirs : mine
  const { note } = (mine.note ?? '') === (base.note ?? '') ? theirs : mine
  return { ...of, note }
}
