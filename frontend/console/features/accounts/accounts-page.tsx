import { after } from '@shared/after'
import { SelectField } from '@shared/form/choice'
import { TextField } from '@shared/form/field'
import { formatDay, formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { SearchField } from '@shared/ui/search-field'
import { Segments } from '@shared/ui/segments'
import { Empty, Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAccounts, useInvite } from '../../api/accounts/accounts'
import type { AccountRow, Accounts, Invitation, InviteRequest, Role } from '../../api/types'
import { ConsoleFrame } from '../../lib/console-frame'
import { FaultPage } from '../../lib/fault-view'
import { ReasonDialog } from '../../lib/reason-dialog'
import { useWords } from '../../lib/words'
import table from '../../lib/table.module.css'
import classes from './accounts.module.css'
import { InvitationDialog } from './invitation-dialog'
import { PartnerField } from './partner-field'
import { staffRoles } from './role-fields'

/** A name as names are compared: without case, marks and what stands between its words. */
const plain = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().match(/[\p{L}\p{N}]+/gu)?.join(' ') ?? ''

type Filter = 'here' | 'locked' | 'invited' | 'left'

const shows: Record<Filter, (p: AccountRow) => boolean> = {
  here: p => !p.left,
  locked: p => p.locked !== null && !p.left,
  invited: p => p.invited !== null && !p.left,
  left: p => p.left,
}

/** Everybody who signs in here, for administrators. */
export function AccountsPage() {
  const { t } = useTranslation('console')
  const accounts = useAccounts()
  const [text, setText] = useState('')
  const [filter, setFilter] = useState<Filter>('here')
  const [inviting, setInviting] = useState(false)
  const [made, setMade] = useState<Invitation | null>(null)
  const all = accounts.data?.people ?? []
  const wanted = text.toLowerCase().split(/\s+/)
  const list = all.filter(p => shows[filter](p) && wanted.every(w => [p.name, ...p.emails].join('\n').toLowerCase().includes(w)))
  return (
    <ConsoleFrame current="accounts">
      <Header wraps>
        <h1>{t('accounts.title')}</h1>
        <Segments
          label={t('accounts.show')}
          value={filter}
          onChange={setFilter}
          options={(['here', 'locked', 'invited', 'left'] as const).map(f => ({ value: f, label: `${t(`accounts.filter.${f}`)} ${all.filter(shows[f]).length}` }))}
        />
        <SearchField className={`${classes.search} oso-end`} label={t('accounts.find')} words={text} onWords={setText} />
        {accounts.data ? <Button onClick={() => setInviting(true)}>{t('accounts.invite')}</Button> : null}
      </Header>
      <main tabIndex={0} className={`oso-scroll ${classes.scroll}`} aria-label={t('accounts.title')}>
        {accounts.data ? null : accounts.error ? <FaultPage fault={accounts.error} retry={() => void accounts.refetch()} /> : <Loading what={t('accounts.loading')} />}
        {accounts.data && list.length === 0 ? <Empty what={t('accounts.noneSo')} /> : null}
        {list.length > 0 ? <People list={list} /> : null}
      </main>
      {inviting && accounts.data ? <InviteDialog accounts={accounts.data} onClose={() => setInviting(false)} onMade={setMade} /> : null}
      {made ? <InvitationDialog made={made} onClose={() => setMade(null)} /> : null}
    </ConsoleFrame>
  )
}

function People({ list }: { list: AccountRow[] }) {
  const { t } = useTranslation('console')
  const say = useWords()
  return (
    <table className={`${table.table} ${classes.people}`} data-edge>
      <thead>
        <tr>
          <th scope="col">{t('accounts.name')}</th>
          <th scope="col">{t('accounts.roles')}</th>
          <th scope="col">{t('accounts.state')}</th>
          <th scope="col">{t('accounts.signedIn')}</th>
        </tr>
      </thead>
      <tbody>
        {list.map(p => (
          <tr key={p.id}>
            <th scope="row">
              <Link to={`/accounts/${p.id}`} className={classes.name}>
                <bdi>{p.name}</bdi>
              </Link>
              <span className="oso-small oso-ink-2">{p.emails.join(', ')}</span>
            </th>
            <td>
              {p.roles.map(r => [say('role', r.role), r.partner.name && t('accounts.of', { partner: r.partner.name }), r.until && t('accounts.until', { date: formatDay(r.until) })].filter(Boolean).join(' ')).join(', ') || t('accounts.noRole')}
            </td>
            <td>
              {p.left ? <span className="oso-ink-2">{t('accounts.left')}</span> : null}
              {p.locked && !p.left ? <span className="oso-problem">{t('accounts.locked', { date: formatDay(p.locked) })}</span> : null}
              {p.invited && !p.left ? <span className="oso-ink-2">{t('accounts.invited', { date: formatMoment(p.invited) })}</span> : null}
              {p.waits ? <span className="oso-time">{t('accounts.waits')}</span> : null}
            </td>
            <td>{p.signed_in ? formatMoment(p.signed_in) : <span className="oso-ink-2">{t('accounts.never')}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function InviteDialog({ accounts, onClose, onMade }: { accounts: Accounts; onClose: () => void; onMade: (made: Invitation) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const invite = useInvite()
  const [who, setWho] = useState<Omit<InviteRequest, 'reason' | 'role'> & { role: Role | '' }>({ name: '', titles: '', email: '', role: '', partner: '' })
  const [asked, setAsked] = useState(false)
  const ofPartner = who.role === 'partner-admin' || who.role === 'coordinator'
  const needsPartner = who.role === 'partner-admin' && !who.partner
  // Somebody entered twice counts as two, who could approve what the other wrote.
  const same = plain(who.name) ? accounts.people.find(p => plain(p.name) === plain(who.name)) : undefined
  function ready() {
    setAsked(true)
    return who.name.trim() !== '' && who.email.includes('@') && who.role !== '' && !needsPartner
  }
  return (
    <ReasonDialog
      title={t('accounts.inviteTitle')}
      lead={t('accounts.inviteLead')}
      act={t('accounts.invite')}
      ready={ready}
      onClose={onClose}
      onAct={reason => {
        const act = invite.mutateAsync({ ...who, role: who.role as Role, partner: ofPartner ? who.partner : '', name: who.name.trim(), email: who.email.trim(), reason })
        after(act, { done: onMade, failed: 'shown' })
        return act
      }}
    >
      <TextField label={t('accounts.fullName')} hint={t('accounts.nameHint')} dir="auto" maxLength={160} value={who.name} onChange={e => setWho({ ...who, name: e.target.value })} error={asked && !who.name.trim() ? t('accounts.needName') : undefined} data-autofocus />
      {same ? (
        <Note kind="time">
          {t('accounts.same', { name: same.name, email: same.emails.join(', ') })} <Link to={`/accounts/${same.id}`}>{t('accounts.sameOpen')}</Link>
        </Note>
      ) : null}
      <TextField label={t('accounts.email')} type="email" maxLength={254} value={who.email} onChange={e => setWho({ ...who, email: e.target.value })} error={asked && !who.email.includes('@') ? t('accounts.needEmail') : undefined} />
      <SelectField label={t('accounts.role')} hint={who.role && accounts.two.includes(who.role) ? t('accounts.twoHint') : undefined} value={who.role} onChange={role => setWho({ ...who, role: role as Role })} options={staffRoles.map(r => ({ value: r, label: say('role', r) }))} error={asked && !who.role ? t('accounts.needRole') : undefined} />
      <PartnerField role={who.role} partners={accounts.partners} value={who.partner} onChange={partner => setWho({ ...who, partner })} asked={asked} />
    </ReasonDialog>
  )
}
