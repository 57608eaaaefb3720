import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { RadioField } from '@shared/form/choice'
import { AreaField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRevokeDevice } from '../../api/devices/devices'
import type { DeskClinic, DeskDevice, RevokeRequest } from '../../api/types'
import { revokeReasons } from './devices-page'

/** Ends a workstation, with why; says what happens. */
export function RevokeDialog({ clinic, device, onClose }: { clinic: DeskClinic; device: DeskDevice; onClose: () => void }) {
  const { t } = useTranslation('console')
  const revoke = useRevokeDevice()
  const [reason, setReason] = useState<RevokeRequest['reason'] | ''>('')
  const [note, setNote] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  function go() {
    setAsked(true)
    if (!reason || (reason === 'other' && !note.trim())) return
    setFault(null)
    after(revoke.mutateAsync({ device: device.id, body: { reason, note: note.trim() } }), { done: onClose, failed: setFault })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={revoke.isPending}
      title={t('devices.revokeTitle', { clinic: clinic.name })}
      buttons={
        <>
          <Button kind="danger" busy={revoke.isPending && t('devices.revoking')} onClick={go}>
            {t('devices.revokeIt')}
          </Button>
          <Button onClick={onClose} data-autofocus>
            {t('devices.keep')}
          </Button>
        </>
      }
    >
      <p>{t('devices.revokeMeans')}</p>
      <RadioField legend={t('devices.why')} value={reason} onChange={setReason} choices={revokeReasons.map(value => ({ value, label: t(`devices.reasons.${value}`) }))} error={asked && !reason ? t('devices.whyError') : undefined} />
      <AreaField label={t('devices.revokeNote')} optional={reason !== 'other'} rows={2} maxLength={500} dir="auto" value={note} onChange={e => setNote(e.target.value)} error={asked && reason === 'other' && !note.trim() ? t('devices.noteError') : undefined} />
      {fault ? (
        <Note kind="problem" live>
          {fault.message}
        </Note>
      ) : null}
    </Dialog>
  )
}
