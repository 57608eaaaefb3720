import type { KeyImage } from '../wire/key-image'
import type { KeyImageEdit } from './key-images'

/** Saved so long after the last change, in ms, and tried again so long after a failure. */
const pause = 400
const again = 5000

/** What no later try changes: a person has to. */
const final = ['refused', 'forbidden', 'invalid', 'not-found', 'too-large', 'conflict', 'vault-locked']

/** One key image: what a person made of it, null where it was removed, and whether that is kept. */
type Part = {
  k: KeyImage | null
  /** The stored version that it builds on; 0 where there is none. */
  version: number
  dirty: boolean
  /** Why it is not kept and not tried again; '' where it is on its way. */
  refused: string
  timer: ReturnType<typeof setTimeout> | null
  running: Promise<void> | null
}

/**
 * What a person marks and writes in one case, before it is kept: shown at once,
 * saved a moment after the last change, one save of a key image after the other.
 * It outlives the viewer, so that what could not be saved is there when somebody
 * comes back and never meets newer words of its own; whoever holds it ends it by
 * clear. What may pass by itself is tried again; what was refused stands with its
 * reason until a person changes or removes it.
 */
export class KeyImageWork {
  #edit: KeyImageEdit | undefined
  fault: Error | null = null
  readonly #parts = new Map<string, Part>()
  readonly #hear = new Set<() => void>()
  #changes = 0

  /** Where it is kept from now on. */
  use(edit: KeyImageEdit): void {
    this.#edit = edit
  }

  /** What is shown: the stored ones as they are in this moment, then what is not stored yet. */
  list(stored: KeyImage[]): KeyImage[] {
    const known = new Set(stored.map(k => k.id))
    const now = stored.flatMap(k => {
      const part = this.#parts.get(k.id)
      return part ? (part.k ?? []) : k
    })
    const fresh = [...this.#parts].flatMap(([id, p]) => (known.has(id) || !p.k ? [] : p.k))
    return [...now, ...fresh]
  }

  /** Why one of these is not kept and waits for a person, by its id. */
  refused(): Record<string, string> {
    return Object.fromEntries([...this.#parts].flatMap(([id, p]) => (p.refused ? [[id, p.refused]] : [])))
  }

  change(k: KeyImage): void {
    this.#note(k.id, k, pause)
  }

  /** At once: a new one, or one that is taken back. */
  add(k: KeyImage): void {
    this.#note(k.id, k, 0)
  }

  remove(id: string): void {
    const part = this.#parts.get(id)
    // It never was kept: there is nothing to remove but here.
    if (part?.refused && part.version === 0 && !this.#edit?.versionOf?.(id)) {
      this.#parts.delete(id)
      this.#say()
    } else this.#note(id, null, 0)
  }

  /** Saves now what waits; true once all is kept. */
  async flush(): Promise<boolean> {
    await Promise.all([...this.#parts].map(([id, p]) => this.#save(id, p)))
    return !this.unsaved()
  }

  /** Something is not kept yet. */
  unsaved(): boolean {
    return [...this.#parts.values()].some(p => p.dirty || p.running !== null)
  }

  /** Forgets everything; what is under way is not tried again. */
  clear(): void {
    for (const p of this.#parts.values()) {
      if (p.timer) clearTimeout(p.timer)
      p.timer = null
      p.dirty = false
    }
    this.#parts.clear()
    this.fault = null
    this.#say()
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
    const part: Part = this.#parts.get(id) ?? { k, version: this.#versionOf(id), dirty: true, refused: '', timer: null, running: null }
    // Whoever changes it once more has read why, and what is kept now.
    if (part.refused) Object.assign(part, { refused: '', version: this.#versionOf(id) })
    part.k = k
    part.dirty = true
    this.#parts.set(id, part)
    this.#later(id, part, ms)
    this.#say()
  }

  #versionOf(id: string): number {
    return this.#edit?.versionOf?.(id) ?? 0
  }

  #later(id: string, part: Part, ms: number): void {
    if (part.timer) clearTimeout(part.timer)
    part.timer = setTimeout(() => void this.#save(id, part), ms)
  }

  async #save(id: string, part: Part): Promise<void> {
    if (part.timer) clearTimeout(part.timer)
    part.timer = null
    while (part.running) await part.running
    if (!part.dirty || part.refused || !this.#edit) return
    part.running = this.#once(id, part, this.#edit)
    await part.running
  }

  async #once(id: string, part: Part, edit: KeyImageEdit): Promise<void> {
    part.dirty = false
    const removed = part.k === null
    try {
      part.version = (await (part.k ? edit.save(part.k, part.version) : edit.remove(id, part.version))) ?? 0
      this.fault = null
      // What the list says is as new as this.
      if (!part.dirty && this.#parts.get(id) === part) this.#parts.delete(id)
    } catch (e) {
      // Cleared meanwhile: it is nobody's any more.
      if (this.#parts.get(id) === part) this.#failed(id, part, e instanceof Error ? e : new Error(), removed)
    } finally {
      part.running = null
      this.#say()
    }
  }

  #failed(id: string, part: Part, fault: Error & { kind?: string }, removed: boolean): void {
    this.fault = fault
    if (!fault.kind || !final.includes(fault.kind)) {
      part.dirty = true
      if (!part.timer) this.#later(id, part, again)
      return
    }
    if (part.dirty) return // changed meanwhile: that is tried
    // What could not be removed is there; of what is gone nothing can be kept.
    if (removed || fault.kind === 'not-found') {
      this.#parts.delete(id)
      return
    }
    Object.assign(part, { dirty: true, refused: fault.message || ' ' })
  }
}
