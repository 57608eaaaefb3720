import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultNote } from './fault-view'

type Props = {
  title: string
  /** What happens, and what stays. */
  lead: ReactNode
  act: string
  /** It cannot be taken back: the safe act has the keys. */
  final?: boolean
  /** What is asked for besides, before the reason. Its first field has the keys. */
  children?: ReactNode
  /** Whether that is filled in; the fields say what is missing. */
  ready?: () => boolean
  label?: string
  /** Who reads the reason, where it does not stand in the audit. */
  hint?: string
  onClose: () => void
  onAct: (reason: string) => Promise<unknown>
}

/** An act of an administrator, which wants a reason. */
export function ReasonDialog({ title, lead, act, final = false, children, ready = () => true, label, hint, onClose, onAct }: Props) {
  const { t } = useTranslation('console')
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const before = useRef<HTMLDivElement>(null)
  const form = useId()
  const first = () => before.current?.querySelector<HTMLElement>('input:not(:disabled), textarea, select')
  // The window gives the keys to what is marked, once it is there.
  useLayoutEffect(() => (first() ?? field.current)?.setAttribute('data-autofocus', 'true'), [])
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (busy) return
    if (!ready()) return first()?.focus()
    if (!reason.trim()) return field.current?.focus()
    setBusy(true)
    setFault(null)
    after(onAct(reason.trim()), {
      done: onClose,
      failed: f => {
        setBusy(false)
        setFault(f)
      },
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={busy}
      title={title}
      buttons={
        final ? (
          <>
            <Button kind="danger" type="submit" form={form} busy={busy && t('dialog.doing')}>
              {act}
            </Button>
            <Button onClick={onClose}>{t('dialog.notYet')}</Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t('dialog.notYet')}</Button>
            <Button kind="primary" type="submit" form={form} busy={busy && t('dialog.doing')}>
              {act}
            </Button>
          </>
        )
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Stack>
          <div>{lead}</div>
          {children ? <div ref={before}>{children}</div> : null}
          <AreaField ref={field} label={label ?? t('reason.label')} hint={hint ?? t('reason.hint')} rows={2} maxLength={500} value={reason} onChange={e => setReason(e.target.value)} error={asked && !reason.trim() ? t('reason.need') : undefined} />
          <FaultNote fault={fault} />
        </Stack>
      </form>
    </Dialog>
  )
}
