import { useCallback, useEffect, useRef, useState } from 'react'
import { useSaveOpinion } from '../../api/opinion/save-opinion'
import { Fault } from '../../api/client'
import type { Check, Content, Opinion } from '../../api/types'

const pause = 900 // ms without typing before a save

export type DraftState = 'saved' | 'unsaved' | 'saving'

/**
 * What is being written. It is saved by itself over the row version that was
 * read; one save at a time, and what is typed meanwhile goes with the next.
 */
export function useDraft(id: string, opinion: Opinion) {
  const [content, setContent] = useState(opinion.content)
  const [checks, setChecks] = useState<Check[]>(opinion.checks)
  const [state, setState] = useState<DraftState>('saved')
  const [savedAt, setSavedAt] = useState(opinion.saved_at)
  const [fault, setFault] = useState<Fault | null>(null)
  const save = useSaveOpinion(id)
  const row = useRef(opinion.row_version)
  const latest = useRef(content)
  const dirty = useRef(false)
  const running = useRef<Promise<boolean> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const { mutateAsync } = save

  /** Saves what is not saved; false where it could not be. */
  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current)
    if (running.current) {
      if (!(await running.current)) return false
    }
    if (!dirty.current) return true
    dirty.current = false
    setState('saving')
    const work = mutateAsync({ version: opinion.version, row_version: row.current, content: latest.current })
      .then(o => {
        row.current = o.row_version
        setChecks(o.checks)
        setSavedAt(o.saved_at)
        setFault(null)
        setState(dirty.current ? 'unsaved' : 'saved')
        return true // what was typed meanwhile has a timer of its own
      })
      .catch((e: unknown) => {
        dirty.current = true
        setFault(e instanceof Fault ? e : new Fault('internal', '', 0))
        setState('unsaved')
        return false
      })
      .finally(() => {
        running.current = null
      })
    running.current = work
    return work
  }, [mutateAsync, opinion.version])

  const change = useCallback(
    (next: Content) => {
      latest.current = next
      dirty.current = true
      setContent(next)
      setState('unsaved')
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), pause)
    },
    [flush],
  )

  // Nothing typed is lost by leaving: the page is hidden before it is closed.
  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === 'hidden') void flush()
    }
    document.addEventListener('visibilitychange', hide)
    return () => {
      document.removeEventListener('visibilitychange', hide)
      void flush()
    }
  }, [flush])

  return { content, change, checks, state, savedAt, fault, flush, rowVersion: () => row.current }
}

export type Draft = ReturnType<typeof useDraft>
