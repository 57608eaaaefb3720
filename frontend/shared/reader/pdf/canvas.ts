import { TooSlow } from './too-slow'

// How long a drawing may hold the window at a stretch, in ms. pdf.js gives way to
// others after a few operations of a page, but not within a pattern or a letter
// that is itself a drawing: those can be made to go on for years.
const longest = 4000

/** Ends what draws for too long without a break. */
class Stretch {
  #began = 0
  #calls = 0

  /** Before each operation of a canvas. */
  check = (): void => {
    if ((++this.#calls & 63) !== 0) return
    const now = performance.now()
    if (this.#began === 0) {
      this.#began = now
      setTimeout(() => (this.#began = 0)) // as soon as others had their turn
    } else if (now - this.#began > longest) {
      this.#began = now // what tidies up behind it may draw
      throw new TooSlow()
    }
  }

  /** The context of a canvas that is drawn on under this watch. */
  context(canvas: HTMLCanvasElement, settings: CanvasRenderingContext2DSettings): CanvasRenderingContext2D {
    const context = canvas.getContext('2d', settings)
    if (!context) throw new Error('no canvas')
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(CanvasRenderingContext2D.prototype))) {
      if (typeof value !== 'function' || name === 'constructor') continue
      const draw = value as (...given: unknown[]) => unknown
      Object.defineProperty(context, name, {
        configurable: true,
        writable: true, // pdf.js puts its own in their place now and then
        value: (...given: unknown[]) => {
          this.check()
          return draw.apply(context, given)
        },
      })
    }
    return context
  }
}

/** A canvas for a page. */
export function pageCanvas(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  // pdf.js asks for this context again and gets the same one.
  new Stretch().context(canvas, { alpha: false, willReadFrequently: true })
  return canvas
}

type Made = { canvas: HTMLCanvasElement | null; context: CanvasRenderingContext2D | null }

/** For getDocument: canvases for what pdf.js draws beside the page. */
export class Canvases {
  #stretch = new Stretch()

  create(width: number, height: number): Made {
    if (!(width > 0 && height > 0)) throw new Error('a drawing without a size')
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    return { canvas, context: this.#stretch.context(canvas, { willReadFrequently: true }) }
  }

  reset({ canvas }: Made, width: number, height: number): void {
    if (!canvas) return
    canvas.width = width
    canvas.height = height
  }

  destroy(made: Made): void {
    if (made.canvas) made.canvas.width = made.canvas.height = 0
    made.canvas = made.context = null
  }
}
