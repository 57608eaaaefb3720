import { after } from '@shared/after'
import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from '@shared/ui/button'
import { Facts } from '@shared/ui/facts'
import { Note } from '@shared/ui/notice'
import { useToast } from '@shared/ui/toast'
import { CheckField } from '@shared/form/choice'
import { AreaField, PassphraseField, Stack, TextField } from '@shared/form/field'
import { formatDay, formatMoment } from '@shared/format/date'
import { type FormEvent, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useAcceptCode } from '../../api/enrol/accept-code'
import { type CodeForm, codeSchema, useLookAtCode } from '../../api/enrol/look-at-code'
import type { EnrolOffer } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { useSession } from '../../lib/session-context'

/** Redeeming a code: what it says is shown before it is used. */
export function Enrollment() {
  const { t } = useTranslation('desktop')
  const { clinic, users, user, role } = useSession()
  const mine = users.find(u => u.name === user)
  const open = role === 'physician' && !mine?.enrolled
  return (
    <Stack>
      {clinic.enrolled ? (
        <Note kind="done" title={t('settings.enrolled', { clinic: clinic.name })}>
          {t('settings.enrolledSays', { date: formatDay(clinic.since), server: clinic.server })}
        </Note>
      ) : (
        <p className="oso-ink-2">{t('settings.enrolLead')}</p>
      )}
      {open ? <CodeForms /> : role !== 'physician' && !clinic.enrolled ? <Note>{t('settings.physicianOnly')}</Note> : null}
    </Stack>
  )
}

function CodeForms() {
  const { t } = useTranslation('desktop')
  const look = useLookAtCode()
  const form = useForm<CodeForm>({ resolver: zodResolver(codeSchema), mode: 'onBlur', reValidateMode: 'onBlur', defaultValues: { url: '', code: '' } })
  const { errors } = form.formState
  const submit = form.handleSubmit(values => look.mutate(values))
  if (look.data) return <Accept offer={look.data} code={form.getValues()} back={() => look.reset()} />
  return (
    <form onSubmit={e => void submit(e)} noValidate>
      <Stack>
        <TextField label={t('settings.url')} hint={t('settings.urlHint')} error={errors.url && t('settings.needUrl')} {...form.register('url')} />
        <AreaField label={t('settings.code')} hint={t('settings.codeHint')} rows={3} spellCheck={false} dir="ltr" error={errors.code && t('settings.needCode')} {...form.register('code')} />
        <FaultNote fault={look.error} />
        <div>
          <Button type="submit" busy={look.isPending && t('settings.looking')}>
            {t('settings.look')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

function Accept({ offer, code, back }: { offer: EnrolOffer; code: CodeForm; back: () => void }) {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const accept = useAcceptCode()
  const passphrase = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(false)
  const [me, setMe] = useState(false)
  const [asked, setAsked] = useState(false)
  const doubt = offer.not_you !== ''

  function submit(e: FormEvent) {
    e.preventDefault()
    const typed = passphrase.current?.value ?? ''
    setEmpty(typed === '')
    setAsked(doubt && !me)
    if (!typed || (doubt && !me) || accept.isPending) return
    after(accept.mutateAsync({ ...code, passphrase: typed, as: doubt ? offer.physician : '' }), { done: () => toast(t('settings.done')), failed: () => passphrase.current?.select() })
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <h3>{t('settings.offer')}</h3>
        <Facts
          facts={[
            ...(offer.physician ? [{ label: t('settings.offerPhysician'), value: <bdi>{offer.physician}</bdi> }] : []),
            ...(offer.clinic ? [{ label: t('settings.offerClinic'), value: <bdi>{offer.clinic}</bdi> }] : []),
            { label: t('settings.offerServer'), value: offer.server },
            { label: t('settings.offerExpires'), value: formatMoment(offer.expires) || '–' },
            ...(offer.fingerprint ? [{ label: t('settings.offerFingerprint'), value: offer.fingerprint, code: true }] : []),
          ]}
        />
        {offer.demo ? <Note kind="time">{t('settings.offerDemo')}</Note> : offer.fingerprint ? <Note kind="time">{t('settings.offerRoot')}</Note> : null}
        {doubt ? (
          <>
            <Note kind="time">{offer.not_you}</Note>
            <CheckField label={t('settings.offerMe', { name: offer.physician })} checked={me} onChange={setMe} error={asked ? t('settings.needMe') : undefined} />
          </>
        ) : null}
        <PassphraseField ref={passphrase} label={t('settings.own')} placeholder=" " onChange={() => setEmpty(false)} error={empty ? t('create.errors.own') : undefined} />
        <FaultNote fault={accept.error} />
        <div className="oso-row">
          <Button kind="primary" type="submit" busy={accept.isPending && t('settings.accepting')}>
            {t('settings.accept')}
          </Button>
          <Button kind="plain" onClick={back}>
            {t('settings.another')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
