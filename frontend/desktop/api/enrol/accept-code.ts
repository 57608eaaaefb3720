import { useMutation, useQueryClient } from '@tanstack/react-query'
import { go } from '../../bridge'
import { keys } from '../keys'
import type { CodeForm } from './look-at-code'

/** Redeems the code, as the person whom it names where the user said to be that one: the physician's keys are certified, and the first code also binds this workstation. */
export function useAcceptCode() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ url, code, passphrase, as }: CodeForm & { passphrase: string; as: string }) => go.enrol.Accept(url, code, passphrase, as),
    onSuccess: state => {
      client.setQueryData(keys.session, state)
      void client.invalidateQueries({ queryKey: keys.sync })
    },
    gcTime: 0,
  })
}
