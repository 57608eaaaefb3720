import { after } from '@shared/after'
import { CheckField, SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { isDay } from '@shared/format/date'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccountStep, useInviting } from '../../api/accounts/accounts'
import type { AccountPage, Held, Invitation, PersonRef, Role, SignIn } from '../../api/types'
import { ReasonDialog } from '../../lib/reason-dialog'
import { useWords } from '../../lib/words'
import { PartnerField } from './partner-field'
import { staffRoles } from './role-fields'

/** What an administrator is about to do with somebody's account. */
export type Asked =
  | { what: 'lock' | 'unlock' | 'close' | 'certify' | 'give' }
  | { what: 'take'; role: Held }
  | { what: 'reset' | 'again' | 'key'; account: SignIn }

type Props = { account: AccountPage; asked: Asked; two: readonly Role[]; partners: readonly PersonRef[]; onClose: () => void; onMade: (made: Invitation) => void }

export function AccountDialog({ account, asked, two, partners, onClose, onMade }: Props) {
  const { t } = useTranslation('console')
  const say = useWords()
  const step = useAccountStep(account.id)
  const inviting = useInviting(account.id)
  const name = account.name
  const plain = (body: { reason: string }, at: 'lock' | 'unlock' | 'close' | 'key/certify') => step.mutateAsync({ step: at, body })
  switch (asked.what) {
    case 'give':
      return <GiveDialog account={account} two={two} partners={partners} onClose={onClose} />
    case 'reset':
      return <ResetDialog account={account} of={asked.account} onClose={onClose} />
    case 'again':
      return (
        <ReasonDialog
          title={t('accounts.againTitle', { name })}
          lead={t('accounts.againLead')}
          act={t('accounts.again')}
          onClose={onClose}
          onAct={reason => {
            const act = inviting.mutateAsync({ step: 'invitation', body: { account: asked.account.id, reason } })
            after(act, { done: onMade, failed: 'shown' })
            return act
          }}
        />
      )
    case 'take':
      return (
        <ReasonDialog
          title={t('accounts.takeTitle', { role: say('role', asked.role.role), name })}
          lead={t('accounts.takeLead')}
          act={t('accounts.take')}
          onClose={onClose}
          onAct={reason => step.mutateAsync({ step: 'roles/take', body: { role: asked.role.role, partner: asked.role.partner.id, reason } })}
        />
      )
    case 'key':
      return (
        <ReasonDialog
          final
          title={t('accounts.keyTitle', { name })}
          lead={t('accounts.keyLead')}
          act={t('accounts.takeKey')}
          onClose={onClose}
          onAct={reason => step.mutateAsync({ step: 'key/take', body: { account: asked.account.id, reason } })}
        />
      )
    case 'certify':
      return <ReasonDialog title={t('accounts.certifyTitle', { name })} lead={t('accounts.certifyLead')} act={t('accounts.certify')} onClose={onClose} onAct={reason => plain({ reason }, 'key/certify')} />
    case 'close':
      return <ReasonDialog final title={t('accounts.closeTitle', { name })} lead={t('accounts.closeLead')} act={t('accounts.close')} onClose={onClose} onAct={reason => plain({ reason }, 'close')} />
    case 'lock':
      return <ReasonDialog title={t('accounts.lockTitle', { name })} lead={t('accounts.lockLead')} act={t('accounts.lock')} onClose={onClose} onAct={reason => plain({ reason }, 'lock')} />
    case 'unlock':
      return <ReasonDialog title={t('accounts.unlockTitle', { name })} lead={t('accounts.unlockLead')} act={t('accounts.unlock')} onClose={onClose} onAct={reason => plain({ reason }, 'unlock')} />
  }
}

function GiveDialog({ account, two, partners, onClose }: Pick<Props, 'account' | 'two' | 'partners' | 'onClose'>) {
  const { t } = useTranslation('console')
  const say = useWords()
  const step = useAccountStep(account.id)
  const [role, setRole] = useState<Role | ''>('')
  const [partner, setPartner] = useState('')
  const [until, setUntil] = useState('')
  const [asked, setAsked] = useState(false)
  const ofPartner = role === 'partner-admin' || role === 'coordinator'
  const needsPartner = role === 'partner-admin' && !partner
  const second = role !== '' && two.includes(role)
  function ready() {
    setAsked(true)
    return role !== '' && !needsPartner && (until === '' || isDay(until))
  }
  return (
    <ReasonDialog
      title={t('accounts.giveTitle', { name: account.name })}
      lead={t('accounts.giveLead')}
      act={second ? t('accounts.propose') : t('accounts.give')}
      ready={ready}
      onClose={onClose}
      onAct={reason => step.mutateAsync({ step: 'roles', body: { over: account.in_force?.version ?? 0, role: role as Role, partner: ofPartner ? partner : '', until, reason } })}
    >
      <SelectField label={t('accounts.role')} hint={second ? t('accounts.twoHint') : undefined} value={role} onChange={r => setRole(r as Role)} options={staffRoles.map(r => ({ value: r, label: say('role', r) }))} error={asked && !role ? t('accounts.needRole') : undefined} />
      <PartnerField role={role} partners={partners} value={partner} onChange={setPartner} asked={asked} />
      <DateField label={t('accounts.lastDay')} optional value={until} onChange={setUntil} earliest={new Date().getFullYear()} latest={new Date().getFullYear() + 20} />
    </ReasonDialog>
  )
}

function ResetDialog({ account, of, onClose }: { account: AccountPage; of: SignIn; onClose: () => void }) {
  const { t } = useTranslation('console')
  const step = useAccountStep(account.id)
  const [factor, setFactor] = useState(false)
  return (
    <ReasonDialog
      title={t('accounts.resetTitle', { name: account.name })}
      lead={
        <>
          {t('accounts.resetLead')} {t(account.alone ? 'accounts.resetAlone' : 'accounts.resetSecond')}
        </>
      }
      act={t('accounts.resetAsk')}
      onClose={onClose}
      onAct={reason => step.mutateAsync({ step: 'reset', body: { over: account.reset.over, account: of.id, factor, reason } })}
    >
      <CheckField label={t('accounts.factorLost')} description={t('accounts.factorLostMeans')} checked={factor} onChange={setFactor} />
    </ReasonDialog>
  )
}
