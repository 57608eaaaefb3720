import { newSource, type Source } from '@shared/viewer/source'
import { useMemo } from 'react'
import { Fault, toFault } from '../../bridge'

/** A case's images, decrypted in memory by the asset handler. */
export function useImageSource(id: string): Source {
  return useMemo(
    () =>
      newSource(`/asset/case/${id}`, async (address, signal) => {
        const answer = await fetch(address, { signal, cache: 'no-store' })
        if (answer.ok) return answer
        throw await faultOf(answer)
      }),
    [id],
  )
}

async function faultOf(answer: Response): Promise<Fault> {
  try {
    const p: unknown = await answer.json()
    if (typeof p === 'object' && p !== null && 'detail' in p && 'kind' in p) return new Fault(String(p.kind), String(p.detail), answer.status)
  } catch {
    // not a problem document: say the neutral sentence
  }
  return toFault(undefined)
}
