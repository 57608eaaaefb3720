import { seen } from '@shared/viewer/key-image-edit'
import type { Figure } from '../types'

/**
 * A figure that was changed here since base, put over the one that is stored:
 * legend, print choice, and image with picture each go with who changed them.
 * Both windows are one author's; what both changed is as it is here.
 */
export function mergeFigure(base: Figure, mine: Figure, stored: Figure): Figure {
  const of = seen(mine.image) === seen(base.image) && mine.picture.sha256 === base.picture.sha256 ? stored : mine
  const note = (mine.image.note ?? '') === (base.image.note ?? '') ? stored.image.note : mine.image.note
  const printed = mine.printed === base.printed ? stored.printed : mine.printed
  return { ...of, image: { ...of.image, note }, printed }
}

/**
 * What is to be stored of a figure that the viewer changed: base is what it was
 * changed from, stored how it is now. Undefined where it was removed in another
 * window since: nothing brings it back but a person.
 */
export function overStored(base: Figure | undefined, mine: Figure, stored: Figure | undefined): Figure | undefined {
  if (!stored) return base ? undefined : mine
  if (base) return mergeFigure(base, mine, stored)
  // New here, and stored all the same: its first save arrived and the answer did not, and since then there may be a legend.
  return { ...mine, image: { ...mine.image, note: mine.image.note ?? stored.image.note }, printed: stored.printed }
}

/** Whether two states of a figure say and show the same. */
export function sameFigure(a: Figure | undefined, b: Figure | undefined): boolean {
  const said = (f: Figure | undefined) => f && JSON.stringify([seen(f.image), f.image.note ?? '', f.picture.sha256, f.printed])
  return said(a) === said(b)
}
