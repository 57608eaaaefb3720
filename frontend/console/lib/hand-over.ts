import { useEffect, useRef } from 'react'

// What goes from one window of a person to another goes to one alone: who hands
// over asks which there is, and the first that answers gets it.
type Message<T> = { ask: string; case: string } | { ready: string; taker: string } | { give: string; taker: string; what: T } | { done: string; well: boolean }

const taking = 15_000 // ms

/** Hands something of a case to another window; nobody: none takes it within this time. */
export function handOver<T>(to: string, id: string, what: T, answering: number): Promise<'taken' | 'failed' | 'nobody'> {
  const channel = new BroadcastChannel(to)
  const n = crypto.randomUUID()
  const send = (m: Message<T>) => channel.postMessage(m)
  return new Promise(settle => {
    const end = (how: 'taken' | 'failed' | 'nobody') => {
      clearTimeout(timer)
      channel.close()
      settle(how)
    }
    let timer = setTimeout(() => end('nobody'), answering)
    let given = false
    channel.onmessage = ({ data: m }: MessageEvent<Message<T>>) => {
      if ('ready' in m && m.ready === n && !given) {
        given = true
        clearTimeout(timer)
        timer = setTimeout(() => end('failed'), taking)
        send({ give: n, taker: m.taker, what })
      }
      if ('done' in m && m.done === n) end(m.well ? 'taken' : 'failed')
    }
    send({ ask: n, case: id })
  })
}

/** Takes what other windows hand over for a case; take is absent while nothing may change. */
export function useHandedOver<T>(to: string, id: string, take: ((what: T) => Promise<boolean>) | undefined) {
  const now = useRef(take)
  useEffect(() => {
    now.current = take
  })
  useEffect(() => {
    const channel = new BroadcastChannel(to)
    const taker = crypto.randomUUID()
    const send = (m: Message<T>) => channel.postMessage(m)
    channel.onmessage = ({ data: m }: MessageEvent<Message<T>>) => {
      if ('ask' in m && m.case === id && now.current) send({ ready: m.ask, taker })
      if ('give' in m && m.taker === taker) {
        void (now.current?.(m.what) ?? Promise.resolve(false)).then(
          well => send({ done: m.give, well }),
          () => send({ done: m.give, well: false }),
        )
      }
    }
    return () => channel.close()
  }, [to, id])
}
