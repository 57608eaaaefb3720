import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { formatMoment } from '@shared/format/date'
import { formatFingerprint } from '@shared/format/number'
import { CheckField, RadioField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMakeCode } from '../../api/devices/devices'
import type { DeskClinic, DeskPerson, EnrollmentCode } from '../../api/types'
import { CopyButton } from '../../lib/copy-button'
import classes from './devices.module.css'

const lives = ['24', '72', '168'] as const

/** Makes a code for somebody of a clinic, and shows it this once. */
export function CodeDialog({ clinic, person, onClose }: { clinic: DeskClinic; person: DeskPerson; onClose: () => void }) {
  const { t } = useTranslation('console')
  const make = useMakeCode(clinic.id)
  const [hours, setHours] = useState<(typeof lives)[number]>('72')
  const [license, setLicense] = useState(false)
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const [made, setMade] = useState<EnrollmentCode | null>(null)
  const unchecked = person.role === 'physician' && !person.licensed
  function go() {
    setAsked(true)
    if (unchecked && !license) return
    setFault(null)
    after(make.mutateAsync({ person: person.id, hours: Number(hours), license }), { done: setMade, failed: setFault })
  }
  if (made) {
    return (
      <Dialog
        open
        busy // neither Esc nor a click beside it: it is shown once
        onClose={onClose}
        title={t('devices.codeTitle', { name: person.name })}
        buttons={
          <Button kind="primary" data-autofocus onClick={onClose}>
            {t('devices.codeDone')}
          </Button>
        }
      >
        <p>{t('devices.codeOnce', { until: formatMoment(made.expires) })}</p>
        <textarea readOnly autoFocus rows={10} className={classes.code} aria-label={t('devices.code')} value={made.code} onFocus={e => e.target.select()} />
        <CopyButton text={made.code} what={t('devices.code')} />
        <div>
          {t('devices.codeRoot')}
          <div className="oso-mono">{formatFingerprint(made.root)}</div>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={make.isPending}
      title={t('devices.codeTitle', { name: person.name })}
      buttons={
        <>
          <Button onClick={onClose} data-autofocus>
            {t('register.leave')}
          </Button>
          <Button kind="primary" busy={make.isPending && t('devices.making')} onClick={go}>
            {t('devices.makeCode')}
          </Button>
        </>
      }
    >
      <p>{t('devices.codeMeans', { clinic: clinic.name })}</p>
      {unchecked ? <CheckField label={t('devices.license')} description={t('devices.licenseHint')} checked={license} onChange={setLicense} error={asked && !license ? t('devices.licenseError') : undefined} /> : null}
      <RadioField legend={t('devices.goodFor')} look="line" value={hours} onChange={setHours} choices={lives.map(value => ({ value, label: t(`devices.lives.${value}`) }))} />
      {fault ? (
        <Note kind="problem" live>
          {fault.message}
        </Note>
      ) : null}
    </Dialog>
  )
}
