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

const materials = ['material-checks']

/** What a case is looked through for: a list of the same form, with what authors said was missing. */
export function useMaterialChecks() {
  return useQuery({ queryKey: materials, queryFn: () => ask<ApprovalChecks>('GET', '/material-checks') })
}

export function useKeepMaterialChecks(): KeepChecks {
  return useKeepRegister<ApprovalChecks, ChecksRequest>(materials, '/material-checks')
}
