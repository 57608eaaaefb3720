import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Failure } from '@shared/ui/states'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../api/client'

/** An error in place of a page's content. home: leads to the list, where nothing else on the page does. */
export function FaultPage({ fault, retry, home }: { fault: Fault; retry?: () => void; home?: () => void }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  return (
    <Failure message={fault.message || shared('fault.unknown')}>
      {retry ? <Button onClick={retry}>{t('fault.again')}</Button> : null}
      {home ? <Button onClick={home}>{t('fault.home')}</Button> : null}
    </Failure>
  )
}

/** An error beside the act that failed: the first sentence stands out, and it is in sight. */
export function FaultNote({ fault, act }: { fault: Fault | null; act?: ReactNode }) {
  const { t } = useTranslation('shared')
  const at = useRef<HTMLDivElement>(null)
  // In a small window it would come below what is seen.
  useEffect(() => {
    if (fault) at.current?.scrollIntoView?.({ block: 'nearest' })
  }, [fault])
  if (!fault) return null
  const words = fault.message || t('fault.unknown')
  const cut = words.search(/\.\s/)
  return (
    <div role="alert" ref={at}>
      <Note kind="problem" title={cut < 0 ? words : words.slice(0, cut + 1)} act={act}>
        {cut < 0 ? null : words.slice(cut + 2)}
      </Note>
    </div>
  )
}
