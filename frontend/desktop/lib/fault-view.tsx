import { after } from '@shared/after'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Failure } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCopyDetails } from '../api/support/copy-details'
import type { Fault } from '../bridge'

type Said = Pick<Fault, 'kind' | 'message'>

function useWords(fault: Said | null): string {
  const { t } = useTranslation('shared')
  return fault?.message || t('fault.unknown')
}

/** An error in place of a page's content: three sentences, what helps, details for support. */
export function FaultPage({ fault, retry, children }: { fault: Said; retry?: () => void; children?: ReactNode }) {
  const { t } = useTranslation('desktop')
  const words = useWords(fault)
  const copy = useCopyDetails()
  const toast = useToast()
  return (
    <Failure message={words}>
      {children}
      {retry ? <Button onClick={retry}>{t('fault.again')}</Button> : null}
      <Button kind="plain" onClick={() => after(copy.mutateAsync(), { done: () => toast(t('fault.copied')), failed: 'shown' })}>
        {t('fault.details')}
      </Button>
      <FaultNote fault={copy.error} />
    </Failure>
  )
}

/** An error beside the act that failed. */
export function FaultNote({ fault, act }: { fault: Said | null; act?: ReactNode }) {
  const words = useWords(fault)
  if (!fault) return null
  const cut = words.search(/\.\s/)
  return (
    <div role="alert">
      <Note kind="problem" title={cut < 0 ? words : words.slice(0, cut + 1)} act={act}>
        {cut < 0 ? null : words.slice(cut + 2)}
      </Note>
    </div>
  )
}
