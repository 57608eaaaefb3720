import { useTranslation } from 'react-i18next'
import type { CaseDocument } from '../bridge'

const kinds = ['second-opinion', 'imaging', 'pathology', 'video'] as const
const reviews = ['imaging-review', 'pathology-review'] as const

/** What is ordered, in words: "Second opinion, with imaging review". */
export function useServiceWords(): (s: CaseDocument['service']) => string {
  const { t } = useTranslation('desktop')
  return s => {
    const kind = kinds.find(k => k === s.kind)
    if (!kind) return t('ready.payerOpen')
    const added = reviews.filter(r => s.add_ons.includes(r)).map(r => t(`service.${r}`))
    const words = added.length > 0 ? t('service.with', { service: t(`service.${kind}`), reviews: added.join(t('service.and')) }) : t(`service.${kind}`)
    return s.emergent ? `${words}, ${t('service.emergent')}` : words
  }
}
