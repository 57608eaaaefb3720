import { useQuery } from '@tanstack/react-query'
import { caseKey } from '../cases/get-case'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { ApprovalChecks, ChecksRequest, LetterTexts, LetterTextsRequest, OfficeTexts, QuestionTexts, QuestionTextsRequest } from '../types'

const materials = ['material-checks']
const questions = ['question-texts']
const letters = ['letter-texts']

/** What cases are looked through for, with what authors said was missing. */
export function useMaterialChecks() {
  return useQuery({ queryKey: materials, queryFn: () => ask<ApprovalChecks>('GET', '/material-checks') })
}

/** One step of the register; what a case is looked through for is asked for anew. */
export function useKeepMaterialChecks() {
  return useKeepRegister<ApprovalChecks, ChecksRequest>(materials, '/material-checks', [['case']])
}

/** What cases of a kind ask. */
export function useQuestionTexts() {
  return useQuery({ queryKey: questions, queryFn: () => ask<QuestionTexts>('GET', '/question-texts') })
}

export function useKeepQuestionTexts() {
  return useKeepRegister<QuestionTexts, QuestionTextsRequest>(questions, '/question-texts')
}

/** What the office offers to authors of letters. */
export function useLetterTexts() {
  return useQuery({ queryKey: letters, queryFn: () => ask<LetterTexts>('GET', '/letter-texts') })
}

export function useKeepLetterTexts() {
  return useKeepRegister<LetterTexts, LetterTextsRequest>(letters, '/letter-texts', [['case']])
}

/** The office's texts for the letter of a case, with what the case fills in. */
export function useOfficeTexts(id: string) {
  return useQuery({ queryKey: [...caseKey(id), 'letter-texts'], queryFn: () => ask<OfficeTexts>('GET', `/cases/${id}/letter-texts`), staleTime: 60_000 })
}
