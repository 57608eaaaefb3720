import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/** What was chosen of a disc and is not done. */
export function useDiscPlans() {
  return useQuery({ queryKey: keys.discPlans, queryFn: () => go.disc.Plans() })
}

export function useGoOnWithPlan() {
  const client = useQueryClient()
  return useMutation({ mutationFn: (id: string) => go.disc.GoOn(id), onSettled: () => client.invalidateQueries({ queryKey: keys.discPlans }) })
}

export function useSetPlanAside() {
  const client = useQueryClient()
  return useMutation({ mutationFn: (id: string) => go.disc.SetAside(id), onSettled: () => client.invalidateQueries({ queryKey: keys.discPlans }) })
}
