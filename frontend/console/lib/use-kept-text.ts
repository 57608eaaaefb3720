import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Fault } from '../api/client'
import { useMe } from '../api/session/get-me'
import { sessionEnded, signedInAs } from '../api/session/session'
import { useSignedIn } from './me-context'
import { useTriedAgain } from './tried-again'

const pause = 900 // ms without typing before a save

/** A text as it is kept, and over which row version the next is. */
export type KeptText = { text: string; row_version: number }

/** How it is kept and read again; the same functions for as long as the page is there. */
export type Keeping = { keep: (t: KeptText) => Promise<KeptText>; read: () => Promise<KeptText> }

/**
 * A text while it is written: kept by itself, over the row version that was read.
 * A save that failed is tried again; where another window kept something else,
 * nothing is sent until the author has chosen.
 */
export function useKeptText(stored: KeptText, { keep, read }: Keeping) {
  const client = useQueryClient()
  const me = useSignedIn().id
  const ended = sessionEnded(useMe().error)
  const [text, setText] = useState(stored.text)
  const [state, setState] = useState<'saved' | 'unsaved' | 'saving'>('saved')
  const [failed, setFailed] = useState<{ fault: Fault; tries: number } | null>(null)
  const [savedAt, setSavedAt] = useState(() => new Date().toISOString())
  const row = useRef(stored.row_version)
  const latest = useRef(stored.text)
  const kept = useRef(stored.text)
  const stuck = useRef(false)
  const running = useRef<Promise<boolean> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const put = useCallback(
    async (sent: string): Promise<KeptText> => {
      const over = () => keep({ text: sent, row_version: row.current })
      try {
        return await over()
      } catch (e) {
        if (!(e instanceof Fault) || e.kind !== 'conflict') throw e
        // The answer to a save of ours may have been lost on its way: then what is kept is ours.
        const now = await read()
        if (now.text !== sent && now.text !== kept.current) throw e
        row.current = now.row_version
        return over()
      }
    },
    [keep, read],
  )

  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current)
    while (running.current) if (!(await running.current)) return false
    if (latest.current === kept.current) return true
    // Never in somebody else's name; without a session it waits for the sign-in.
    if (stuck.current || signedInAs(client) !== me) return false
    const sent = latest.current
    setState('saving')
    const work = put(sent)
      .then(r => {
        row.current = r.row_version
        kept.current = sent
        setFailed(null)
        setSavedAt(new Date().toISOString())
        setState(latest.current === sent ? 'saved' : 'unsaved')
        return true
      })
      .catch((e: unknown) => {
        const fault = e instanceof Fault ? e : new Fault('internal', '', 500)
        stuck.current = fault.kind === 'conflict'
        setFailed(f => ({ fault, tries: (f?.tries ?? 0) + 1 }))
        setState('unsaved')
        return false
      })
      .finally(() => {
        running.current = null
      })
    running.current = work
    return work
  }, [client, me, put])

  const change = useCallback(
    (next: string) => {
      latest.current = next
      setText(next)
      setState('unsaved')
      clearTimeout(timer.current)
      if (!stuck.current) timer.current = setTimeout(() => void flush(), pause)
    },
    [flush],
  )

  /** Keeps this one over what another window kept. */
  const keepMine = useCallback(async (): Promise<boolean> => {
    const now = await read().catch(() => null)
    if (!now) return false
    row.current = now.row_version
    stuck.current = false
    return flush()
  }, [flush, read])

  /** Takes what another window kept in the place of this one. */
  const load = useCallback(async () => {
    const now = await read().catch(() => null)
    if (!now) return
    row.current = now.row_version
    latest.current = kept.current = now.text
    stuck.current = false
    setText(now.text)
    setFailed(null)
    setState('saved')
  }, [read])

  useTriedAgain(failed, ended, flush)
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
  const rowVersion = useCallback(() => row.current, [])
  const unsaved = useCallback(() => latest.current !== kept.current || running.current !== null, [])
  return { text, change, state, fault: failed?.fault ?? null, savedAt, flush, keepMine, load, drop, unsaved, rowVersion }
}
