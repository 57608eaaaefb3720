import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Who signed, checked at this workstation now; shows no content and is no access. */
export function useVerify(id: string) {
  return useMutation({ mutationFn: (passphrase: string) => go.opinion.Verify(id, passphrase), gcTime: 0 })
}
