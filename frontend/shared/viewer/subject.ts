import type { Shown } from './frames'
import { type Presentation, presented, type Subject } from './presentation'
import type { Slot } from './stack'
import type { Extent, View } from './view'

export function extentOf({ picture, described }: Shown): Extent {
  return { columns: picture.columns, rows: picture.rows, aspect: described.aspect }
}

/** An image as a presentation state is held against it. */
export function subjectOf({ place, described: { inverse, info } }: Shown, sop: string): Subject {
  const { modality, signed } = info
  return { sop, frame: place.frame, inverse, values: modality.lut ? undefined : modality, signed: signed || modality.intercept < 0 }
}

/** The view in force: a person's, over what a presentation state says of the image. */
export function viewOf(view: View, presentation: Presentation | null, shown: Shown | null, slot: Slot | undefined): View {
  return shown && slot ? presented(view, presentation, subjectOf(shown, slot.instance.uid)) : view
}
