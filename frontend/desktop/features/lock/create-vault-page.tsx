import { after } from '@shared/after'
import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from '@shared/ui/button'
import { RadioField } from '@shared/form/choice'
import { PassphraseField, TextField } from '@shared/form/field'
import { Controller, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { type NewVaultForm, newVaultSchema, useCreateVault } from '../../api/session/create-vault'
import type { SessionState } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './lock.module.css'
import { LockPage } from './lock-page'

type Why = 'name' | 'short' | 'differs' | 'own'

/** The first start at a desk: a name, a role, a passphrase. */
export function CreateVaultPage({ session }: { session: SessionState }) {
  const { t } = useTranslation('desktop')
  const create = useCreateVault()
  const form = useForm<NewVaultForm>({
    resolver: zodResolver(newVaultSchema),
    mode: 'onBlur',
    reValidateMode: 'onBlur',
    defaultValues: { user: '', role: 'physician', passphrase: '', again: '' },
  })
  const { errors } = form.formState
  const say = (message: string | undefined) => (message ? t(`create.errors.${message as Why}`) : undefined)

  const submit = form.handleSubmit(values =>
    after(create.mutateAsync(values), { done: () => form.reset(), failed: 'shown' }),
  )

  return (
    <LockPage wordmark={session.service.name || t('app.name')} title={t('create.title')} lead={t('create.lead')} foot={<span>{t('create.where', { dir: session.data_dir })}</span>}>
      <form className={classes.form} onSubmit={e => void submit(e)} noValidate>
        <TextField label={t('create.name')} hint={t('create.nameHint')} dir="auto" autoFocus error={say(errors.user?.message)} {...form.register('user')} />
        <Controller
          control={form.control}
          name="role"
          render={({ field }) => (
            <RadioField
              legend={t('create.role')}
              value={field.value}
              onChange={field.onChange}
              choices={[
                { value: 'physician', label: t('create.physician'), description: t('create.physicianSays') },
                { value: 'staff', label: t('create.staff'), description: t('create.staffSays') },
              ]}
            />
          )}
        />
        <PassphraseField label={t('create.passphrase')} hint={t('create.passphraseHint')} placeholder=" " error={say(errors.passphrase?.message)} {...form.register('passphrase')} />
        <PassphraseField label={t('create.again')} placeholder=" " error={say(errors.again?.message)} {...form.register('again')} />
        <FaultNote fault={create.error} />
        <Button kind="primary" size="lg" wide type="submit" busy={create.isPending && t('create.acting')}>
          {t('create.act')}
        </Button>
      </form>
    </LockPage>
  )
}
