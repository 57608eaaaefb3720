import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { meKey } from '../api/session/session'

// Windows of one person on one computer: which case is worked on, and that the
// session has ended. Ids only.
const caseChannel = 'oso-case'
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
