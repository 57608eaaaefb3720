import type { KeyImage } from '../wire/key-image'
import type { KeyImageEdit } from './key-images'

/** Saved so long after the last change, in ms, and tried again so long after a failure. */
const pause = 400
const again = 5000

/** One key image: what a person made of it, null where it was removed, and whether that is kept. */
type Part = { k: KeyImage | null; dirty: boolean; timer: ReturnType<typeof setTimeout> | null; running: Promise<void> | null }

/**
 * What a person marks and writes, before it is kept: shown at once, saved a
 * moment after the last change, one save of a key image after the other. What
 * could not be saved stays and is tried again.
 */
export class KeyImageWork {
  #edit: KeyImageEdit | undefined
  fault: Error | null = null
  readonly #parts = new Map<string, Part>()
  readonly #hear = new Set<() => void>()
  #changes = 0

  /** Where it is kept from now on. */
  use(edit: KeyImageEdit | undefined): void {
    this.#edit = edit
  }

  /** What is shown: the stored ones as they are now, then what is not stored yet. */
  list(stored: KeyImage[]): KeyImage[] {
    const known = new Set(stored.map(k => k.id))
    const now = stored.flatMap(k => {
      const part = this.#parts.get(k.id)
      return part ? (part.k ?? []) : k
    })
    const fresh = [...this.#parts].flatMap(([id, p]) => (known.has(id) || !p.k ? [] : p.k))
    return [...now, ...fresh]
  }

  change(k: KeyImage): void {
    this.#note(k.id, k, pause)
  }

  /** At once: a new one, or one that is taken back. */
  add(k: KeyImage): void {
    this.#note(k.id, k, 0)
  }

  remove(id: string): void {
    this.#note(id, null, 0)
  }

  /** Saves now what waits; true once all is kept. */
  async flush(): Promise<boolean> {
    await Promise.all([...this.#parts].map(([id, p]) => this.#save(id, p)))
    return [...this.#parts.values()].every(p => !p.dirty)
  }

  readonly subscribe = (hear: () => void): (() => void) => {
    this.#hear.add(hear)
    return () => this.#hear.delete(hear)
  }

  readonly changes = (): number => this.#changes

  #say(): void {
    this.#changes++
    this.#hear.forEach(hear => hear())
  }

  #note(id: string, k: KeyImage | null, ms: number): void {
    const part = this.#parts.get(id) ?? { k, dirty: true, timer: null, running: null }
    part.k = k
    part.dirty = true
    this.#parts.set(id, part)
    this.#later(id, part, ms)
    this.#say()
  }

  #later(id: string, part: Part, ms: number): void {
    if (part.timer) clearTimeout(part.timer)
    part.timer = setTimeout(() => void this.#save(id, part), ms)
  }

  async #save(id: string, part: Part): Promise<void> {
    if (part.timer) clearTimeout(part.timer)
    part.timer = null
    while (part.running) await part.running
    if (!part.dirty || !this.#edit) return
    part.running = this.#once(id, part, this.#edit)
    await part.running
  }

  async #once(id: string, part: Part, edit: KeyImageEdit): Promise<void> {
    part.dirty = false
    try {
      await (part.k ? edit.save(part.k) : edit.remove(id))
      this.fault = null
      // What the list says is as new as this.
      if (!part.dirty) this.#parts.delete(id)
    } catch (e) {
      this.fault = e instanceof Error ? e : new Error()
      part.dirty = true
      if (!part.timer) this.#later(id, part, again)
    } finally {
      part.running = null
      this.#say()
    }
  }
}
