import { useTranslation } from 'react-i18next'

type Group = 'state' | 'service' | 'role' | 'why' | 'wait' | 'channel' | 'stage' | 'turn' | 'relation' | 'method' | 'task' | 'taskWhy' | 'taskAbout' | 'letter' | 'tasked' | 'did'

/** Groups of the acts' own words: what a button, the work list and the history say, and reasons. */
const ofActs = { act: 'label', next: 'next', event: 'done', reason: 'reason', party: 'field.record-call.party.choices', came: 'field.record-call.came.choices' } as const

/** Codes of the service in words; one that this page does not know is shown as it is. */
export function useWords() {
  const { t } = useTranslation('console')
  const { t: acts } = useTranslation('acts')
  return (group: Group | keyof typeof ofActs, code: string, values: Record<string, string> = {}): string => {
    if (code === '') return ''
    if (group in ofActs) return acts(`${ofActs[group as keyof typeof ofActs]}.${code}` as 'label.hold', { defaultValue: code })
    return t(`${group}.${code}` as 'state.triage', { defaultValue: code, ...values })
  }
}
