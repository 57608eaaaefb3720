import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../client'
import type { CodeForRequest, Devices, EnrollmentCode, RevokeRequest } from '../types'

const key = ['devices']

/** The clinics' workstations. */
export function useDevices() {
  return useQuery({ queryKey: key, queryFn: () => ask<Devices>('GET', '/devices') })
}

/** Makes an enrollment code: the answer has it, and nothing else ever does. */
export function useMakeCode(clinic: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CodeForRequest) => ask<EnrollmentCode>('POST', `/clinics/${clinic}/codes`, body),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  })
}

/** Ends a workstation. */
export function useRevokeDevice() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ device, body }: { device: string; body: RevokeRequest }) => ask<Devices>('POST', `/devices/${device}/revoke`, body),
    onSuccess: answer => client.setQueryData(key, answer),
  })
}
