import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { meKey } from '../api/session/session'

// The windows of one browser share one session: what happens to it in one is
// told to all.
const channelName = 'oso-session'

type Message =
  | { from: number; session: 'out' | 'asked' } // signed out there; found to have ended, or begun again
  | { from: number; keep: string } // before signing out: is there anything to save?
  | { keeping: string; window: string } // there is, and it is tried
  | { kept: string; window: string; well: boolean }

const answering = 250 // ms until every window that holds something has said so
const saving = 5_000

function tell(session: 'out' | 'asked') {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage({ from: performance.timeOrigin, session } satisfies Message)
  channel.close()
}

/** Says that somebody signed out here. */
export const tellSignedOut = () => tell('out')

/** Has the other windows save what they hold, while there is a session to save it in; false where one could not. */
export function keepElsewhere(): Promise<boolean> {
  const channel = new BroadcastChannel(channelName)
  const n = crypto.randomUUID()
  return new Promise(settle => {
    const waits = new Set<string>()
    let asked = false
    const end = (well: boolean) => {
      clearTimeout(timer)
      channel.close()
      settle(well)
    }
    let timer = setTimeout(() => {
      asked = true
      if (waits.size === 0) end(true)
      else timer = setTimeout(() => end(false), saving)
    }, answering)
    channel.onmessage = ({ data: m }: MessageEvent<Message>) => {
      if ('keeping' in m && m.keeping === n) waits.add(m.window)
      if (!('kept' in m) || m.kept !== n) return
      waits.delete(m.window)
      if (!m.well) end(false)
      else if (asked && waits.size === 0) end(true)
    }
    channel.postMessage({ from: performance.timeOrigin, keep: n } satisfies Message)
  })
}

/** Saves what is typed here before the session is ended in another window. */
export function useKeptForElsewhere(draft: { unsaved: () => boolean; flush: () => Promise<boolean> }) {
  const now = useRef(draft)
  useEffect(() => {
    now.current = draft
  })
  useEffect(() => {
    const channel = new BroadcastChannel(channelName)
    const window = crypto.randomUUID()
    const send = (m: Message) => channel.postMessage(m)
    channel.onmessage = ({ data: m }: MessageEvent<Message>) => {
      if (!('keep' in m) || m.from === performance.timeOrigin || !now.current.unsaved()) return
      send({ keeping: m.keep, window })
      void now.current.flush().then(
        well => send({ kept: m.keep, window, well: well && !now.current.unsaved() }),
        () => send({ kept: m.keep, window, well: false }),
      )
    }
    return () => channel.close()
  }, [])
}

/** Whether closing this window would lose what somebody typed: what every form says to the browser, and what was typed for an act whose dialog is closed. */
function holds(client: QueryClient): boolean {
  const closing = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(closing)
  return closing.defaultPrevented || client.getQueriesData({ queryKey: ['typed'] }).some(([, words]) => words !== undefined)
}

/**
 * What happens to the session in one window happens in all: who signed out leaves
 * nothing of a case on another screen; one that has ended by itself, or begun
 * again, is asked for here too. What somebody was typing meanwhile is nowhere
 * else: it waits unseen below the sign-in, for the same person alone.
 */
export function useSessionElsewhere(ended: boolean) {
  const client = useQueryClient()
  useEffect(() => {
    const channel = new BroadcastChannel(channelName)
    channel.onmessage = ({ data: m }: MessageEvent<Message>) => {
      if (!('session' in m) || m.from === performance.timeOrigin) return // this window knows
      if (m.session === 'asked' || holds(client)) return void client.invalidateQueries({ queryKey: meKey })
      client.removeQueries({ predicate: q => q.queryKey[0] !== meKey[0] })
      void client.resetQueries({ queryKey: meKey })
    }
    return () => channel.close()
  }, [client])
  const was = useRef(ended)
  useEffect(() => {
    if (was.current === ended) return
    was.current = ended
    tell('asked')
  }, [ended])
}
