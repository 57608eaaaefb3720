import { useSyncExternalStore } from 'react'
import type { Content } from '../../api/types'
import { History } from './history'

/**
 * What is being written, as it stands in this moment. It lies outside of React,
 * so that a keystroke draws the field that it is in and no other: a letter has
 * forty pages.
 */
export class Written {
  #now: Content
  readonly #listeners = new Set<() => void>()
  readonly history = new History()

  constructor(content: Content) {
    this.#now = content
  }

  readonly now = (): Content => this.#now

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What its author makes of it; false where that is the same. follows: it comes by itself of what was done last, and is taken back with it. */
  change(make: (c: Content) => Content, follows = false): boolean {
    const was = this.#now
    const is = make(was)
    if (is === was) return false
    this.history.record(was, is, Date.now(), follows)
    this.put(is)
    return true
  }

  /** Takes the last step back, or does it again. false: what came from elsewhere stood in its way; null: there is none. */
  step(way: 'undo' | 'redo'): boolean | null {
    const done = this.history.take(way, this.#now)
    if (!done) return null
    if (done.whole) this.put(done.content)
    return done.whole
  }

  /** What stands there from now on, whoever made it. */
  put(content: Content): void {
    if (content === this.#now) return
    this.#now = content
    for (const tell of this.#listeners) tell()
  }
}

/** A part of what is written, drawn again only where it becomes another. select gives the same value for the same content. */
export function useWritten<T>(written: Written, select: (c: Content) => T): T {
  return useSyncExternalStore(written.subscribe, () => select(written.now()))
}
