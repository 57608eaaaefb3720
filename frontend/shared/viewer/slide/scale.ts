// How large what is seen of a slide is.
import type { Slide } from './pyramid'

/** The magnification at which a pixel of the screen stands for so many mm; glass at 10 times is about 1 µm. */
export function magnification(slide: Slide, zoom: number): { times: number; about: boolean } | null {
  if (slide.power > 0) return { times: slide.power * zoom, about: false }
  if (slide.spacing) return { times: (0.01 / slide.spacing[1]) * zoom, about: true }
  return null
}

/** A length that is good to read, of at most so many pixels. */
export function scaleBar(mmPerPixel: number, most: number): { pixels: number; text: string } {
  const longest = mmPerPixel * most
  const ten = 10 ** Math.floor(Math.log10(longest))
  const mm = ([5, 2, 1].find(n => n * ten <= longest) ?? 1) * ten
  const plain = (v: number) => String(Number(v.toPrecision(6)))
  return { pixels: mm / mmPerPixel, text: mm >= 1 ? `${plain(mm)} mm` : mm >= 0.001 ? `${plain(mm * 1000)} µm` : `${plain(mm * 1e6)} nm` }
}
