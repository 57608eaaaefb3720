import { Fault } from '@shared/fault'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { sinceHands } from './session/hands'
import { meKey, sessionEnded, signedInAs } from './session/session'

export { Fault }

const base = '/console/api'

/** An address below the interface; ids only, never names. */
export function address(path: string): string {
  return base + path
}

async function faultOf(res: Response): Promise<Fault> {
  try {
    const p: unknown = await res.json()
    if (typeof p === 'object' && p !== null && 'detail' in p && 'kind' in p) {
      return new Fault(String(p.kind), String(p.detail), res.status, 'field' in p ? String(p.field) : '')
    }
  } catch {
    // not a problem document: say the neutral sentence
  }
  return new Fault('internal', '', res.status)
}

// A save that hangs is as good as lost; it is tried again.
const patience = 20_000 // ms

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

// What is being sent, by what it says: a page is told only a moment later that its
// request is on its way, and a second press of the same button falls into that moment.
const sending = new Map<string, Promise<unknown>>()

/**
 * One request. One that changes something and says the same as one that is not
 * answered yet is that one. The caller says what it expects; the service's own
 * types are in types.ts.
 */
export function ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
  if (method === 'GET') return send<T>(method, path)
  const text = body === undefined ? undefined : JSON.stringify(body)
  const same = `${method} ${path} ${text ?? ''}`
  const now = sending.get(same)
  if (now) return now as Promise<T>
  const sent = send<T>(method, path, text).finally(() => sending.delete(same))
  sending.set(same, sent)
  return sent
}

async function send<T>(method: Method, path: string, body?: string): Promise<T> {
  let res: Response
  try {
    res = await fetch(address(path), {
      method,
      headers: body === undefined ? sinceHands() : { ...sinceHands(), 'Content-Type': 'application/json' },
      body,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: method === 'PUT' ? AbortSignal.timeout(patience) : undefined,
    })
  } catch {
    throw new Fault('unreachable', 'The service does not answer. What was saved is kept. Check the line and try again.', 0)
  }
  if (!res.ok) throw await faultOf(res)
  if (res.status === 204) return undefined as T
  return (await res.json()) as T
}

/**
 * Asks again when the window comes back, and now and then: others work on the
 * same cases. Whatever was refused for want of a session asks who is signed in;
 * what is shown stays meanwhile. Nothing waits for the line in silence: what
 * cannot be asked fails and says so.
 */
export function newQueryClient(): QueryClient {
  const askWho = (fault: Fault) => {
    if (sessionEnded(fault) && signedInAs(client)) void client.invalidateQueries({ queryKey: meKey })
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (fault, query) => {
        if (query.queryKey[0] !== meKey[0]) askWho(fault)
      },
    }),
    mutationCache: new MutationCache({ onError: askWho }),
    defaultOptions: {
      queries: { staleTime: 5_000, gcTime: 5 * 60_000, retry: false, refetchOnWindowFocus: true, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
  // What is typed into an act's form is nowhere else (lib/typed.ts).
  client.setQueryDefaults(['typed'], { gcTime: Infinity })
  // Nor is where one was writing (features/writing/cursor.ts).
  client.setQueryDefaults(['cursor'], { gcTime: Infinity })
  return client
}

/** An answer as it is: the bytes from the first up to but without the second where a range is given. */
export async function askAt(at: string, init: { range?: [from: number, to: number]; signal?: AbortSignal; method?: 'POST' | 'PUT'; body?: string | Blob } = {}): Promise<Response> {
  const headers: Record<string, string> = sinceHands()
  if (init.range) headers.Range = `bytes=${init.range[0]}-${init.range[1] - 1}`
  if (init.body !== undefined) headers['Content-Type'] = typeof init.body === 'string' ? 'application/json' : init.body.type
  let res: Response
  try {
    res = await fetch(at, { method: init.method, body: init.body, headers, signal: init.signal, credentials: 'same-origin', cache: 'no-store' })
  } catch (e) {
    if (init.signal?.aborted) throw e
    throw new Fault('unreachable', 'The service does not answer. What was saved is kept. Check the line and try again.', 0)
  }
  if (!res.ok) throw await faultOf(res)
  return res
}
