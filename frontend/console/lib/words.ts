import { useTranslation } from 'react-i18next'

type Group = 'state' | 'next' | 'event' | 'reason' | 'service' | 'role' | 'why' | 'wait' | 'act' | 'channel' | 'stage' | 'turn' | 'relation' | 'method'

/** Codes of the service in words; one that this page does not know is shown as it is. */
export function useWords() {
  const { t } = useTranslation('console')
  return (group: Group, code: string, values: Record<string, string> = {}): string => {
    if (code === '') return ''
    return t(`${group}.${code}` as 'state.triage', { defaultValue: code, ...values })
  }
}
