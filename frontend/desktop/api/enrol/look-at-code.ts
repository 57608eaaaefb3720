import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { go } from '../../bridge'

export const codeSchema = z.object({ url: z.string().trim().min(1, 'url'), code: z.string().trim().min(1, 'code') })
export type CodeForm = z.infer<typeof codeSchema>

/** What a code says of itself, before it is redeemed. Nobody is asked. */
export function useLookAtCode() {
  return useMutation({ mutationFn: ({ url, code }: CodeForm) => go.enrol.Look(url, code) })
}
