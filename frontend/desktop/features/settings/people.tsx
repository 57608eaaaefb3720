import { after } from '@shared/after'
import { zodResolver } from '@hookform/resolvers/zod'
import { IconPlus } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { FactLines } from '@shared/ui/facts'
import { Icon } from '@shared/ui/icon'
import { useToast } from '@shared/ui/toast'
import { RadioField } from '@shared/form/choice'
import { PassphraseField, Stack, TextField } from '@shared/form/field'
import { type FormEvent, useRef, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { type NewUserForm, newUserSchema, useAddUser } from '../../api/session/add-user'
import { useRemoveUser } from '../../api/session/remove-user'
import { FaultNote } from '../../lib/fault-view'
import { useSession } from '../../lib/session-context'

type Why = 'name' | 'short' | 'differs' | 'own'

/** Who can unlock this workstation. Only a physician adds people; while there is none, staff may add the first. */
export function People() {
  const { t } = useTranslation('desktop')
  const session = useSession()
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState('')
  const mayChange = session.role === 'physician' || !session.users.some(u => u.role === 'physician')
  return (
    <Stack>
      <FactLines
        lines={session.users.map(u => ({
          label: t(`role.${u.role === 'physician' ? 'physician' : 'staff'}`),
          value: <bdi>{u.name}</bdi>,
          sub: u.role === 'physician' ? (u.enrolled ? t('settings.certified') : t('settings.notCertified')) : undefined,
          act:
            session.role === 'physician' && u.name !== session.user ? (
              <Button kind="link" onClick={() => setRemoving(u.name)} aria-label={t('settings.removeTitle', { name: u.name })}>
                {t('settings.remove')}
              </Button>
            ) : undefined,
        }))}
      />
      {adding ? (
        <AddPerson done={() => setAdding(false)} />
      ) : mayChange ? (
        <div>
          <Button icon={<Icon of={IconPlus} />} onClick={() => setAdding(true)}>
            {t('settings.add')}
          </Button>
        </div>
      ) : null}
      <RemovePerson name={removing} close={() => setRemoving('')} />
    </Stack>
  )
}

function AddPerson({ done }: { done: () => void }) {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const session = useSession()
  const add = useAddUser()
  const none = !session.users.some(u => u.role === 'physician')
  const form = useForm<NewUserForm>({
    resolver: zodResolver(newUserSchema),
    mode: 'onBlur',
    reValidateMode: 'onBlur',
    defaultValues: { name: '', role: none ? 'physician' : 'staff', passphrase: '', again: '', own: '' },
  })
  const { errors } = form.formState
  const say = (message: string | undefined) => (message ? t(`create.errors.${message as Why}`) : undefined)
  const submit = form.handleSubmit(values =>
    after(add.mutateAsync(values), {
      done: () => {
        toast(t('settings.added', { name: values.name }))
        done()
      },
      failed: 'shown',
    }),
  )
  return (
    <form onSubmit={e => void submit(e)} noValidate>
      <Stack>
        <p className="oso-ink-2">{t('settings.addLead')}</p>
        <TextField label={t('settings.name')} dir="auto" autoFocus error={say(errors.name?.message)} {...form.register('name')} />
        <Controller
          control={form.control}
          name="role"
          render={({ field }) => (
            <RadioField
              legend={t('create.role')}
              hideLegend
              value={field.value}
              onChange={field.onChange}
              choices={[
                { value: 'physician', label: t('create.physician'), description: t('create.physicianSays') },
                // The first physician is what a vault without one needs.
                { value: 'staff', label: t('create.staff'), description: t('create.staffSays'), disabled: none },
              ]}
            />
          )}
        />
        <PassphraseField label={t('settings.newPassphrase')} hint={t('create.passphraseHint')} placeholder=" " error={say(errors.passphrase?.message)} {...form.register('passphrase')} />
        <PassphraseField label={t('settings.again')} placeholder=" " error={say(errors.again?.message)} {...form.register('again')} />
        <PassphraseField label={t('settings.ownPassphrase')} placeholder=" " error={say(errors.own?.message)} {...form.register('own')} />
        <FaultNote fault={add.error} />
        <div className="oso-row">
          <Button type="submit" busy={add.isPending && t('settings.adding')}>
            {t('settings.add')}
          </Button>
          <Button kind="plain" onClick={done}>
            {t('settings.keep')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

function RemovePerson({ name, close }: { name: string; close: () => void }) {
  const { t } = useTranslation('desktop')
  const toast = useToast()
  const remove = useRemoveUser()
  const own = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(false)

  function leave() {
    remove.reset()
    setEmpty(false)
    close()
  }

  function act(e: FormEvent) {
    e.preventDefault()
    const typed = own.current?.value ?? ''
    setEmpty(typed === '')
    if (!typed || remove.isPending) return
    after(remove.mutateAsync({ name, own: typed }), {
      done: () => {
        toast(t('settings.removed', { name }))
        leave()
      },
      failed: () => own.current?.select(),
    })
  }

  return (
    <Dialog
      open={name !== ''}
      onClose={leave}
      busy={remove.isPending}
      title={t('settings.removeTitle', { name })}
      buttons={
        <>
          <Button kind="danger" type="submit" form="remove-person" busy={remove.isPending && t('settings.removing')}>
            {t('settings.removeAct')}
          </Button>
          <Button data-autofocus onClick={leave}>
            {t('settings.keep')}
          </Button>
        </>
      }
    >
      <form id="remove-person" onSubmit={act} noValidate>
        <Stack>
          <p>{t('settings.removeSays')}</p>
          <PassphraseField ref={own} label={t('settings.ownPassphrase')} placeholder=" " onChange={() => setEmpty(false)} error={empty ? t('create.errors.own') : undefined} />
          <FaultNote fault={remove.error} />
        </Stack>
      </form>
    </Dialog>
  )
}
