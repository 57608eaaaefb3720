import { after } from '@shared/after'
import { IconDisc } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useFoundDiscs, useLookAtFound, usePassFound } from '../../api/disc/found'
import { FaultNote } from '../../lib/fault-view'
import classes from './cases.module.css'

/** One quiet line: something was put in, and nothing happens with it by itself. */
export function FoundDiscs() {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const found = useFoundDiscs().data ?? []
  const look = useLookAtFound()
  const pass = usePassFound()
  const first = found[0]
  if (!first) return null
  return (
    <div className={classes.foundDisc} role="status">
      <Icon of={IconDisc} />
      <bdi className="oso-cut">{t(`disc.foundKinds.${first.kind as 'disc' | 'stick' | 'folder'}`, { name: first.name })}</bdi>
      <Button kind="link" onClick={() => after(look.mutateAsync(first.id), { lead: () => void navigate('/disc'), failed: 'shown' })}>
        {t('disc.lookAt')}
      </Button>
      <Button kind="link" onClick={() => pass.mutate(first.id)}>
        {t('disc.pass')}
      </Button>
      {found.length > 1 ? <span className="oso-ink-3">{t('disc.foundMore', { count: found.length - 1 })}</span> : null}
      <FaultNote fault={look.error ?? pass.error} />
    </div>
  )
}
