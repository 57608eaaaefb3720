import type { Images } from '@shared/viewer/contract'
import { useQuery } from '@tanstack/react-query'
import type { Case } from '../types'
import { useImageSource } from './source'

/** What of a case's records is images, from headers alone. Only an amendment changes it. */
export function useCaseImages(id: string, enabled = true) {
  const source = useImageSource(id)
  return useQuery<Images>({ queryKey: ['images', id], queryFn: ({ signal }) => source.images(signal), enabled, staleTime: 60_000 })
}

export const hasImages = (c: Case) => c.records.some(r => r.study_uid)
