import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { casesKey } from '../cases/get-cases'
import { ask } from '../client'
import type { Assigned, AssignRequest, Desk, DeskAbsence, Saved } from '../types'

const deskKey = ['desk'] as const

/** What a work list is sorted and filtered by. */
export function useDesk() {
  return useQuery({ queryKey: deskKey, queryFn: () => ask<Desk>('GET', '/desk'), staleTime: 60_000 })
}

function useDeskChange<V>(change: (v: V) => Promise<Desk>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: desk => {
      client.setQueryData(deskKey, desk)
      void client.invalidateQueries({ queryKey: casesKey })
    },
  })
}

export const useSaveView = () => useDeskChange((view: Saved) => ask<Desk>('PUT', '/desk/views', view))
export const useDropView = () => useDeskChange((id: string) => ask<Desk>('DELETE', `/desk/views/${id}`))
export const useAway = () => useDeskChange((absence: DeskAbsence) => ask<Desk>('POST', '/desk/absences', absence))
export const useBack = () => useDeskChange((id: string) => ask<Desk>('POST', `/desk/absences/${id}/end`))

/** Several cases to one person. */
export function useAssign() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (all: AssignRequest) => ask<Assigned>('POST', '/desk/assign', all),
    onSuccess: () => void client.invalidateQueries({ queryKey: casesKey }),
  })
}
