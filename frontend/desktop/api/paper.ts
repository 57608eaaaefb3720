import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../bridge'
import { keys } from './keys'

export const papers = ['a4', 'letter'] as const
export type Paper = (typeof papers)[number]

/** The paper that somebody chose here last, which answers of before do not know of. */
export function usePaperChosen(): Paper | undefined {
  return useQueryClient().getQueryData<Paper>(keys.paper)
}

/** What a person chose is what this desk offers from now on. */
export function useKeepPaper() {
  const client = useQueryClient()
  return useMutation({ mutationFn: (paper: Paper) => go.support.KeepPaper(paper), onSuccess: (_, paper) => client.setQueryData(keys.paper, paper) })
}
