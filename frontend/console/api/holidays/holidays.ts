import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import { casesKey } from '../cases/get-cases'
import type { Effects, Holiday, Holidays, HolidaysRequest, VersionRequest } from '../types'

const key = ['holidays']

export function useHolidays() {
  return useQuery({ queryKey: key, queryFn: () => ask<Holidays>('GET', '/holidays') })
}

/** What a list would move, asked anew with each change of it. */
export function useEffects(days: Holiday[] | null) {
  return useQuery({
    queryKey: ['holiday-effects', days],
    queryFn: async () => (await ask<Effects>('POST', '/holidays/effects', { days })).moves,
    enabled: days !== null,
    placeholderData: before => before,
  })
}

type Step = { step: 'propose'; body: HolidaysRequest } | { step: 'confirm' | 'refuse'; body: VersionRequest }

/** One step of the register; the answer is the register as it is then. */
export function useKeepHolidays() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ step, body }: Step) => ask<Holidays>('POST', step === 'propose' ? '/holidays' : `/holidays/${step}`, body),
    onSuccess: async answer => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData(key, answer)
      void client.invalidateQueries({ queryKey: casesKey })
      void client.invalidateQueries({ queryKey: ['case'] })
    },
    onError: fault => {
      if (fault.kind === 'conflict') void client.invalidateQueries({ queryKey: key })
    },
  })
}
