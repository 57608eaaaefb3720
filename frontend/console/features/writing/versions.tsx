import { Drawer } from '@mantine/core'
import { Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKept } from '../../api/opinion/kept'
import { FaultNote } from '../../lib/fault-view'
import { KeptStates, type PutBack, usePartName } from '../../lib/kept-states'
import { restored, restoredPart } from './restore'
import type { Draft } from './use-draft'

type Props = { id: string; version: number; draft: Draft; open: boolean; onClose: () => void; onBack: (part: string) => void }

/** What the draft was: chosen by when, shown as what is another since, put back as a whole or part by part. */
export function VersionsSheet({ open, onClose, onBack, ...props }: Props) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  // Once the sheet is gone: the keys are then in the letter.
  const [to, setTo] = useState<string | null>(null)
  return (
    <Drawer
      opened={open}
      onClose={onClose}
      returnFocus={to === null}
      onEnterTransitionEnd={() => setTo(null)}
      onExitTransitionEnd={() => to !== null && onBack(to)}
      title={t('versions.title')}
      size="66rem"
      closeButtonProps={{ 'aria-label': shared('act.close') }}
    >
      {open ? (
        <Versions
          {...props}
          onBack={part => {
            setTo(part)
            onClose()
          }}
        />
      ) : null}
    </Drawer>
  )
}

function Versions({ id, version, draft, onBack }: Omit<Props, 'open' | 'onClose'>) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const nameOf = usePartName()
  const [row] = useState(draft.rowVersion)
  const kept = useKept(id, version, row)
  if (kept.error) return <FaultNote fault={kept.error} />
  if (!kept.data) return <Loading what={t('versions.title')} />
  const now = draft.written.now()
  const back: PutBack = (state, part, when, changed) => {
    draft.restore(c => (part === '' ? restored(c, state) : restoredPart(c, state, part)))
    toast(part === '' ? t('versions.back', when) : t('versions.backPart', { part: nameOf(part, now), ...when }))
    onBack(part || changed)
  }
  return <KeptStates id={id} version={version} kept={kept.data} now={now} nowName={t('versions.now')} none={t('versions.none')} onBack={back} />
}
