import type { Shown } from './frames'
import { type Look, startWindow } from './gray'
import type { View } from './view'

/** The window in force: a person's, else the image's own; colors have none. */
export function windowOf(shown: Shown, view: View): { center: number; width: number } | null {
  if (shown.picture.kind === 'color') return null
  return view.window ?? startWindow(shown.described, shown.picture)
}

export function lookOf(shown: Shown, view: View): Look {
  const window = windowOf(shown, view) ?? { center: 127.5, width: 255 }
  const { described: d, picture } = shown
  const own = view.window === null
  const shape = view.voi ? view.voi.shape : own ? d.shape : 'linear'
  // The linear function takes half a step of whole numbers off each end (PS3.3
  // C.11.2.1.2): of a map from 0 to 1 it leaves black and white.
  const fractions = picture.kind === 'gray' && picture.values instanceof Float32Array
  return {
    ...window,
    shape: shape === 'linear' && fractions ? 'exact' : shape,
    lut: view.voi ? view.voi.lut : own && d.windows.length === 0 ? d.voiLuts[0] : undefined,
    inverse: d.inverse !== view.inverted,
  }
}
