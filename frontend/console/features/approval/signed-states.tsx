import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKept } from '../../api/opinion/kept'
import type { Opinion } from '../../api/types'
import { KeptStates } from '../../lib/kept-states'

/** What the letter was each time it was signed or sent back, read only; the way there stands where there is more than one. */
export function SignedStates({ id, opinion }: { id: string; opinion: Opinion }) {
  const { t } = useTranslation('console')
  const [open, setOpen] = useState(false)
  const kept = useKept(id, opinion.version, opinion.row_version).data
  // The newest is what the page shows: it is what the others are compared with. What was
  // sent back as it was signed is there once.
  const states = kept?.states.filter((s, i) => (i > 0 || s.cause !== 'signed') && (s.cause !== 'returned' || s.changes.length > 0 || s.unreadable)) ?? []
  if (!kept || states.length === 0) return null
  return (
    <>
      <Button kind="link" onClick={() => setOpen(true)}>
        {t('versions.openSigned', { count: states.length })}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('versions.titleSigned')} wide="two">
        <KeptStates
          id={id}
          version={opinion.version}
          kept={{ ...kept, states }}
          now={opinion.content}
          nowName={opinion.signed_at ? t('versions.nowSigned', { at: formatMoment(opinion.signed_at) }) : t('versions.now')}
          none=""
        />
      </Sheet>
    </>
  )
}
