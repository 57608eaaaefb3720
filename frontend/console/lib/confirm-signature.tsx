import { PassphraseField, Stack, TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../api/client'
import { FaultNote } from './fault-view'

type Props = {
  open: boolean
  onClose: () => void
  /** The act in words: "Sign the opinion". */
  act: string
  busy: string | false
  fault: Fault | null
  lead?: string
  onConfirm: (proof: { password: string; code: string }) => void
}

/** Signing in a second time: the key opens for one act and is wiped after it. */
export function ConfirmSignature(props: Props) {
  const { t } = useTranslation('console')
  const form = useId()
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={t('confirm.title')}
      busy={props.busy !== false}
      buttons={
        <>
          <Button onClick={props.onClose}>{t('confirm.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={props.busy}>
            {props.act}
          </Button>
        </>
      }
    >
      {props.open ? <Proof {...props} form={form} /> : null}
    </Dialog>
  )
}

/** Made anew for each opening: nothing typed stays. */
function Proof({ form, lead, fault, busy, onConfirm }: Props & { form: string }) {
  const { t } = useTranslation('console')
  const password = useRef<HTMLInputElement>(null)
  const code = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState(false)
  function submit(e: FormEvent) {
    e.preventDefault()
    const p = password.current?.value ?? ''
    const c = code.current?.value ?? ''
    setMissing(!p || !c)
    if (!p || !c || busy) return
    onConfirm({ password: p, code: c })
    if (code.current) code.current.value = '' // each works once
  }
  return (
    <form id={form} onSubmit={submit} noValidate>
      <Stack>
        <p>{lead ?? t('confirm.lead')}</p>
        <PassphraseField ref={password} label={t('confirm.password')} autoComplete="current-password" data-autofocus />
        <TextField
          ref={code}
          label={t('confirm.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          width="10rem"
          error={missing ? t('confirm.needBoth') : undefined}
        />
        <FaultNote fault={fault} />
      </Stack>
    </form>
  )
}
