import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'
import { Fault } from '../api/client'
import { LeaveDialog } from './leave-dialog'
import { useKeptForElsewhere } from './session-windows'

const patience = 1500 // ms until the page asks instead of waiting

/** What is typed and saved by itself. */
export type Kept = { state: 'saved' | 'unsaved' | 'saving'; fault: Error | null; flush: () => Promise<boolean>; drop: () => void; unsaved: () => boolean }

type Props = { draft: Kept; title: string; words: string }

/** Leaving waits for the save; where that takes long or fails, it asks. */
export function LeaveKept({ draft, title, words }: Props) {
  useKeptForElsewhere(draft)
  const blocker = useBlocker(({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && draft.unsaved())
  if (blocker.state !== 'blocked') return null
  return (
    <Waiting
      draft={draft}
      title={title}
      words={words}
      onStay={() => blocker.reset()}
      onLeave={() => blocker.proceed()}
    />
  )
}

function Waiting({ draft, title, words, onStay, onLeave }: Props & { onStay: () => void; onLeave: () => void }) {
  const { t } = useTranslation('console')
  const [long, setLong] = useState(false)
  const { flush, state } = draft
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patience)
    void flush()
    return () => clearTimeout(timer)
  }, [flush])
  const saved = state === 'saved'
  // Once: what is given up counts as saved, and the blocker it came from is over then.
  const left = useRef(false)
  const leave = () => {
    if (left.current) return
    left.current = true
    onLeave()
  }
  useEffect(() => {
    if (saved) leave()
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [saved])
  const conflict = draft.fault instanceof Fault && draft.fault.kind === 'conflict'
  return (
    <LeaveDialog
      open={!saved && (long || draft.fault !== null)}
      title={title}
      words={conflict ? t('leave.writingConflict') : words}
      onStay={onStay}
      onLeave={() => {
        draft.drop()
        leave()
      }}
    />
  )
}
