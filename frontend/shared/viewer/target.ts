import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Target } from '../wire/key-image'

/** The image that an address names: record or series and SOP instance, frame, and a point in the image's pixels. Ids only. */
export function useTarget(): Target | undefined {
  const [params] = useSearchParams()
  return useMemo(() => {
    const number = (name: string) => {
      const v = Number(params.get(name) ?? NaN)
      return Number.isFinite(v) ? v : undefined
    }
    const target: Target = { record: params.get('record') ?? undefined, series: params.get('series') ?? undefined, sop: params.get('sop') ?? undefined, frame: number('frame'), x: number('x'), y: number('y') }
    return target.record || target.series || target.sop ? target : undefined
  }, [params])
}

/** The end of an address that opens the viewer at an image. */
export function targetSearch(target: Target): string {
  const params = new URLSearchParams()
  for (const [name, v] of Object.entries(target)) if (v !== undefined) params.set(name, String(v))
  const s = params.toString()
  return s && `?${s}`
}

/** The key image that an address names. */
export function useKeyTarget(): string | undefined {
  return useSearchParams()[0].get('key') ?? undefined
}

/** The end of an address that opens the viewer at a key image. */
export function keyImageSearch(id: string): string {
  return `?${new URLSearchParams({ key: id }).toString()}`
}
