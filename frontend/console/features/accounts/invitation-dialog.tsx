import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import type { Invitation } from '../../api/types'
import { CopyButton } from '../../lib/copy-button'
import classes from './accounts.module.css'

/** The way in for a person, shown once: the code stands behind the # and is sent to no server with the address. */
export function InvitationDialog({ made, onClose }: { made: Invitation; onClose: () => void }) {
  const { t } = useTranslation('console')
  const link = `${window.location.origin}/console/join#${made.code}`
  return (
    <Dialog
      open
      busy // neither Esc nor a click beside it: it is shown once
      onClose={onClose}
      title={t('invitation.title')}
      buttons={
        <Button kind="primary" onClick={onClose}>
          {t('invitation.done')}
        </Button>
      }
    >
      <p>{t('invitation.lead', { email: made.email, until: formatMoment(made.until) })}</p>
      <p className={`${classes.link} oso-mono`}>
        <span>{link}</span>
        <CopyButton text={link} what={t('invitation.link')} />
      </p>
      <Note kind="time">{t(made.two ? 'invitation.onceTwo' : 'invitation.once')}</Note>
      {made.waits ? <p>{t('invitation.waits')}</p> : null}
      {made.certificates > 0 ? <p>{t('invitation.certificates', { count: made.certificates })}</p> : null}
      {made.unreleased.length > 0 ? <p>{t('invitation.unreleased', { cases: made.unreleased.join(', ') })}</p> : null}
    </Dialog>
  )
}
