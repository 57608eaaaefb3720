import { bytesOf } from '@shared/reader/source'
import { useQuery } from '@tanstack/react-query'
import { address, askAt } from '../client'

export type Paper = 'a4' | 'letter'

/** Where the letter is as PDF, on the clinic's usual paper where none is named; the stamp makes the browser ask again after a change. */
export function letterAddress(id: string, version: number, paper: Paper | undefined, stamp: number): string {
  return address(`/cases/${id}/opinion/letter.pdf?paper=${paper ?? ''}&version=${version}&at=${stamp}`)
}

/** The letter's bytes; set anew each time that somebody asks, so asked for once and whole. */
export function useLetter(at: string) {
  return useQuery({
    queryKey: ['letter', at],
    queryFn: async () => bytesOf(await (await askAt(at)).arrayBuffer()),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
}
