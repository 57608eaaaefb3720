import { after } from '@shared/after'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTakeOut } from '../api/inbox/inbox'
import { WhyDialog } from './why-dialog'

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
  return (
    <WhyDialog
      title={t('inbox.outTitle')}
      lead={t('inbox.outLead')}
      reasons={reasons.map(r => ({ value: r, label: t(`inbox.outReason.${r}`) }))}
      need={t('inbox.outNeeded')}
      note={{ label: t('inbox.outNote'), hint: t('inbox.outNoteHint'), rows: 2 }}
      act={t('inbox.out')}
      busy={take.isPending}
      fault={take.error}
      onClose={onClose}
      onAct={(reason, note) =>
        after(take.mutateAsync({ item, body: { reason, note } }), {
          done: () => {
            toast(t('inbox.saidOut'))
            onClose()
          },
          failed: 'shown',
        })
      }
    />
  )
}
