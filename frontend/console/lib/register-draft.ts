import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { useState } from 'react'

type Of<T> = {
  /** What holds, and its version; 0: what ships. */
  now: T
  version: number
  /** Proposes a draft over the version that was in force when it was begun. */
  propose: (draft: T, over: number, source: string) => Promise<unknown>
  busy: boolean
  /** A draft without what is only on the page, as it is compared and proposed. */
  tidy?: (draft: T) => T
  /** Whether it may be proposed as it stands; says itself what is missing. */
  whole?: (draft: T) => boolean
  /** A draft that the page begins with, and its source. */
  first?: { of: T; source: string }
  /** The draft was left, or proposed. */
  onEnd?: () => void
}

/** A change of a register while it is written: begun over what is in force, proposed with its source, or left. */
export function useRegisterDraft<T>({ now, version, propose, busy, tidy = x => x, whole, first, onEnd }: Of<T>) {
  const [draft, setDraft] = useState<{ over: number; of: T } | null>(() => (first ? { over: version, of: first.of } : null))
  const [source, setSource] = useState(first?.source ?? '')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const changed = draft !== null && JSON.stringify(tidy(draft.of)) !== JSON.stringify(now)

  function leave() {
    setDraft(null)
    setSource('')
    setAsked(false)
    setFault(null)
    onEnd?.()
  }
  function pressed() {
    setAsked(true)
    if (!draft || (whole && !whole(draft.of)) || !source.trim() || !changed) return
    setFault(null)
    after(propose(tidy(draft.of), draft.over, source.trim()), { done: leave, failed: setFault })
  }
  // Somebody else's version is in force since: what is written here can go over that one.
  const onOver = draft !== null && draft.over !== version ? () => setDraft({ ...draft, over: version }) : undefined
  return {
    /** null: none is written. */
    draft: draft?.of ?? null,
    begin: () => setDraft({ over: version, of: now }),
    /** Begins with a change that is made already. */
    beginWith: (of: T, from: string) => {
      setDraft({ over: version, of })
      setSource(from)
    },
    put: (of: T) => setDraft(d => d && { ...d, of }),
    changed,
    asked,
    /** For Propose, which ends the form. */
    ends: { source, onSource: setSource, asked, changed, busy, fault, onPropose: pressed, onLeave: leave, onOver },
  }
}
