import type { KeyImage } from '../wire/key-image'
import { type Kept, type KeyImageEdit, mergeKeyImage } from './key-image-edit'

/** Saved so long after the last change, in ms, and tried again so long after a failure. */
const pause = 400
const again = 5000

/** What no later try changes: a person has to. */
const final = ['refused', 'forbidden', 'invalid', 'not-found', 'too-large', 'conflict', 'vault-locked']

/** One key image: what a person made of it, and whether that is kept. */
type Part = {
  k: KeyImage
  /** It was removed. */
  away: boolean
  /** What it builds on: as it was kept when this person began to change it, or what the last save of it made. */
  base: Kept | undefined
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
  /** The last that was removed here, once that is kept: a person may take it back. */
  removed: KeyImage | null = null
  /** What was kept when the list was last shown: a change is made of that, whatever is kept by now. */
  #shown = new Map<string, Kept>()
  readonly #parts = new Map<string, Part>()
  readonly #hear = new Set<() => void>()
  #changes = 0

  /** Where it is kept from now on. */
  use(edit: KeyImageEdit): void {
    this.#edit = edit
  }

  /** What is shown: the stored ones as they are in this moment, then what is not stored yet. */
  list(stored: Kept[]): KeyImage[] {
    this.#shown = new Map(stored.map(k => [k.image.id, k]))
    const now = stored.flatMap(({ image }) => {
      const part = this.#parts.get(image.id)
      if (!part) return image
      return part.away ? [] : part.k
    })
    const fresh = [...this.#parts].flatMap(([id, p]) => (this.#shown.has(id) || p.away ? [] : p.k))
    return [...now, ...fresh]
  }

  /** Why one of these is not kept and waits for a person, by its id. */
  refused(): Record<string, string> {
    return Object.fromEntries([...this.#parts].flatMap(([id, p]) => (p.refused ? [[id, p.refused]] : [])))
  }

  change(k: KeyImage): void {
    this.#note(k, false, pause)
  }

  /** At once: a new one, or one that is taken back. */
  add(k: KeyImage): void {
    this.#note(k, false, 0)
  }

  remove(k: KeyImage): void {
    const part = this.#parts.get(k.id)
    this.removed = null
    // It never was kept: there is nothing to remove but here.
    if (part?.refused && !part.base && !this.#shown.has(k.id)) {
      this.#parts.delete(k.id)
      this.removed = k
      this.#say()
    } else this.#note(k, true, 0)
  }

  /** Takes back what was removed last; not where somebody else did so first. */
  undo(): void {
    const k = this.removed
    this.removed = null
    if (k && !this.#shown.has(k.id)) this.add(k)
    else this.#say()
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
    this.#shown.clear()
    this.fault = this.removed = null
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

  #note(k: KeyImage, away: boolean, ms: number): void {
    const now = this.#shown.get(k.id)
    const part: Part = this.#parts.get(k.id) ?? { k, away, base: now, dirty: true, refused: '', timer: null, running: null }
    part.k = k
    // Whoever changes it once more has read why: it goes over what is kept now, and takes along what others changed.
    if (part.refused) {
      if (part.base && now) part.k = mergeKeyImage(part.base.image, k, now.image)
      Object.assign(part, { refused: '', base: now })
    }
    part.away = away
    part.dirty = true
    this.#parts.set(k.id, part)
    this.#later(k.id, part, ms)
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
    if (!part.dirty || part.refused || !this.#edit) return
    part.running = this.#once(id, part, this.#edit)
    await part.running
  }

  async #once(id: string, part: Part, edit: KeyImageEdit): Promise<void> {
    part.dirty = false
    const { k, away } = part
    try {
      const kept = away ? await edit.remove(id, part.base) : await edit.save(k, part.base)
      this.fault = null
      // Cleared meanwhile: it is nobody's any more.
      if (this.#parts.get(id) === part) this.#kept(id, part, k, kept ?? undefined)
    } catch (e) {
      if (this.#parts.get(id) === part) this.#failed(id, part, e instanceof Error ? e : new Error(), away)
    } finally {
      part.running = null
      this.#say()
    }
  }

  /** What was sent is kept, with what others changed since; undefined where it was removed. */
  #kept(id: string, part: Part, sent: KeyImage, kept: Kept | undefined): void {
    if (kept) this.#shown.set(id, kept)
    else this.#shown.delete(id)
    // What the list says is as new as this.
    if (!part.dirty) {
      this.#parts.delete(id)
      if (!kept) this.removed = sent
      return
    }
    // Changed meanwhile. Of what others changed, whoever removes it has seen nothing.
    if (kept && !part.away) part.k = mergeKeyImage(sent, part.k, kept.image)
    part.base = kept && part.away ? { ...kept, image: sent } : kept
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
