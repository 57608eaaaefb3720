import { useTranslation } from 'react-i18next'

/** Codes of a break-glass in words; one that this page does not know is shown as it is. */
export function useGlassWords() {
  const { t } = useTranslation('console')
  return {
    reason: (code: string) => t(`glass.reasons.${code as 'other'}`, { defaultValue: code }),
    what: (code: string) => t(`glass.what.${code as 'case'}`, { defaultValue: code }),
  }
}
