import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'
import { LeaveDialog } from '../../lib/leave-dialog'
import type { Draft } from './use-draft'

const patience = 1500 // ms until the page asks instead of waiting

/** Leaving waits for the save; where that takes long or fails, it asks. */
export function LeaveWriting({ draft }: { draft: Draft }) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && draft.unsaved())
  if (blocker.state !== 'blocked') return null
  return (
    <Waiting
      draft={draft}
      onStay={() => blocker.reset()}
      onLeave={() => blocker.proceed()}
    />
  )
}

function Waiting({ draft, onStay, onLeave }: { draft: Draft; onStay: () => void; onLeave: () => void }) {
  const { t } = useTranslation('console')
  const [long, setLong] = useState(false)
  const { flush, state } = draft
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patience)
    void flush()
    return () => clearTimeout(timer)
  }, [flush])
  const saved = state === 'saved'
  useEffect(() => {
    if (saved) onLeave()
    // Once, as soon as it is saved: the blocker it came from is over then.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [saved])
  const conflict = draft.fault?.kind === 'conflict'
  return (
    <LeaveDialog
      open={!saved && (long || draft.fault !== null)}
      title={t('leave.writingTitle')}
      words={conflict ? t('leave.writingConflict') : t('leave.writing')}
      onStay={onStay}
      onLeave={() => {
        draft.drop()
        onLeave()
      }}
    />
  )
}
