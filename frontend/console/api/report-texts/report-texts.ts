import { useQuery } from '@tanstack/react-query'
import { caseKey } from '../cases/get-case'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { Beginnings, ReportTexts, ReportTextsRequest } from '../types'

const key = ['report-texts']

export function useReportTexts() {
  return useQuery({ queryKey: key, queryFn: () => ask<ReportTexts>('GET', '/report-texts') })
}

/** One step of the register; the answer is the register as it is then. */
export function useKeepReportTexts() {
  return useKeepRegister<ReportTexts, ReportTextsRequest>(key, '/report-texts', [['case']])
}

/** What this reader's report of a case may begin with, with what the case fills in. */
export function useBeginnings(id: string) {
  return useQuery({ queryKey: [...caseKey(id), 'report-texts'], queryFn: () => ask<Beginnings>('GET', `/cases/${id}/report-texts`) })
}
