import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useKeepRegister } from '../register'
import type { AgreementEffects, AgreementText, AgreementTextRequest, AgreementTexts } from '../types'

const key = ['agreement']

/** The text that patients sign. */
export function useAgreementTexts() {
  return useQuery({ queryKey: key, queryFn: () => ask<AgreementTexts>('GET', '/agreement') })
}

/** One step of the register; cases say under which text they were signed. */
export function useKeepAgreement() {
  return useKeepRegister<AgreementTexts, AgreementTextRequest>(key, '/agreement', [['case']])
}

/** Under which texts open cases were signed, whatever another says. The service opens each of them: it is asked rarely. */
export function useAgreementEffects(wanted: boolean) {
  return useQuery({
    queryKey: [...key, 'effects'],
    queryFn: () => ask<AgreementEffects>('GET', '/agreement/effects'),
    enabled: wanted,
    staleTime: 5 * 60_000,
  })
}

/** What a text lacks is its fault. null: nothing is asked. */
export function useAgreementCheck(text: AgreementText | null) {
  return useQuery({
    queryKey: ['/agreement/check', text],
    queryFn: () => ask('POST', '/agreement/check', { text }).then(() => true),
    enabled: text !== null,
  })
}
