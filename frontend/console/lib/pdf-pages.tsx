import { Loading } from '@shared/ui/states'
import { type ReactNode, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'

// pdf.js is large and only letters and documents need it.
const Pages = lazy(() => import('./pdf-drawing').then(m => ({ default: m.PdfDrawing })))

/** A PDF of the service's, drawn page by page; always white. */
export function PdfPages({ address, label, fallback }: { address: string; label: string; fallback?: ReactNode }) {
  const { t } = useTranslation('console')
  return (
    <Suspense fallback={fallback ?? <Loading what={t('case.loading')} />}>
      <Pages key={address} address={address} label={label} />
    </Suspense>
  )
}
