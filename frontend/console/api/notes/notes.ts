import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { ask, Fault } from '../client'
import type { Case, Looked, Notes, Report } from '../types'

const notesKey = (id: string) => ['notes', id] as const

/** Whether this person writes the case's letter now. */
export function writesOn(c: Case): boolean {
  return c.acts.includes('sign-draft') || c.acts.includes('sign-revision')
}

/** Whether this person writes or reads on the case, and so keeps notes of it. */
export function worksOn(c: Case): boolean {
  return writesOn(c) || c.overreads.some(o => o.mine)
}

/** Whether this person writes what may name places in the records: the letter, a report, or a part. */
export const citesOn = (c: Case): boolean => worksOn(c) || c.parts.some(p => p.mine && p.state === 'accepted')

/**
 * What this person keeps of the case for the own work; nobody else is given it.
 * It is asked for each time it is shown: another window may have kept a newer one.
 */
export function useNotes(id: string, enabled: boolean) {
  return useQuery({ queryKey: notesKey(id), queryFn: () => ask<Notes>('GET', `/cases/${id}/notes`), enabled, refetchOnMount: 'always' })
}

/** A report as it is kept now. */
export async function readReport(id: string, kind: string): Promise<Report> {
  const { reports } = await ask<Notes>('GET', `/cases/${id}/notes`)
  return reports.find(r => r.kind === kind) ?? { kind, text: '', row_version: 0 }
}

/** Keeps a report over the row version that was read. Who leaves and comes back goes on from what was kept last. */
export function useKeepReport(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (r: Report) => ask<Report>('PUT', `/cases/${id}/notes/report`, r),
    onSuccess: async kept => {
      await client.cancelQueries({ queryKey: notesKey(id) }) // what was asked before knows an older one
      client.setQueryData<Notes>(notesKey(id), n => n && { ...n, reports: [...n.reports.filter(r => r.kind !== kept.kind), kept] })
    },
  })
}

const pause = 3_000 // ms that looks are gathered

/**
 * Notes what is on the screen: the reader's own note, that proves nothing. What
 * cannot be sent waits for the next; nobody is troubled with it.
 */
export function useLooked(id: string, enabled: boolean) {
  const client = useQueryClient()
  const waiting = useRef(new Map<string, Set<number>>())
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const send = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = undefined
    if (waiting.current.size === 0) return
    const sent = waiting.current
    waiting.current = new Map()
    const looked: Looked[] = [...sent].map(([record, frames]) => ({ record, frames: [...frames] }))
    ask<void>('POST', `/cases/${id}/notes/looked`, { looked }).then(
      () => void client.invalidateQueries({ queryKey: notesKey(id) }),
      (e: unknown) => {
        // What is too large now is so with the next, too.
        if (e instanceof Fault && e.kind === 'too-large') return
        for (const [record, frames] of sent) waiting.current.set(record, new Set([...frames, ...(waiting.current.get(record) ?? [])]))
      },
    )
  }, [client, id])
  useEffect(() => send, [send])
  return useCallback(
    (record: string, frame?: number) => {
      if (!enabled) return
      const frames = waiting.current.get(record) ?? new Set<number>()
      if (frame !== undefined) frames.add(frame)
      waiting.current.set(record, frames)
      timer.current ??= setTimeout(send, pause)
    },
    [enabled, send],
  )
}
