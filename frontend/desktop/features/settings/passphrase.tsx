import { after } from '@shared/after'
import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import { PassphraseField, Stack } from '@shared/form/field'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { type NewPassphraseForm, newPassphraseSchema, useChangePassphrase } from '../../api/session/change-passphrase'
import { FaultNote } from '../../lib/fault-view'

type Why = 'short' | 'differs' | 'own'

/** Changing the own passphrase. */
export function Passphrase() {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const change = useChangePassphrase()
  const form = useForm<NewPassphraseForm>({ resolver: zodResolver(newPassphraseSchema), mode: 'onSubmit', reValidateMode: 'onBlur', defaultValues: { old: '', passphrase: '', again: '' } })
  const { errors } = form.formState
  const say = (message: string | undefined) => (message ? t(`create.errors.${message as Why}`) : undefined)
  const submit = form.handleSubmit(values =>
    after(change.mutateAsync(values), {
      done: () => {
        form.reset()
        toast(t('settings.changed'))
      },
      failed: 'shown',
    }),
  )
  return (
    <form onSubmit={e => void submit(e)} noValidate>
      <Stack>
        <PassphraseField label={t('settings.old')} placeholder=" " error={say(errors.old?.message)} {...form.register('old')} />
        <PassphraseField label={t('settings.new')} hint={t('create.passphraseHint')} placeholder=" " error={say(errors.passphrase?.message)} {...form.register('passphrase')} />
        <PassphraseField label={t('settings.again')} placeholder=" " error={say(errors.again?.message)} {...form.register('again')} />
        <FaultNote fault={change.error} />
        <div>
          <Button type="submit" busy={change.isPending && t('settings.changing')}>
            {t('settings.change')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
