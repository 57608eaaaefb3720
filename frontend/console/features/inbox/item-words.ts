import { formatDay } from '@shared/format/date'
import { formatBytes, formatReference } from '@shared/format/number'
import { useTranslation } from 'react-i18next'
import type { Item } from '../../api/types'

/** What is said of an item, in a row and on its page. */
export function useItemWords() {
  const { t } = useTranslation('console')
  const reason = (code: string) => t(`inbox.reason.${code}` as 'inbox.reason.not-ours', { defaultValue: code })
  return {
    channel: (code: string) => t(`inbox.by.${code}` as 'inbox.by.fax', { defaultValue: code }),
    reason,
    /** That nobody is named, as far as it was read; of what was not read, that. */
    nobody: (i: Item) => t(i.read ? 'inbox.nobody' : i.state === 'refused' ? 'inbox.notHere' : 'inbox.notRead'),
    size: (i: Item) => (i.parcel ? '' : i.pages > 0 ? t('inbox.pages', { count: i.pages }) : i.bytes > 0 ? formatBytes(i.bytes) : ''),
    /** Where it stands, in a few words. */
    stands: (i: Item): string => {
      switch (i.state) {
        case 'refused':
          return t('inbox.notTaken', { reason: reason(i.reason) })
        case 'sent-back':
          return i.told ? t('inbox.backTold', { date: i.destroy_at ? formatDay(i.destroy_at) : '' }) : t('inbox.tell', { reason: reason(i.reason) })
        case 'filed':
          return t('inbox.filed', { reference: i.case ? formatReference(i.case.reference) : '', name: i.decided_by })
        case 'scanned':
          return t('post.scanned', { name: i.decided_by })
        default:
          return [i.reason ? t('inbox.takenOut', { name: i.decided_by }) : '', i.parcel ? (i.parcel.scans.length > 0 ? t('post.scansOf', { count: i.parcel.scans.length }) : t('post.notScanned')) : '', i.again > 0 ? t('inbox.cameAgain') : '', i.from ? t('inbox.from', { from: i.from }) : '', i.foreign ? t('inbox.foreign') : ''].filter(Boolean).join(', ') || t('inbox.waits')
      }
    },
  }
}
