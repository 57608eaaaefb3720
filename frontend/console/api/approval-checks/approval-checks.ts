import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { ApprovalChecks, ChecksRequest } from '../types'

const key = ['approval-checks']

export function useApprovalChecks() {
  return useQuery({ queryKey: key, queryFn: () => ask<ApprovalChecks>('GET', '/approval-checks') })
}

/** One step of the register; the answer is the register as it is then. */
export function useKeepApprovalChecks() {
  return useKeepRegister<ApprovalChecks, ChecksRequest>(key, '/approval-checks')
}

export type KeepChecks = ReturnType<typeof useKeepApprovalChecks>
