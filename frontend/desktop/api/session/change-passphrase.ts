import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { go } from '../../bridge'
import { shortest } from './create-vault'

export const newPassphraseSchema = z
  .object({ old: z.string().min(1, 'own'), passphrase: z.string().min(shortest, 'short'), again: z.string() })
  .refine(v => v.again === v.passphrase, { path: ['again'], message: 'differs' })

export type NewPassphraseForm = z.infer<typeof newPassphraseSchema>

export function useChangePassphrase() {
  return useMutation({
    mutationFn: ({ old, passphrase }: NewPassphraseForm) => go.session.ChangePassphrase(old, passphrase),
    gcTime: 0,
  })
}
