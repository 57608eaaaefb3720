import { useToast } from '@shared/ui/toast'
import type { MouseEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { secondWindow, showElsewhere } from './windows'

/** A place in the records that opens in the other window, where the work here stays as it is. to: below /console. */
export function ElsewhereLink({ caseId, to, className, children }: { caseId: string; to: string; className?: string; children: ReactNode }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const open = (e: MouseEvent) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey) return // a person says where
    e.preventDefault()
    void showElsewhere(caseId, to).then(shown => {
      if (!shown) toast(t('window.blocked'))
    })
  }
  return (
    <a className={className} href={`/console${to}`} target={secondWindow} onClick={open}>
      {children}
    </a>
  )
}
