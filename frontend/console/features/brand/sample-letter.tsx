import { ReaderDialog } from '@shared/reader/reader-dialog'
import { Button } from '@shared/ui/button'
import { Loading } from '@shared/ui/states'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSampleLetter } from '../../api/brand/brand'
import type { Brand } from '../../api/types'
import { FaultPage } from '../../lib/fault-view'

const PdfReader = lazy(() => import('@shared/reader/pdf/pdf-reader').then(m => ({ default: m.PdfReader })))

/** Opens a letter about nobody with its head as it is or would be. */
export function SampleLetter({ brand }: { brand: Brand }) {
  const { t } = useTranslation('console')
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button onClick={() => setOpen(true)}>{t('brand.sample')}</Button>
      {open ? (
        <ReaderDialog title={t('brand.sampleTitle')} onClose={() => setOpen(false)}>
          <Sample brand={brand} />
        </ReaderDialog>
      ) : null}
    </div>
  )
}

function Sample({ brand }: { brand: Brand }) {
  const { t } = useTranslation(['console', 'shared'])
  const letter = useSampleLetter(brand)
  const opening = <Loading what={t('shared:pdf.opening')} />
  if (!letter.data) return letter.error ? <FaultPage fault={letter.error} retry={() => void letter.refetch()} /> : opening
  return (
    <Suspense fallback={opening}>
      <PdfReader id="brand/letter" bytes={letter.data} label={t('brand.sampleTitle')} />
    </Suspense>
  )
}
