import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import type { Bytes } from '../source'
import { Canvases } from './canvas'
import { countdown } from './countdown'
import { type Inside, insideOf } from './inside'
import { parts } from './pdf-data'
import { TooSlow } from './too-slow'

export type PdfPage = pdfjs.PDFPageProxy

/** What is done first: what stands on the screen, then what is looked for, then small pictures, then what lies inside. */
export const Rank = { Seen: 0, Text: 1, Thumb: 2, Inside: 3 } as const
export type Rank = (typeof Rank)[keyof typeof Rank]

/** Asks a person for the password; rejects where nobody gives one. It is kept for as long as the file is open. */
export type AskPassword = (wrong: boolean) => Promise<string>

// What is done with the whole file has no page.
const whole = 0

type Task = { page: number; rank: Rank; patience: number; signal?: AbortSignal; work: (doc: pdfjs.PDFDocumentProxy) => Promise<unknown>; done: (v: unknown) => void; failed: (e: unknown) => void }

// In seconds of a window that is seen, since the last piece of the file came: a slow
// line is no fault of a page.
const patience = 20
// What is attached is unpacked to be named, some hundred megabytes in a second at most: a
// file that was packed to fill the memory is left alone before it does.
const patienceInside = 2
// Pieces of a file that are read at once; the size of the vault's own chunks.
const piece = 1 << 20

type Options = { bytes: Bytes; password: AskPassword; /** Seconds for one page, or for opening. */ patience?: number }

/**
 * A PDF, in a worker of its own. Pages are worked on one after the other, so that
 * one which never ends is known: then the worker is ended and another goes on
 * with the rest. Nothing of a PDF runs: no script, no link, no program.
 */
export class PdfFile {
  pages = 0
  #options: Options
  #worker: Worker | null = null
  #task: pdfjs.PDFDocumentLoadingTask | null = null
  #doc: pdfjs.PDFDocumentProxy | null = null
  #word = '' // the password
  #waiting: Task[] = []
  #busy = false
  #closed = false
  #gone = new AbortController()
  #slow = new Set<number>()
  #pieces = 0 // that came

  private constructor(o: Options) {
    this.#options = o
  }

  /** Bytes. */
  get size(): number {
    return this.#options.bytes.size
  }

  static async open(o: Options): Promise<PdfFile> {
    const f = new PdfFile(o)
    try {
      await f.#start()
    } catch (e) {
      f.close()
      throw e
    }
    return f
  }

  close(): void {
    this.#closed = true
    this.#end()
    for (const t of this.#waiting.splice(0)) t.failed(new DOMException('closed', 'AbortError'))
  }

  /** Works on a page once its turn comes. TooSlow where that does not end; longer gives it more time. */
  run<T>(page: number, rank: Rank, work: (page: PdfPage) => Promise<T>, o: { signal?: AbortSignal; longer?: boolean } = {}): Promise<T> {
    return this.#later(page, rank, doc => doc.getPage(page).then(work), o)
  }

  /** The files that are attached inside, once the pages are done; all of them is read for it. */
  inside(signal?: AbortSignal): Promise<Inside[]> {
    return this.#later(whole, Rank.Inside, async doc => insideOf((await doc.getAttachments()) as unknown), { signal, most: patienceInside })
  }

  #later<T>(page: number, rank: Rank, work: (doc: pdfjs.PDFDocumentProxy) => Promise<T>, o: { signal?: AbortSignal; longer?: boolean; /** Seconds. */ most?: number }): Promise<T> {
    const seconds = Math.min(this.#options.patience ?? patience, o.most ?? Infinity)
    return new Promise<T>((done, failed) => {
      if (this.#closed) return failed(new DOMException('closed', 'AbortError'))
      if (this.#slow.has(page) && !o.longer) return failed(new TooSlow())
      this.#waiting.push({ page, rank, patience: o.longer ? seconds * 6 : seconds, signal: o.signal, work, done: done as (v: unknown) => void, failed })
      void this.#turn()
    })
  }

  async #turn(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      for (let t = this.#next(); t; t = this.#next()) await this.#one(t)
    } finally {
      this.#busy = false
    }
  }

  #next(): Task | undefined {
    this.#waiting = this.#waiting.filter(t => {
      if (t.signal?.aborted) t.failed(new DOMException('left', 'AbortError'))
      return !t.signal?.aborted
    })
    let best = 0
    this.#waiting.forEach((t, i) => {
      if (t.rank < (this.#waiting[best]?.rank ?? 0)) best = i
    })
    return this.#waiting.splice(best, 1)[0]
  }

  async #one(t: Task): Promise<void> {
    try {
      if (!this.#doc) await this.#start()
      const doc = this.#doc
      if (!doc) throw new DOMException('closed', 'AbortError')
      const result = await this.#within(t.patience, t.work(doc), t.signal)
      this.#slow.delete(t.page)
      t.done(result)
    } catch (e) {
      if (e instanceof TooSlow) this.#slow.add(t.page)
      // The next task starts another worker.
      if (e instanceof TooSlow || this.#gone.signal.aborted) this.#end()
      t.failed(e)
    }
  }

  /** Waits so many seconds, not counting those in which nobody sees the window: nothing is drawn then. */
  #within<T>(seconds: number, work: Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((done, failed) => {
      const over = new AbortController()
      const end = countdown({ seconds, came: () => this.#pieces, stands: () => document.hidden, over: () => settle(() => failed(new TooSlow())) })
      const settle = (say: () => void) => {
        end()
        over.abort()
        say()
      }
      const gone = () => settle(() => failed(signal?.aborted ? new DOMException('left', 'AbortError') : this.#gone.signal.reason))
      signal?.addEventListener('abort', gone, { signal: over.signal })
      this.#gone.signal.addEventListener('abort', gone, { signal: over.signal })
      work.then(
        v => settle(() => done(v)),
        (e: unknown) => settle(() => failed(e)),
      )
    })
  }

  async #start(): Promise<void> {
    const { bytes, password } = this.#options
    this.#gone = new AbortController()
    const gone = this.#gone
    const first = await bytes.read(0, Math.min(bytes.size, piece), gone.signal)
    if (this.#closed) throw new DOMException('closed', 'AbortError')
    const worker = new Worker(workerUrl, { type: 'module' })
    this.#worker = worker
    worker.addEventListener('error', () => gone.abort(new TooSlow())) // out of memory, as a rule
    const range = new Ranges(bytes, first, gone, () => this.#pieces++)
    const task = pdfjs.getDocument({
      ...parts,
      CanvasFactory: Canvases,
      range,
      rangeChunkSize: piece,
      disableAutoFetch: true,
      disableStream: true,
      worker: pdfjs.PDFWorker.create({ port: worker } as never),
      verbosity: pdfjs.VerbosityLevel.ERRORS,
      isEvalSupported: false,
      enableXfa: false,
    })
    this.#task = task
    let asked = 0
    let paused = false
    const word = this.#word
    const ended = new Promise<never>((_, failed) => {
      task.onPassword = (give: (word: string) => void, why: number) => {
        const wrong = why === pdfjs.PasswordResponses.INCORRECT_PASSWORD
        if (word && asked++ === 0 && !wrong) return give(word)
        paused = true // a person takes as long as it takes
        password(wrong).then(
          w => {
            paused = false
            this.#word = w
            give(w)
          },
          (e: unknown) => failed(e instanceof Error ? e : new DOMException('left', 'AbortError')),
        )
      }
      const end = countdown({ seconds: this.#options.patience ?? patience, came: () => this.#pieces, stands: () => document.hidden || paused, over: () => failed(new TooSlow()) })
      gone.signal.addEventListener('abort', () => failed(gone.signal.reason instanceof Error ? gone.signal.reason : new DOMException('closed', 'AbortError')))
      task.promise.then(end, end)
    })
    ended.catch(() => {})
    try {
      this.#doc = await Promise.race([task.promise, ended])
    } catch (e) {
      this.#end()
      throw e
    }
    this.pages = this.#doc.numPages
  }

  /** Ends the worker whatever it does; its own way of ending waits for an answer. */
  #end(): void {
    const { reason } = this.#gone.signal
    if (!this.#gone.signal.aborted) this.#gone.abort(reason)
    this.#worker?.terminate()
    void this.#task?.destroy().catch(() => {})
    this.#worker = this.#task = this.#doc = null
  }
}

/** Gives pdf.js the pieces it asks for. One that cannot be read ends the reading, with its fault. */
class Ranges extends pdfjs.PDFDataRangeTransport {
  #bytes: Bytes
  #gone: AbortController
  #came: () => void
  constructor(bytes: Bytes, first: Uint8Array, gone: AbortController, came: () => void) {
    super(bytes.size, first)
    this.#bytes = bytes
    this.#gone = gone
    this.#came = came
  }
  override requestDataRange(from: number, to: number): void {
    this.#bytes.read(from, Math.min(to, this.#bytes.size), this.#gone.signal).then(
      b => {
        this.#came()
        this.onDataRange(from, b)
      },
      (e: unknown) => {
        if (!this.#gone.signal.aborted) this.#gone.abort(e)
      },
    )
  }
}
