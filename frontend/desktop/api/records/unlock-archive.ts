import { useMutation } from '@tanstack/react-query'
import { go } from '../../bridge'

/** Answers for a locked archive; without a password and without the birth date it stays locked. */
export function useUnlockArchive() {
  return useMutation({ mutationFn: (said: { case: string; password: string; birth: boolean }) => go.records.Unlock(said) })
}
