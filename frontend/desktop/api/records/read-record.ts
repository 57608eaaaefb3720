import type { Ask } from '@shared/reader/source'
import { Fault } from '../../bridge'

/** How the reader asks for what belongs to a case: of Go, which reads the vault. */
export function caseAsk(id: string): Ask {
  return async (path, init) => {
    const headers: Record<string, string> = {}
    if (init?.range) headers.Range = `bytes=${init.range[0]}-${init.range[1] - 1}`
    const res = await fetch(`/asset/case/${id}/${path}`, { method: init?.method, body: init?.body, headers, signal: init?.signal })
    if (!res.ok) throw await faultOf(res)
    return res
  }
}

async function faultOf(res: Response): Promise<Fault> {
  try {
    const p: unknown = await res.json()
    if (typeof p === 'object' && p !== null && 'detail' in p && 'kind' in p) return new Fault(String(p.kind), String(p.detail), res.status)
  } catch {
    // not a problem: the neutral sentence is said
  }
  return new Fault('internal', '', res.status)
}
