import type { Target } from '@shared/wire/key-image'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { meKey } from '../api/session/session'

// Windows of one person on one computer: which case is worked on, and that the
// session has ended. Ids only.
const caseChannel = 'oso-case'
const citeChannel = 'oso-cite'
const sessionChannel = 'oso-session'

/** Opens the case's records in a window of their own, the same one each time: on a second screen, beside the writing. */
export function openRecords(id: string) {
  window.open(`/console/case/${id}/records`, 'oso-records', 'popup,width=1200,height=900')
}

/** Says to the other windows which case is worked on here. */
export function useTellCase(id: string) {
  useEffect(() => {
    const channel = new BroadcastChannel(caseChannel)
    const tell = () => channel.postMessage({ case: id })
    channel.onmessage = (e: MessageEvent<{ ask?: boolean }>) => {
      if (e.data.ask) tell()
    }
    tell()
    return () => channel.close()
  }, [id])
}

/** The case that is worked on in the other window; '' where that is not known. */
export function useCaseElsewhere(): string {
  const [id, setId] = useState('')
  useEffect(() => {
    const channel = new BroadcastChannel(caseChannel)
    channel.onmessage = (e: MessageEvent<{ case?: string }>) => {
      if (e.data.case) setId(e.data.case)
    }
    channel.postMessage({ ask: true })
    return () => channel.close()
  }, [])
  return id
}

// A place goes to one writing window: who cites asks which there is, and the
// first that answers gets it.
type CiteMessage = { ask: string; case: string } | { ready: string; writer: string } | { give: string; writer: string; target: Target } | { done: string; cited: boolean }

const answering = 700 // ms until nobody writes
const citing = 15_000

/** Has the window where the letter is written name a place at its cursor; nobody: there is none. */
export function citeElsewhere(id: string, target: Target): Promise<'cited' | 'failed' | 'nobody'> {
  const channel = new BroadcastChannel(citeChannel)
  const n = crypto.randomUUID()
  const send = (m: CiteMessage) => channel.postMessage(m)
  return new Promise(settle => {
    const end = (how: 'cited' | 'failed' | 'nobody') => {
      clearTimeout(timer)
      channel.close()
      settle(how)
    }
    let timer = setTimeout(() => end('nobody'), answering)
    let given = false
    channel.onmessage = ({ data: m }: MessageEvent<CiteMessage>) => {
      if ('ready' in m && m.ready === n && !given) {
        given = true
        clearTimeout(timer)
        timer = setTimeout(() => end('failed'), citing)
        send({ give: n, writer: m.writer, target })
      }
      if ('done' in m && m.done === n) end(m.cited ? 'cited' : 'failed')
    }
    send({ ask: n, case: id })
  })
}

/** Takes the places that other windows cite into what is written here; cite is absent while nothing may change. */
export function useCitedFromElsewhere(id: string, cite: ((target: Target) => Promise<boolean>) | undefined) {
  const now = useRef(cite)
  useEffect(() => {
    now.current = cite
  })
  useEffect(() => {
    const channel = new BroadcastChannel(citeChannel)
    const writer = crypto.randomUUID()
    const send = (m: CiteMessage) => channel.postMessage(m)
    channel.onmessage = ({ data: m }: MessageEvent<CiteMessage>) => {
      if ('ask' in m && m.case === id && now.current) send({ ready: m.ask, writer })
      if ('give' in m && m.writer === writer) {
        void (now.current?.(m.target) ?? Promise.resolve(false)).then(
          cited => send({ done: m.give, cited }),
          () => send({ done: m.give, cited: false }),
        )
      }
    }
    return () => channel.close()
  }, [id])
}

/** Says that the session has ended here. */
export function tellSignedOut() {
  const channel = new BroadcastChannel(sessionChannel)
  channel.postMessage({ from: performance.timeOrigin })
  channel.close()
}

/** A session that ended in one window ends in all: nothing of a case stays on another screen. */
export function useSignOutElsewhere() {
  const client = useQueryClient()
  useEffect(() => {
    const channel = new BroadcastChannel(sessionChannel)
    channel.onmessage = (e: MessageEvent<{ from: number }>) => {
      if (e.data.from === performance.timeOrigin) return // this window knows
      client.removeQueries({ predicate: q => q.queryKey[0] !== meKey[0] })
      void client.resetQueries({ queryKey: meKey })
    }
    return () => channel.close()
  }, [client])
}
