import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import type { Images } from '@shared/viewer/contract'

export type Gap = { series: string; name: string; images: string }

/** Series whose numbers leave images out, from headers alone. */
export function useMissingImages(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['images', id, 'missing'],
    queryFn: () => ask<Images>('GET', `/cases/${id}/images`),
    enabled,
    staleTime: Infinity,
    select: (all): Gap[] =>
      all.studies.flatMap(study =>
        study.series
          .filter(s => s.missing.length > 0)
          .map(s => ({
            series: s.uid,
            name: [s.modality, s.description || study.description].filter(Boolean).join(' '),
            images: s.missing.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(', '),
          })),
      ),
  })
}
