import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeysStep } from '../../api/keys/keys'
import { FaultNote } from '../../lib/fault-view'

/** Who is told by mail of what ends: an address a line, or nobody but the administrators' accounts. now are those that the page has. */
export function MailDialog({ now, onClose }: { now: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('console')
  const step = useKeysStep()
  const form = useId()
  const [were, setWere] = useState(now) // what is written over: another list is shown before it is
  const [text, setText] = useState(now.join('\n'))
  const moved = were.join() !== now.join()
  const [fault, setFault] = useState<Fault | null>(null)
  function submit(e: FormEvent) {
    e.preventDefault()
    if (step.isPending || moved) return
    setFault(null)
    const addresses = text.split(/[\s,;]+/).filter(Boolean)
    after(step.mutateAsync({ step: 'mail', body: { were: [...were], addresses } }), { done: onClose, failed: setFault })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={step.isPending}
      title={t('keys.mailTitle')}
      buttons={
        <>
          <Button onClick={onClose}>{t('dialog.notYet')}</Button>
          <Button kind="primary" type="submit" form={form} busy={step.isPending && t('dialog.doing')}>
            {t('keys.mailAct')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Stack>
          <AreaField label={t('keys.mailLabel')} hint={t('keys.mailHint')} rows={4} value={text} onChange={e => setText(e.target.value)} spellCheck={false} data-autofocus />
          <FaultNote fault={fault} />
          {moved ? (
            <Note kind="problem" live title={t('keys.mailNow')}>
              {now.join(', ') || t('keys.mailNobody')}{' '}
              <Button kind="link" onClick={() => setWere(now)}>
                {t('keys.mailOver')}
              </Button>
            </Note>
          ) : null}
        </Stack>
      </form>
    </Dialog>
  )
}
