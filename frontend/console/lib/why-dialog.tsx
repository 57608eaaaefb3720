import type { Fault } from '@shared/fault'
import { RadioField } from '@shared/form/choice'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultNote } from './fault-view'

type Props<Reason extends string> = {
  title: string
  lead: string
  reasons: readonly { value: Reason; label: string }[]
  /** Said where none was chosen. */
  need: string
  note: { label: string; hint?: string; rows: number }
  act: string
  busy: boolean
  fault: Fault | null
  onClose: () => void
  onAct: (reason: Reason, note: string) => void
}

/** Asks why, and what there is to say besides, before something of the inbox is given away. */
export function WhyDialog<Reason extends string>({ title, lead, reasons, need, note, act, busy, fault, onClose, onAct }: Props<Reason>) {
  const { t } = useTranslation('console')
  const [reason, setReason] = useState<Reason | ''>('')
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState(false)
  const why = useId()
  function submit() {
    setAsked(true)
    if (reason === '') document.getElementById(why)?.focus()
    else if (!busy) onAct(reason, words)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={busy}
      title={title}
      buttons={
        <>
          <Button onClick={onClose}>{t('dialog.notYet')}</Button>
          <Button kind="primary" busy={busy && t('dialog.doing')} onClick={submit}>
            {act}
          </Button>
        </>
      }
    >
      <Stack>
        <p>{lead}</p>
        <RadioField id={why} legend={t('inbox.why')} value={reason} choices={[...reasons]} onChange={setReason} error={asked && reason === '' ? need : undefined} />
        <AreaField label={note.label} hint={note.hint} optional rows={note.rows} maxLength={2000} value={words} onChange={e => setWords(e.target.value)} />
        <FaultNote fault={fault} />
      </Stack>
    </Dialog>
  )
}
