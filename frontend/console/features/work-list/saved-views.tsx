import { Menu } from '@mantine/core'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { after } from '@shared/after'
import { TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Icon } from '@shared/ui/icon'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDropView, useSaveView } from '../../api/desk/desk'
import type { Desk, Saved } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import classes from './filter-bar.module.css'
import { addressOf, type Filters } from './use-filters'

const plain = { role: '', stage: '', turn: '', owner: '', partner: '', emergent: false, what: '' }

/** The lists that everybody at the desk has, and the person's own, each an address. */
export function SavedViews({ desk, filters }: { desk: Desk; filters: Filters }) {
  const { t } = useTranslation('console')
  const [saving, setSaving] = useState(false)
  const [forgetting, setForgetting] = useState<Saved | null>(null)
  const given: { name: string; view: Omit<Saved, 'id' | 'name'> }[] =
    desk.coordinators.length > 0
      ? [
          { name: t('views.mine'), view: { ...plain, owner: 'mine' } },
          { name: t('views.nobody'), view: { ...plain, owner: 'none' } },
          { name: t('views.late'), view: { ...plain, turn: 'late' } },
          { name: t('views.tasks'), view: { ...plain, what: 'tasks' } },
          { name: t('views.emergent'), view: { ...plain, emergent: true } },
        ]
      : []
  return (
    <>
      <Menu position="bottom-end" width="18rem">
        <Menu.Target>
          <button type="button" className={classes.pick}>
            <Icon of={IconBookmark} /> {t('views.label')}
          </button>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          {given.map(v => (
            <Menu.Item key={v.name} component={Link} to={addressOf(v.view)}>
              {v.name}
            </Menu.Item>
          ))}
          {desk.views.length > 0 ? <Menu.Label>{t('views.own')}</Menu.Label> : null}
          {desk.views.map(v => (
            <Menu.Item key={v.id} component={Link} to={addressOf(v)}>
              {v.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setSaving(true)}>{t('views.save')}</Menu.Item>
          {desk.views.map(v => (
            <Menu.Item key={`drop-${v.id}`} leftSection={<Icon of={IconTrash} />} onClick={() => setForgetting(v)}>
              {t('views.drop', { name: v.name })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {saving ? <SaveDialog filters={filters} onClose={() => setSaving(false)} /> : null}
      {forgetting ? <ForgetDialog view={forgetting} onClose={() => setForgetting(null)} /> : null}
    </>
  )
}

/** A list that is forgotten does not come back. */
function ForgetDialog({ view, onClose }: { view: Saved; onClose: () => void }) {
  const { t } = useTranslation('console')
  const drop = useDropView()
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('views.forgetTitle', { name: view.name })}
      busy={drop.isPending}
      buttons={
        <>
          <Button
            kind="danger"
            busy={drop.isPending && t('dialog.doing')}
            onClick={() => {
              if (!drop.isPending) after(drop.mutateAsync(view.id ?? ''), { done: onClose, failed: 'shown' })
            }}
          >
            {t('views.forget')}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {t('dialog.keep')}
          </Button>
        </>
      }
    >
      <p>{t('views.forgetLead')}</p>
      <FaultNote fault={drop.error} />
    </Dialog>
  )
}

function SaveDialog({ filters, onClose }: { filters: Filters; onClose: () => void }) {
  const { t } = useTranslation('console')
  const id = useId()
  const [name, setName] = useState('')
  const save = useSaveView()
  function submit(e: FormEvent) {
    e.preventDefault()
    if (!save.isPending) after(save.mutateAsync({ ...filters, name }), { done: onClose, failed: 'shown' })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('views.save')}
      busy={save.isPending}
      buttons={
        <>
          <Button onClick={onClose}>{t('dialog.notYet')}</Button>
          <Button kind="primary" type="submit" form={id} busy={save.isPending && t('dialog.doing')}>
            {t('views.keep')}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} noValidate>
        <TextField label={t('views.name')} hint={t('views.hint')} value={name} onChange={e => setName(e.target.value)} maxLength={60} data-autofocus error={save.error?.message} />
      </form>
    </Dialog>
  )
}
