import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { Specialties, SpecialtiesRequest, VersionRequest } from '../types'

const key = ['specialties']

export function useSpecialties() {
  return useQuery({ queryKey: key, queryFn: () => ask<Specialties>('GET', '/specialties') })
}

type Step = { step: 'propose'; body: SpecialtiesRequest } | { step: 'confirm' | 'refuse'; body: VersionRequest }

/** One step of the register; the answer is the register as it is then. */
export function useKeepSpecialties() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: Step) => ask<Specialties>('POST', step === 'propose' ? '/specialties' : `/specialties/${step}`, body),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData(key, answer)
      for (const queryKey of [['people'], ['entry'], ['candidates']]) void client.invalidateQueries({ queryKey })
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}
