import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Fault } from '../../api/client'
import { readOpinion, tellOpinion } from '../../api/opinion/get-opinion'
import { useSaveOpinion } from '../../api/opinion/save-opinion'
import { useMe } from '../../api/session/get-me'
import { sessionEnded, signedInAs } from '../../api/session/session'
import type { Check, Content, Figure, Mark, Opinion, Reviewable, SaveRequest } from '../../api/types'
import { useBeforeUnload } from '../../lib/leave-dialog'
import { useSignedIn } from '../../lib/me-context'
import { useTriedAgain } from '../../lib/tried-again'
import { mergeFigures, withFigures } from './draft-figures'
import { mergeContent, mergeMarks } from './merge-content'
import { isStored, type Stored } from './parts'
import type { Place } from './places'
import { Written } from './written'

const pause = 900 // ms without typing before a save

export type DraftState = 'saved' | 'unsaved' | 'saving'

/**
 * What is being written. It is saved by itself over the row version that was
 * read; one save at a time, and what is typed meanwhile goes with the next. A
 * save that failed is tried again; until then what was typed is kept here, by
 * the page alone, and closing the window asks.
 */
export function useDraft(id: string, opinion: Opinion) {
  const client = useQueryClient()
  const me = useSignedIn().id
  const ended = sessionEnded(useMe().error)
  const [written] = useState(() => new Written(opinion.content))
  const [checks, setChecks] = useState<Check[]>(opinion.checks)
  const [review, setReview] = useState<Reviewable[]>(opinion.review)
  const [state, setState] = useState<DraftState>('saved')
  const [savedAt, setSavedAt] = useState(opinion.saved_at)
  const [failed, setFailed] = useState<{ fault: Fault; tries: number } | null>(null)
  const row = useRef(opinion.row_version)
  const marked = useRef(review)
  const dirty = useRef(false)
  /** Somebody else saved: nothing is sent until the author has chosen. */
  const stuck = useRef(false)
  /** What was sent without an answer: it may be stored all the same. */
  const unanswered = useRef<{ content: Content; marks: Mark[] }[]>([])
  /** What the next save does beside writing: what it is saved over is kept. */
  const cause = useRef<SaveRequest['cause']>(undefined)
  /** What is stored as far as this window knows. */
  const base = useRef<Stored>(opinion)
  const running = useRef<Promise<boolean> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const { mutateAsync } = useSaveOpinion(id)
  const { version } = opinion

  /** What is stored now; the page learns of it, too. */
  const read = useCallback(async () => {
    // Asked for each time: an answer that is on its way may be of before what happened since.
    const stored = await readOpinion(id)
    tellOpinion(client, id, stored)
    return stored
  }, [client, id])

  /** What is written here with what another window stored since; null, and nothing is changed, where both changed one thing. */
  const merged = useCallback((mine: Content, stored: Stored): Content | null => {
    const [now, out] = [written.now(), mine].map(c => mergeContent(base.current.content, c, stored.content))
    const marks = mergeMarks(base.current.review, marked.current, stored.review)
    if (!now || !out || !marks) return null
    written.put(now)
    marked.current = marks
    setReview(marks)
    base.current = stored
    return out
  }, [written])

  const put = useCallback(
    async (sent: Content): Promise<Opinion> => {
      const marks = () => marked.current.flatMap(({ key, seen, over }) => (seen ? [{ key, seen, over }] : []))
      const over = () => mutateAsync({ version, row_version: row.current, content: sent, marks: marks(), ...(cause.current ? { cause: cause.current } : {}) })
      try {
        return await over()
      } catch (e) {
        if (!(e instanceof Fault)) throw e
        if (e.status === 0 || e.status >= 500) unanswered.current.push({ content: sent, marks: marks() })
        if (e.kind !== 'conflict') throw e
        const stored = await read()
        if (stored.version !== version || stored.state !== 'draft') throw e
        // The answer to a save of ours may have been lost on its way: then what is stored is ours.
        if (unanswered.current.some(u => isStored(u, stored))) {
          row.current = stored.row_version
          return over()
        }
        const both = merged(sent, stored)
        if (!both) throw e
        row.current = stored.row_version
        cause.current ??= 'merged'
        sent = both
        return over()
      }
    },
    [merged, mutateAsync, read, version],
  )

  const fail = useCallback((e: unknown) => {
    const fault = e instanceof Fault ? e : new Fault('internal', '', 500)
    dirty.current = true
    stuck.current = fault.kind === 'conflict'
    setFailed(f => ({ fault, tries: (f?.tries ?? 0) + 1 }))
    setState('unsaved')
    return false
  }, [])

  /** Saves what is not saved; false where it could not be. */
  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current)
    while (running.current) {
      if (!(await running.current)) return false
    }
    if (!dirty.current) return true
    // Never in somebody else's name; without a session it waits for the sign-in.
    if (stuck.current || signedInAs(client) !== me) return false
    dirty.current = false
    setState('saving')
    const work = put(written.now())
      .then(o => {
        row.current = o.row_version
        base.current = o
        cause.current = undefined
        unanswered.current = []
        setChecks(o.checks)
        // What was marked while this was under way goes with the next save.
        const mine = new Map(marked.current.map(r => [`${r.key} ${r.over}`, r.seen]))
        marked.current = o.review.map(r => ({ ...r, seen: mine.get(`${r.key} ${r.over}`) ?? r.seen }))
        setReview(marked.current)
        setSavedAt(o.saved_at)
        setFailed(null)
        setState(dirty.current ? 'unsaved' : 'saved')
        return true // what was typed meanwhile has a timer of its own
      })
      .catch(fail)
      .finally(() => {
        running.current = null
      })
    running.current = work
    return work
  }, [client, fail, me, put, written])

  const touch = useCallback(() => {
    dirty.current = true
    setState('unsaved')
    clearTimeout(timer.current)
    if (!stuck.current) timer.current = setTimeout(() => void flush(), pause)
  }, [flush])

  /** What stands there from now on, made of what stands there in this moment. */
  const edit = useCallback(
    (make: (c: Content) => Content, follows = false) => {
      if (written.change(make, follows)) touch()
    },
    [touch, written],
  )

  /** Sets one place of the letter. */
  const set = useCallback(<T>(place: Place<T>, value: T) => edit(c => place.put(c, value)), [edit])

  /** Takes back what was done last, or does it again. */
  const step = useCallback(
    (way: 'undo' | 'redo') => {
      const done = written.step(way)
      if (done) touch()
      return done
    },
    [touch, written],
  )

  /** Other figures, or another order of them; what the texts say of them goes along. */
  const setFigures = useCallback((make: (figures: Figure[]) => Figure[]) => edit(c => withFigures(c, make(c.figures ?? []))), [edit])

  /** Takes up what another window saved: what waits to be saved here stays. */
  const refresh = useCallback(async () => {
    let stored: Opinion | null = null
    do {
      // What is being saved changes what is stored: it is looked at after that, never left out.
      while (running.current) await running.current
      if (stuck.current || signedInAs(client) !== me) return
      stored = await read().catch(() => null)
    } while (stored && running.current)
    if (!stored || stored.version !== version || stored.state !== 'draft' || stored.row_version <= row.current) return
    if (!dirty.current) {
      base.current = stored
      written.put(stored.content)
      marked.current = stored.review
      setReview(stored.review)
      setSavedAt(stored.saved_at)
    } else if (!merged(written.now(), stored)) return // the next save says so
    row.current = stored.row_version
    setChecks(stored.checks)
  }, [client, me, merged, read, version, written])

  /** Says of what was sent whether it was seen. */
  const mark = useCallback(
    (keys: string[], seen: string) => {
      marked.current = marked.current.map(r => (keys.includes(r.key) ? { ...r, seen } : r))
      setReview(marked.current)
      touch()
    },
    [touch],
  )

  /** Saves over what somebody else saved in the meantime; figures that were marked there stay. */
  const keepMine = useCallback(async (): Promise<boolean> => {
    try {
      const stored = await read()
      if (stored.version !== version || stored.state !== 'draft') return false // the page says that it has moved on
      row.current = stored.row_version
      const mine = written.now()
      written.put(withFigures(mine, mergeFigures(base.current.content.figures ?? [], mine.figures ?? [], stored.content.figures ?? [])))
      base.current = stored
    } catch (e) {
      setFailed(f => ({ fault: e instanceof Fault ? e : new Fault('internal', '', 500), tries: (f?.tries ?? 0) + 1 }))
      return false
    }
    stuck.current = false
    cause.current = 'replaced'
    return flush()
  }, [flush, read, version, written])

  /** Puts something of an earlier state back, as an edit; what it is saved over is kept. */
  const restore = useCallback(
    (make: (c: Content) => Content) => {
      cause.current = 'restored'
      edit(make)
      void flush()
    },
    [edit, flush],
  )

  /** Lets go of what is not saved. */
  const drop = useCallback(() => {
    clearTimeout(timer.current)
    dirty.current = false
  }, [])

  useTriedAgain(failed, ended, flush)

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
  useBeforeUnload(state !== 'saved')

  const unsaved = useCallback(() => dirty.current || running.current !== null, [])
  return { written, edit, set, step, setFigures, refresh, review, mark, checks, state, savedAt, fault: failed?.fault ?? null, flush, keepMine, restore, drop, unsaved, rowVersion: () => row.current }
}

export type Draft = ReturnType<typeof useDraft>
