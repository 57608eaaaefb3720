import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { Specialties, SpecialtiesRequest } from '../types'

const key = ['specialties']

export function useSpecialties() {
  return useQuery({ queryKey: key, queryFn: () => ask<Specialties>('GET', '/specialties') })
}

/** One step of the register; the answer is the register as it is then. */
export function useKeepSpecialties() {
  return useKeepRegister<Specialties, SpecialtiesRequest>(key, '/specialties', [['people'], ['entry'], ['candidates']])
}
