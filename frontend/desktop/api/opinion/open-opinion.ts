import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'

/**
 * Opens the opinion. The first opening is the act of access: it needs the
 * physician's passphrase and tells the patient. After the vault was locked the
 * passphrase is needed again, for the physician's own key opens it.
 */
export function useOpenOpinion(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ passphrase, delegate }: { passphrase: string; delegate: boolean }) => go.opinion.Open(id, passphrase, delegate),
    onSuccess: view => {
      client.setQueryData(keys.opinion(id), view)
      void client.invalidateQueries({ queryKey: keys.case(id) })
      void client.invalidateQueries({ queryKey: keys.cases })
    },
    gcTime: 0,
  })
}

/** The opinion that was opened before. */
export function useOpinion(id: string, opened: boolean) {
  return useQuery({ queryKey: keys.opinion(id), queryFn: () => go.opinion.Open(id, '', false), enabled: opened })
}

/** Nobody reads it here any more: Go lets go of what it verified. */
export function leaveOpinion(id: string): void {
  go.opinion.Leave(id).catch(() => {}) // behind the lock nothing is held
}
