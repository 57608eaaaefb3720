import { useCallback, useEffect, useRef, useState } from 'react'
import type { Fault } from '../../api/client'
import { useKeepReport } from '../../api/notes/notes'
import type { Report } from '../../api/types'

const pause = 900 // ms without typing before a save

/** A report while it is written: kept by itself, over the row version that was read. */
export function useReport(id: string, stored: Report) {
  const [text, setText] = useState(stored.text)
  const [state, setState] = useState<'saved' | 'unsaved' | 'saving'>('saved')
  const [fault, setFault] = useState<Fault | null>(null)
  const row = useRef(stored.row_version)
  const latest = useRef(stored.text)
  const kept = useRef(stored.text)
  const running = useRef<Promise<boolean> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const { mutateAsync } = useKeepReport(id)
  const { kind } = stored

  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current)
    while (running.current) if (!(await running.current)) return false
    if (latest.current === kept.current) return true
    const sent = latest.current
    setState('saving')
    const work = mutateAsync({ kind, text: sent, row_version: row.current })
      .then(r => {
        row.current = r.row_version
        kept.current = sent
        setFault(null)
        setState(latest.current === sent ? 'saved' : 'unsaved')
        return true
      })
      .catch((e: Fault) => {
        setFault(e)
        setState('unsaved')
        return false
      })
      .finally(() => {
        running.current = null
      })
    running.current = work
    return work
  }, [kind, mutateAsync])

  const change = useCallback(
    (next: string) => {
      latest.current = next
      setText(next)
      setState('unsaved')
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), pause)
    },
    [flush],
  )

  // What is typed goes with the page where it can.
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
  /** Lets go of what is not kept. */
  const drop = useCallback(() => {
    clearTimeout(timer.current)
    latest.current = kept.current
  }, [])
  const unsaved = useCallback(() => latest.current !== kept.current || running.current !== null, [])
  return { text, change, state, fault, flush, drop, unsaved }
}
