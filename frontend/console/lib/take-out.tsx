import { after } from '@shared/after'
import { RadioField } from '@shared/form/choice'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { useToast } from '@shared/ui/toast'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTakeOut } from '../api/inbox/inbox'
import { FaultNote } from './fault-view'

const reasons = ['wrong-patient', 'wrong-material', 'other'] as const

/** Takes a record that was filed wrongly out of the case, back into the inbox. */
export function TakeOut({ item, title }: { item: string; title: string }) {
  const { t } = useTranslation('console')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button kind="link" className="oso-small" onClick={() => setOpen(true)}>
        {t('inbox.out')}
        <span className="oso-hidden">{` ${title}`}</span>
      </Button>
      {open ? <TakeOutDialog item={item} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function TakeOutDialog({ item, onClose }: { item: string; onClose: () => void }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const take = useTakeOut()
  const [reason, setReason] = useState<(typeof reasons)[number] | ''>('')
  const [note, setNote] = useState('')
  const [asked, setAsked] = useState(false)
  const why = useId()
  function submit() {
    setAsked(true)
    if (reason === '') document.getElementById(why)?.focus()
    if (reason === '' || take.isPending) return
    after(take.mutateAsync({ item, body: { reason, note } }), {
      done: () => {
        toast(t('inbox.saidOut'))
        onClose()
      },
      failed: 'shown',
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={take.isPending}
      title={t('inbox.outTitle')}
      buttons={
        <>
          <Button onClick={onClose}>{t('dialog.notYet')}</Button>
          <Button kind="primary" busy={take.isPending && t('dialog.doing')} onClick={submit}>
            {t('inbox.out')}
          </Button>
        </>
      }
    >
      <Stack>
        <p>{t('inbox.outLead')}</p>
        <RadioField
          id={why}
          legend={t('inbox.why')}
          value={reason}
          choices={reasons.map(r => ({ value: r, label: t(`inbox.outReason.${r}`) }))}
          onChange={setReason}
          error={asked && reason === '' ? t('inbox.outNeeded') : undefined}
        />
        <AreaField label={t('inbox.outNote')} optional rows={2} maxLength={2000} value={note} onChange={e => setNote(e.target.value)} />
        <FaultNote fault={take.error} />
      </Stack>
    </Dialog>
  )
}
