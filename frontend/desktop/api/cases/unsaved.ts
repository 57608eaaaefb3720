import { KeyImageWork } from '@shared/viewer/key-image-work'
import type { CaseDocument, Fault, SectionSave, SectionSaved } from '../../bridge'

export type SectionName = 'location' | 'patient' | 'order' | 'history' | 'questions' | 'materials'

/** Saved after so long without a key, in ms. */
export const pause = 300
/** And at the latest so long after the first one: a crash costs less than a second of typing. */
export const most = 700
/** A save that failed is tried again after so long. */
export const again = 5000

type Stored = { version: number; document: CaseDocument }

/** One section of one case: what stands in its form, and what Go has of it. */
type Part = {
  id: string
  section: SectionName
  /** The stored version that the words build on. */
  version: number
  document: CaseDocument
  dirty: boolean
  /** When the first key after the last save was, by the clock of timers. */
  since: number
  timer: ReturnType<typeof setTimeout> | null
  running: Promise<void> | null
  fault: Fault | null
}

/**
 * What people typed and Go does not have yet. It outlives the form it was typed
 * into: leaving a page, locking and closing all wait for it, and a form that comes
 * back begins with it. One for each start of the page.
 */
export class Unsaved {
  readonly #parts = new Map<string, Part>()
  readonly #hear = new Set<() => void>()
  readonly #others = new Set<() => Promise<boolean>>()
  readonly #keyImages = new Map<string, KeyImageWork>()
  readonly #write: (s: SectionSave) => Promise<SectionSaved>
  readonly #told: (saved: SectionSaved, document: CaseDocument, id: string) => void

  constructor(write: (s: SectionSave) => Promise<SectionSaved>, told: (saved: SectionSaved, document: CaseDocument, id: string) => void) {
    this.#write = write
    this.#told = told
  }

  /** What a form begins with: the stored section, or what is newer than it here. */
  open(id: string, section: SectionName, stored: Stored): CaseDocument {
    const part = this.#parts.get(key(id, section))
    if (part && (part.dirty || part.running || part.version > stored.version)) return part.document
    if (part?.timer) clearTimeout(part.timer)
    this.#parts.set(key(id, section), { id, section, ...stored, dirty: false, since: 0, timer: null, running: null, fault: null })
    return stored.document
  }

  /** A person changed the section. Only after open. */
  note(id: string, section: SectionName, document: CaseDocument): void {
    const part = this.#parts.get(key(id, section))
    if (!part) return
    part.document = document
    if (!part.dirty) part.since = Date.now()
    part.dirty = true
    this.#later(part, Math.min(pause, Math.max(0, part.since + most - Date.now())))
  }

  /** Saves now what waits; true once everything is on the disk. */
  async flush(id?: string, section?: SectionName): Promise<boolean> {
    const mine = [...this.#parts.values()].filter(p => (!id || p.id === id) && (!section || p.section === section))
    const others = id ? [] : [...this.#others].map(save => save())
    if (!section) others.push(...[...this.#keyImages].filter(([of]) => !id || of === id).map(([, work]) => work.flush()))
    await Promise.all(mine.map(p => this.#save(p)))
    return (await Promise.all(others)).every(Boolean) && mine.every(p => !p.dirty)
  }

  /** Words that belong to no section wait to be saved, too. The answer ends it. */
  also(save: () => Promise<boolean>): () => void {
    this.#others.add(save)
    return () => this.#others.delete(save)
  }

  /** What is marked in a case and not kept yet: one for all viewers of it, until the vault locks. */
  keyImages(id: string): KeyImageWork {
    const work = this.#keyImages.get(id) ?? new KeyImageWork()
    this.#keyImages.set(id, work)
    return work
  }

  /** Why the last save of a section, or of any of a case, did not work. */
  fault(id: string, section?: SectionName): Fault | null {
    for (const p of this.#parts.values()) if (p.fault && p.id === id && (!section || p.section === section)) return p.fault
    return null
  }

  /** Gives up what was typed into a section, as somebody decided after a conflict. */
  drop(id: string, section: SectionName): void {
    const part = this.#parts.get(key(id, section))
    if (part?.timer) clearTimeout(part.timer)
    this.#parts.delete(key(id, section))
    this.#say()
  }

  /** Forgets everything: the vault is locked. */
  clear(): void {
    for (const p of this.#parts.values()) {
      if (p.timer) clearTimeout(p.timer)
      p.dirty = false
    }
    this.#parts.clear()
    for (const work of this.#keyImages.values()) work.clear()
    this.#keyImages.clear()
    this.#say()
  }

  readonly subscribe = (hear: () => void): (() => void) => {
    this.#hear.add(hear)
    return () => this.#hear.delete(hear)
  }

  #say(): void {
    this.#hear.forEach(hear => hear())
  }

  #later(part: Part, ms: number): void {
    if (part.timer) clearTimeout(part.timer)
    part.timer = setTimeout(() => void this.#save(part), ms)
  }

  async #save(part: Part): Promise<void> {
    if (part.timer) clearTimeout(part.timer)
    part.timer = null
    // One after the other: a later save carries the version that the one before it gave.
    while (part.running) await part.running
    if (!part.dirty) return
    part.running = this.#once(part)
    await part.running
  }

  async #once(part: Part): Promise<void> {
    const { id, section, version, document } = part
    part.dirty = false
    try {
      const saved = await this.#write({ case: id, section, version, document })
      part.version = saved.version
      part.fault = null
      this.#told(saved, document, id)
    } catch (e) {
      part.fault = e as Fault
      // The case was discarded: no save will ever find it again.
      if (part.fault.kind === 'not-found') this.#parts.delete(key(id, section))
      if (this.#parts.get(key(id, section)) === part) {
        part.dirty = true
        // A conflict is a person's to solve; anything else may pass by itself.
        if (part.fault.kind !== 'conflict' && !part.timer) this.#later(part, again)
      }
    } finally {
      part.running = null
      this.#say()
    }
  }
}

function key(id: string, section: SectionName): string {
  return `${id}/${section}`
}
