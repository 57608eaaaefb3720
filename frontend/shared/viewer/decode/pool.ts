import type { FrameInfo, Picture } from './frame-info'
import { NotShown, Why } from './frame-info'
import { decodePlain, isPlain, sizeOf } from './plain'
import type { Answer, Expected, Order, Ready } from './worker'

type Waiting = { order: Order; resolve: (p: Picture) => void; reject: (e: unknown) => void }

// A codec that loops is ended; nothing decodes for as long as this.
const patience = 60_000 // ms

// What the page reads by itself in less time than anybody sees.
const small = 8 * 1024 * 1024

// Nobody scrolls: what a codec took for the largest frame is given back. The next
// frame brings a new worker, whose script is known.
const rest = 30_000 // ms

// A worker begins when the page has drawn what it read by itself: on two cores
// each would slow down the other.
const drawing = 100 // ms

/** A few workers that decode, one frame each at a time. */
export class Pool {
  private resting?: ReturnType<typeof setTimeout>
  private coming?: ReturnType<typeof setTimeout>
  private idle: Worker[] = []
  private busy = new Map<Worker, { waiting: Waiting; timer: ReturnType<typeof setTimeout> }>()
  private queue: Waiting[] = []
  private last = 0
  private ready = false
  private over = false
  private readonly size: number

  constructor(size: number) {
    this.size = size
  }

  /** A codec that will be wanted is read beforehand. What needs none the page reads by itself. */
  expect(syntax: string): void {
    if (isPlain(syntax)) return
    this.call()
    // The one that takes the next frame.
    this.idle.at(-1)?.postMessage({ expect: syntax } satisfies Expected)
  }

  decode(info: FrameInfo, bytes: Uint8Array, syntax: string): Promise<Picture> {
    // A webview takes a tenth of a second to begin a worker: the first image neither waits for it nor shares its core.
    if (!this.ready && isPlain(syntax) && sizeOf(info) <= small) {
      this.coming ??= setTimeout(() => this.call(), drawing)
      return new Promise(resolve => resolve(decodePlain(info, bytes)))
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ order: { id: ++this.last, info, bytes, syntax }, resolve, reject })
      this.next()
    })
  }

  dispose(): void {
    this.over = true
    clearTimeout(this.resting)
    clearTimeout(this.coming)
    for (const [w, { timer }] of this.busy) {
      clearTimeout(timer)
      w.terminate()
    }
    for (const w of this.idle) w.terminate()
    this.busy.clear()
    this.idle = []
    this.queue = []
  }

  /** After a rest there is nobody: one comes back while the page goes on by itself. */
  private call(): void {
    if (this.over) return
    this.coming = undefined
    if (this.idle.length === 0 && this.busy.size === 0) this.idle.push(this.hire())
    this.settle()
  }

  /** From the last frame on it is counted how long nobody scrolls. */
  private settle(): void {
    clearTimeout(this.resting)
    if (this.queue.length === 0 && this.busy.size === 0) this.resting = setTimeout(() => this.goHome(), rest)
  }

  private next(): void {
    this.settle()
    while (this.queue.length > 0) {
      const worker = this.idle.pop() ?? (this.busy.size < this.size ? this.hire() : undefined)
      const waiting = worker && this.queue.shift()
      if (!waiting) return
      const timer = setTimeout(() => this.fire(worker), patience)
      this.busy.set(worker, { waiting, timer })
      const { bytes } = waiting.order
      worker.postMessage(waiting.order, bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : [])
    }
  }

  private goHome(): void {
    for (const w of this.idle) w.terminate()
    this.idle = []
    this.ready = false
  }

  private hire(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<Answer | Ready>) => {
      if ('ready' in data) {
        this.ready = true
        return
      }
      const work = this.busy.get(worker)
      if (!work || work.waiting.order.id !== data.id) return
      clearTimeout(work.timer)
      this.busy.delete(worker)
      this.idle.push(worker)
      if ('picture' in data) work.waiting.resolve(data.picture)
      else work.waiting.reject(new NotShown(data.why, data.detail))
      this.next()
    }
    worker.onerror = () => this.fire(worker)
    return worker
  }

  /** A worker that broke, or that does not end, takes only its own frame with it. */
  private fire(worker: Worker): void {
    const work = this.busy.get(worker)
    worker.terminate()
    this.busy.delete(worker)
    this.idle = this.idle.filter(w => w !== worker)
    if (!work) return
    clearTimeout(work.timer)
    work.waiting.reject(new NotShown(Why.Codec))
    this.next()
  }
}
