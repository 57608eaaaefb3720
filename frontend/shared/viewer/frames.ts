import type { KeyImage } from '../wire/key-image'
import { type DicomJson, text } from './dataset'
import type { FrameInfo, Picture } from './decode/frame-info'
import { NotShown, Why } from './decode/frame-info'
import { Pool } from './decode/pool'
import { describe, type Described, mayShowLabel, tiled } from './describe'
import type { Raster } from './raster'
import { isReadable, type Presentation, presentationOf } from './presentation'
import type { Slide } from './slide/pyramid'
import type { Source } from './source'

/** One image: a frame of a record. */
export type Place = { record: string; frame: number }
export type Shown = { place: Place; described: Described; picture: Picture }

export function keyOf(p: Place): string {
  return `${p.record}/${p.frame}`
}

type Entry = { place: Place; shown: Promise<Shown>; /** Once it came. */ here?: Shown; bytes: number; abort: AbortController; wanted: boolean; /** It came, or it never will. */ settled: boolean }

export type Decoder = Pick<Pool, 'decode' | 'dispose'> & Partial<Pick<Pool, 'expect'>>

/** How many decode at a time: one core is left for what is drawn. */
export function newDecoder(workers = Math.min(3, Math.max(1, (navigator.hardwareConcurrency || 2) - 1))): Decoder {
  return new Pool(workers)
}

// Somebody who scrolls faster than images come wants the last few, not all.
const mostUrgent = 4

/** What a browser's page may keep: a part of the memory there is, where it says how much. */
export function budgetOf(memory: number | undefined): number {
  const gigabytes = memory ?? 4
  return Math.min(64, Math.max(32, gigabytes * 16)) * 1024 * 1024
}

/**
 * The frames that are near: what is asked for comes first, what is fetched ahead
 * gives way to it, and what has not been looked at for longest is let go when
 * there is no more room.
 */
export class Frames {
  private entries = new Map<string, Entry>() // the latest used last
  private datasets = new Map<string, Promise<DicomJson>>()
  private series = new Map<string, Promise<{ slides: Slide[]; whole: boolean }>>()
  private held = 0
  private ahead: Place[] = []
  private running = 0
  private peeks: Promise<unknown>[] = Array.from({ length: 3 }, () => Promise.resolve())
  private peeked = 0
  private over = new AbortController()
  private urgent: Entry[] = [] // asked for and not there yet, the latest last
  private readonly pool: Decoder
  private readonly source: Source
  readonly budget: number

  constructor(source: Source, options: { budget: number; decoder: Decoder }) {
    this.source = source
    this.budget = options.budget
    this.pool = options.decoder
  }

  dispose(): void {
    this.over.abort()
    for (const e of this.entries.values()) e.abort.abort()
    this.entries.clear()
    this.ahead = []
    this.pool.dispose()
  }

  /** A frame to be shown now. */
  get(place: Place): Promise<Shown> {
    const key = keyOf(place)
    const known = this.entries.get(key)
    if (known) {
      known.wanted = true
      this.entries.delete(key)
      this.entries.set(key, known)
      return known.shown
    }
    const asked = this.load(place, true)
    const entry = this.entries.get(key)
    if (entry) {
      this.urgent = [...this.urgent.filter(e => e.bytes === 0 && this.entries.get(keyOf(e.place)) === e), entry]
      const late = this.urgent.length > mostUrgent ? this.urgent.shift() : undefined
      if (late) this.cancel(late)
    }
    return asked
  }

  /** A frame for a small picture that nobody asked for: shown once and not kept, unless it is there already. What may show a slide's label is not among them. */
  async peek(place: Place): Promise<Shown> {
    const known = this.here(place)
    if (known) return unlabeled(known)
    return this.aside(() => this.fetchUnlabeled(place))
  }

  /** The presentation state under which a key image was seen; null where it names none. */
  async state({ state }: KeyImage): Promise<Presentation | null> {
    if (!state) return null
    const ds = await this.dataset(state.record)
    if (text(ds, '00080018') !== state.sop || !isReadable(ds)) throw new NotShown(Why.State)
    return presentationOf(ds)
  }

  /** The picture of a key image of a whole slide, from the files of its series; null where its record is none. */
  async slide(k: KeyImage, most: number): Promise<Raster | null> {
    if (!tiled.includes(text(await this.dataset(k.record), '00080016'))) return null
    // Slides are put together by what only those need who look at one.
    const [{ slidesAround }, { seenIn }, { slidePicture }] = await Promise.all([import('./slide/series'), import('./slide/pieces'), import('./slide/slide-picture')])
    let slides = this.series.get(k.series)
    if (!slides) {
      slides = slidesAround(this.source, k.record, this.over.signal)
      this.series.set(k.series, slides)
      // What one of its files did not say this time it may say the next.
      const forget = () => this.series.delete(k.series)
      slides.then(found => found.whole || forget(), forget)
    }
    const seen = seenIn((await slides).slides, k)
    if (!seen) throw new NotShown(Why.Untold)
    return this.aside(() => slidePicture(this.source, this.pool, seen, k, most, this.over.signal))
  }

  /** A few at a time, so that what a person waits for is not behind all of them. */
  private aside<T>(work: () => Promise<T>): Promise<T> {
    const lane = this.peeked++ % this.peeks.length
    const turn = (this.peeks[lane] ?? Promise.resolve()).then(() => this.calm()).then(work)
    this.peeks[lane] = turn.catch(() => {})
    return turn
  }

  /** Nobody waits for an image: on a slow line it would come later for each small picture. */
  private async calm(): Promise<void> {
    for (;;) {
      const waited = this.urgent.find(e => !e.settled && this.entries.get(keyOf(e.place)) === e)
      if (!waited) return
      await waited.shown.catch(() => {})
    }
  }

  /** Frames of this syntax come next. */
  expect(syntax: string): void {
    this.pool.expect?.(syntax)
  }

  /** A frame decoded as somebody says, and kept by whoever asks. */
  async stored({ record, frame }: Place, info: FrameInfo): Promise<Picture> {
    const { bytes, syntax } = await this.source.frame(record, frame, this.over.signal)
    if (bytes.length === 0) throw new NotShown(Why.Empty)
    return this.pool.decode(info, bytes, syntax)
  }

  /** A frame that is there already, for as long as it is. */
  here(place: Place): Shown | undefined {
    return this.entries.get(keyOf(place))?.here
  }

  /** What will be wanted next, the nearest first. What was fetched ahead for another place and has not come is given up. */
  prefetch(places: Place[]): void {
    const near = new Set(places.map(keyOf))
    for (const e of [...this.entries.values()]) {
      if (e.bytes === 0 && !e.wanted && !near.has(keyOf(e.place))) this.cancel(e)
    }
    this.ahead = places.filter(p => !this.entries.has(keyOf(p)))
    this.pump()
  }

  private cancel(e: Entry): void {
    e.abort.abort()
    this.entries.delete(keyOf(e.place))
  }

  private pump(): void {
    // Two at a time: more would stand before what is asked for next.
    while (this.running < 2 && this.ahead.length > 0) {
      const place = this.ahead.shift()
      if (!place || this.entries.has(keyOf(place))) continue
      this.running++
      const done = () => {
        this.running--
        this.pump()
      }
      this.load(place, false).then(done, done)
    }
  }

  private load(place: Place, wanted: boolean): Promise<Shown> {
    const key = keyOf(place)
    const abort = new AbortController()
    const entry: Entry = { place, abort, wanted, settled: false, bytes: 0, shown: this.fetch(place, abort.signal) }
    this.entries.set(key, entry)
    const settled = () => (entry.settled = true)
    entry.shown.then(settled, settled)
    entry.shown.then(
      shown => {
        if (this.entries.get(key) !== entry) return
        entry.here = shown
        entry.bytes = sizeOf(shown)
        this.held += entry.bytes
        this.makeRoom(key)
      },
      (e: unknown) => {
        // What failed on the way is asked for again next time; what cannot be shown stays so.
        if (this.entries.get(key) === entry && !(e instanceof NotShown)) this.entries.delete(key)
      },
    )
    return entry.shown
  }

  private async fetch(place: Place, signal: AbortSignal): Promise<Shown> {
    const frame = this.source.frame(place.record, place.frame, signal)
    frame.catch(() => {}) // heard below
    const described = describe(await this.dataset(place.record), place.frame)
    const { bytes, syntax } = await frame
    if (signal.aborted) throw new DOMException('', 'AbortError')
    if (bytes.length === 0) throw new NotShown(Why.Empty)
    return { place, described, picture: await this.pool.decode(described.info, bytes, syntax) }
  }

  /** Of what may show a label nothing is fetched but what its file says of it. */
  private async fetchUnlabeled(place: Place): Promise<Shown> {
    if (mayShowLabel(await this.dataset(place.record))) throw new NotShown(Why.Label)
    return this.fetch(place, this.over.signal)
  }

  /** The last few datasets stay: the frames of one instance share theirs. Whoever gives up an image does not take it from another. */
  private dataset(record: string): Promise<DicomJson> {
    const known = this.datasets.get(record)
    if (known) return known
    const asked = this.source.dataset(record)
    this.datasets.set(record, asked)
    asked.catch(() => this.datasets.delete(record))
    for (const old of this.datasets.keys()) {
      if (this.datasets.size <= 4) break
      this.datasets.delete(old)
    }
    return asked
  }

  private makeRoom(keep: string): void {
    for (const [key, e] of this.entries) {
      if (this.held <= this.budget) return
      if (key === keep || e.bytes === 0) continue
      this.held -= e.bytes
      this.entries.delete(key)
    }
  }
}

function unlabeled(shown: Shown): Shown {
  if (shown.described.glass) throw new NotShown(Why.Label)
  return shown
}

/** With its tables and overlays: of a palette's image they may be more than the picture. */
function sizeOf({ picture, described: { info, voiLuts, overlays } }: Shown): number {
  const pixels = picture.kind === 'gray' ? picture.values : picture.rgb
  const { palette: colors, modality } = info
  const tables = [colors?.red, colors?.green, colors?.blue, modality.lut?.data, ...voiLuts.map(l => l.data), ...overlays.map(o => o.packed)]
  return tables.reduce((sum, t) => sum + (t?.byteLength ?? 0), pixels.byteLength)
}
