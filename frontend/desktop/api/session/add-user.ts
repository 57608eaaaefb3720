import { useMutation, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { go } from '../../bridge'
import { keys } from '../keys'
import { shortest } from './create-vault'

export const newUserSchema = z
  .object({
    name: z.string().trim().min(1, 'name'),
    role: z.enum(['physician', 'staff']),
    passphrase: z.string().min(shortest, 'short'),
    again: z.string(),
    own: z.string().min(1, 'own'),
  })
  .refine(v => v.again === v.passphrase, { path: ['again'], message: 'differs' })

export type NewUserForm = z.infer<typeof newUserSchema>

export function useAddUser() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ name, role, passphrase, own }: NewUserForm) => go.session.AddUser({ name, role, passphrase, own }),
    onSuccess: state => client.setQueryData(keys.session, state),
    gcTime: 0,
  })
}
