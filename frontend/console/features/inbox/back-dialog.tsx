import { after } from '@shared/after'
import { RadioField } from '@shared/form/choice'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { useToast } from '@shared/ui/toast'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDecide } from '../../api/inbox/inbox'
import type { Item } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { useItemWords } from './item-words'

const reasons = ['not-ours', 'unknown-patient', 'unreadable', 'password', 'program', 'other'] as const

/** Why something is not for us. Whoever sent it is still to be told. */
export function BackDialog({ i, onClose }: { i: Item; onClose: () => void }) {
  const { t } = useTranslation('console')
  const words = useItemWords()
  const toast = useToast()
  const go = useNavigate()
  const decide = useDecide()
  const [reason, setReason] = useState('')
  const [note, setNote] = useState('')
  const [asked, setAsked] = useState(false)
  const why = useId()
  function submit() {
    setAsked(true)
    if (reason === '') document.getElementById(why)?.focus()
    if (reason === '' || decide.isPending) return
    after(decide.mutateAsync({ item: i.id, act: 'back', body: { reason, note } }), {
      done: () => {
        toast(t('inbox.saidBack'))
        void go('/inbox')
      },
      failed: 'shown',
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={decide.isPending}
      title={t('inbox.backTitle')}
      buttons={
        <>
          <Button onClick={onClose}>{t('dialog.notYet')}</Button>
          <Button kind="primary" busy={decide.isPending && t('dialog.doing')} onClick={submit}>
            {t('inbox.sendBack')}
          </Button>
        </>
      }
    >
      <Stack>
        <p>{t(i.bytes > 0 ? 'inbox.backLead' : 'inbox.backLeadNone')}</p>
        <RadioField id={why} legend={t('inbox.why')} value={reason} choices={reasons.map(r => ({ value: r as string, label: words.reason(r) }))} onChange={setReason} error={asked && reason === '' ? t('inbox.whyNeeded') : undefined} />
        <AreaField label={t('inbox.backNote')} hint={t('inbox.backNoteHint')} optional rows={3} maxLength={2000} value={note} onChange={e => setNote(e.target.value)} />
        <FaultNote fault={decide.error} />
      </Stack>
    </Dialog>
  )
}
