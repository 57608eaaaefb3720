import { after } from '@shared/after'
import { useToast } from '@shared/ui/toast'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDecide } from '../../api/inbox/inbox'
import type { Item } from '../../api/types'
import { WhyDialog } from '../../lib/why-dialog'
import { useItemWords } from './item-words'

const reasons = ['not-ours', 'unknown-patient', 'unreadable', 'password', 'program', 'other'] as const

/** Why something is not for us. Whoever sent it is still to be told. */
export function BackDialog({ i, onClose }: { i: Item; onClose: () => void }) {
  const { t } = useTranslation('console')
  const words = useItemWords()
  const toast = useToast()
  const go = useNavigate()
  const decide = useDecide()
  return (
    <WhyDialog
      title={t('inbox.backTitle')}
      lead={t(i.parcel ? 'post.backLead' : i.bytes > 0 ? 'inbox.backLead' : 'inbox.backLeadNone')}
      reasons={reasons.map(r => ({ value: r, label: words.reason(r) }))}
      need={t('inbox.whyNeeded')}
      note={{ label: t('inbox.backNote'), hint: t('inbox.backNoteHint'), rows: 3 }}
      act={t('inbox.sendBack')}
      busy={decide.isPending}
      fault={decide.error}
      onClose={onClose}
      onAct={(reason, note) =>
        after(decide.mutateAsync({ item: i.id, act: 'back', body: { reason, note } }), {
          done: () => {
            toast(t('inbox.saidBack'))
            void go('/inbox')
          },
          failed: 'shown',
        })
      }
    />
  )
}
