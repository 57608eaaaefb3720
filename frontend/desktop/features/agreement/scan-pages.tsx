import { PaperPages } from '@shared/reader/pdf/paper'
import { bytesOf } from '@shared/reader/source'
import { Loading } from '@shared/ui/states'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useScan } from '../../api/agreement/get-signed'
import { type Asset, toFault } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import sheet from './sheet.module.css'

/** The pages of a signed paper that was scanned as PDF. */
export function ScanPages({ id, scan }: { id: string; scan: Asset }) {
  const { t } = useTranslation('desktop')
  const { data, error } = useScan(id, scan)
  const bytes = useMemo(() => data && bytesOf(data), [data])
  const [drawn, setDrawn] = useState(false)
  const [broken, setBroken] = useState<unknown>(null)
  const fault = error ?? (broken ? toFault(broken) : null)
  if (fault) return <FaultNote fault={fault} />
  return (
    <>
      {drawn ? null : <Loading what={t('agreement.scanLoading')} />}
      {bytes ? <PaperPages bytes={bytes} className={sheet.scan} label={(number, total) => t('agreement.scanOf', { number, total })} onDrawn={() => setDrawn(true)} onFault={setBroken} /> : null}
    </>
  )
}
