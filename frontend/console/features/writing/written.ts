import { useSyncExternalStore } from 'react'
import type { Content } from '../../api/types'

/**
 * What is being written, as it stands in this moment. It lies outside of React,
 * so that a keystroke draws the field that it is in and no other: a letter has
 * forty pages.
 */
export class Written {
  #now: Content
  readonly #listeners = new Set<() => void>()

  constructor(content: Content) {
    this.#now = content
  }

  readonly now = (): Content => this.#now

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What stands there from now on. */
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
