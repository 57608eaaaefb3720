import { RadioField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBreakGlass } from '../../api/glass/glass'
import type { Case } from '../../api/types'
import { useGlassWords } from '../../lib/glass-words'
import { ReasonDialog } from '../../lib/reason-dialog'

const reasons = ['emergency', 'nobody-reached', 'complaint', 'authority', 'fault', 'other'] as const

/** The way of an administrator into a case of which he sees that it is there. */
export function BreakGlass({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('glass.break')}</Button>
      {open ? <BreakDialog c={c} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function BreakDialog({ c, onClose }: { c: Case; onClose: () => void }) {
  const { t } = useTranslation('console')
  const words = useGlassWords()
  const run = useBreakGlass(c.id)
  const [reason, setReason] = useState<(typeof reasons)[number] | ''>('')
  const [asked, setAsked] = useState(false)
  return (
    <ReasonDialog
      final
      title={t('glass.breakTitle')}
      lead={t('glass.breakLead')}
      act={t('glass.break')}
      label={t('glass.why')}
      hint={t('glass.whyHint')}
      ready={() => {
        setAsked(true)
        return reason !== ''
      }}
      onClose={onClose}
      onAct={why => run.mutateAsync({ reason, why })}
    >
      <RadioField legend={t('glass.reason')} value={reason} onChange={setReason} choices={reasons.map(r => ({ value: r, label: words.reason(r) }))} error={asked && reason === '' ? t('glass.needReason') : undefined} />
    </ReasonDialog>
  )
}
