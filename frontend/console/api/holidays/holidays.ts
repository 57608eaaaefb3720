import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import { casesKey } from '../cases/get-cases'
import type { Effects, Holiday, Holidays, HolidaysRequest } from '../types'

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

/** One step of the register; the answer is the register as it is then. */
export function useKeepHolidays() {
  return useKeepRegister<Holidays, HolidaysRequest>(key, '/holidays', [casesKey, ['case']])
}
