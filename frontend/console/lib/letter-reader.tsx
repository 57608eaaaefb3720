import { ReaderDialog } from '@shared/reader/reader-dialog'
import { Loading } from '@shared/ui/states'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { letterAddress, type Paper, useLetter } from '../api/opinion/get-letter'
import { FaultPage } from './fault-view'

// pdf.js is large and only letters and documents need it.
const PdfReader = lazy(() => import('@shared/reader/pdf/pdf-reader').then(m => ({ default: m.PdfReader })))

type Props = { caseId: string; version: number; /** Changes whenever the letter does. */ stamp: number; paper?: Paper; label: string }

/** An opinion's letter as it is or would be released, read as records are; always white. It fills what it is put into. */
export function LetterReader({ caseId, version, stamp, paper, label }: Props) {
  const { t } = useTranslation('shared')
  const letter = useLetter(letterAddress(caseId, version, paper, stamp))
  const opening = <Loading what={t('pdf.opening')} />
  if (!letter.data) return letter.error ? <FaultPage fault={letter.error} retry={() => void letter.refetch()} /> : opening
  // Where a letter is read stays the same page while its paper or its words change.
  const id = `${caseId}/opinion/${version}`
  return (
    <Suspense fallback={opening}>
      <PdfReader key={`${id}/${paper ?? ''}`} id={id} bytes={letter.data} label={label} />
    </Suspense>
  )
}

/** A letter over the whole window, with the way to keep it as a file. */
export function LetterDialog({ onClose, ...letter }: Props & { onClose: () => void }) {
  const { t } = useTranslation('console')
  const { caseId, version, stamp, paper, label } = letter
  return (
    <ReaderDialog
      title={label}
      act={
        <a className="oso-small" href={letterAddress(caseId, version, paper, stamp)} download>
          {t('records.save')}
        </a>
      }
      onClose={onClose}
    >
      <LetterReader {...letter} />
    </ReaderDialog>
  )
}
