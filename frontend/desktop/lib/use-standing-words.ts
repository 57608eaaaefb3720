import { formatBytesOf, formatCount } from '@shared/format/number'
import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import type { Standing } from './case-status'

/** A standing in the words of the catalog. */
export function useStandingWords(): (s: Standing) => string {
  const { t } = useTranslation('desktop')
  return ({ say }) => {
    switch (say.key) {
      case 'decisions':
        return t('stands.decisions', { count: say.count })
      case 'left':
        return t('stands.left', { count: say.count })
      case 'importing':
        return t('stands.importing', { done: formatCount(say.done), total: formatCount(say.total) })
      case 'readyStaff':
        return t('stands.readyStaff', { physician: say.physician })
      case 'readOnly':
        return t('stands.readOnly', { desk: say.desk })
      case 'sending':
        return say.total > 0 ? t('stands.sending', formatBytesOf(say.done, say.total)) : t('stands.sealed')
      case 'hold':
        return t('stands.hold', { reason: say.reason })
      case 'cannot':
        return t('stands.cannot', { reason: say.reason })
      case 'expired':
        return t('stands.expired', { date: formatDay(say.date) })
      default:
        return t(`stands.${say.key}`)
    }
  }
}
