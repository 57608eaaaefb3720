import { Fault } from '@shared/fault'
import { QueryCache, QueryClient } from '@tanstack/react-query'

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
      return new Fault(String(p.kind), String(p.detail), res.status)
    }
  } catch {
    // not a problem document: say the neutral sentence
  }
  return new Fault('internal', '', res.status)
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One request. The caller says what it expects; the service's own types are in types.ts. */
export async function ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
  let res: Response
  try {
    res = await fetch(address(path), {
      method,
      headers: body === undefined ? undefined : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
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
 * same cases. A session that ended shows the sign-in, whatever was asked.
 */
export function newQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (fault, query) => {
        if (fault.kind === 'unauthenticated' && query.queryKey[0] !== 'me') void client.resetQueries({ queryKey: ['me'] })
      },
    }),
    defaultOptions: {
      queries: { staleTime: 5_000, gcTime: 5 * 60_000, retry: false, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  })
  return client
}

/** The bytes at an address of the interface. */
export async function askBytes(at: string): Promise<ArrayBuffer> {
  let res: Response
  try {
    res = await fetch(at, { credentials: 'same-origin', cache: 'no-store' })
  } catch {
    throw new Fault('unreachable', 'The service does not answer. What was saved is kept. Check the line and try again.', 0)
  }
  if (!res.ok) throw await faultOf(res)
  return res.arrayBuffer()
}
