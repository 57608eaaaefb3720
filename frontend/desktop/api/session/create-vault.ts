import { useMutation, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { go } from '../../bridge'
import { keys } from '../keys'

/** The rule that Go keeps too: 14 characters at least (generated words have more). */
export const shortest = 14

export const newVaultSchema = z
  .object({
    user: z.string().trim().min(1, 'name'),
    role: z.enum(['physician', 'staff']),
    passphrase: z.string().min(shortest, 'short'),
    again: z.string(),
  })
  .refine(v => v.again === v.passphrase, { path: ['again'], message: 'differs' })

export type NewVaultForm = z.infer<typeof newVaultSchema>

export function useCreateVault() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ user, role, passphrase }: NewVaultForm) => go.session.CreateVault({ user, role, passphrase }),
    onSuccess: kit => {
      client.setQueryData(keys.kit, kit)
      void client.invalidateQueries({ queryKey: keys.session })
    },
    gcTime: 0,
  })
}
