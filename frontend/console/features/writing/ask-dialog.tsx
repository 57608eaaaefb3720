import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../../api/cases/do-act'
import type { Case } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { useWords } from '../../lib/words'

/** A question to the clinic, or a critical finding: words to the coordinator. */
export function AskDialog({ c, act, onClose }: { c: Case; act: string; onClose: () => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const form = useId()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState(false)
  const run = useAct(c.id)
  const critical = act === 'raise-critical'
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!text.trim() || run.isPending) return
    run.mutate({ act, body: critical ? { finding: text } : { text } }, { onSuccess: onClose })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={say('act', act)}
      busy={run.isPending}
      buttons={
        <>
          <Button onClick={onClose}>{t('confirm.cancel')}</Button>
          <Button kind={critical ? 'danger' : 'primary'} type="submit" form={form} busy={run.isPending && t('messages.sending')}>
            {say('act', act)}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Stack>
          <AreaField
            label={critical ? t('dialog.finding') : t('dialog.text')}
            value={text}
            onChange={e => setText(e.target.value)}
            rows={4}
            data-autofocus
            error={asked && !text.trim() ? t('dialog.noteNeeded') : undefined}
          />
          <FaultNote fault={run.error} />
        </Stack>
      </form>
    </Dialog>
  )
}
