import { Loading } from '@shared/ui/states'
import { useTranslation } from 'react-i18next'
import { useScan } from '../../api/agreement/get-signed'
import { type Asset, toFault } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { PdfSheet, usePdf } from '../../lib/pdf-pages'
import sheet from './sheet.module.css'

/** The pages of a signed paper that was scanned as PDF. */
export function ScanPages({ id, scan }: { id: string; scan: Asset }) {
  const { t } = useTranslation('desktop')
  const bytes = useScan(id, scan)
  const { pages, broken } = usePdf(bytes.data)
  const fault = bytes.error ?? (broken ? toFault(broken) : null)
  if (fault) return <FaultNote fault={fault} />
  if (pages.length === 0) return <Loading what={t('agreement.scanLoading')} />
  return pages.map((page, i) => <PdfSheet key={i} page={page} className={sheet.scan} label={t('agreement.scanOf', { number: i + 1, total: pages.length })} />)
}
