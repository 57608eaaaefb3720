import { useQuery } from '@tanstack/react-query'
import { type Asset, Fault, go } from '../../bridge'
import type { Paper } from '../paper'

/** The released PDF, streamed by the asset handler and kept in memory only. */
export function useLetter(id: string, paper: Paper, version: number) {
  return useQuery({
    queryKey: ['opinion', id, 'letter', paper, version],
    queryFn: async () => {
      const asset: Asset = await go.opinion.Letter(id, paper, version)
      const answer = await fetch(asset.path)
      if (!answer.ok) throw new Fault('internal', '')
      return answer.arrayBuffer()
    },
    gcTime: 0,
  })
}
