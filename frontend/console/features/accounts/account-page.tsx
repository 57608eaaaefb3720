import { after } from '@shared/after'
import { Fault } from '@shared/fault'
import { formatDay, formatMoment } from '@shared/format/date'
import { Button, ButtonLink } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { Header, SectionHead } from '@shared/ui/page'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useAccount, useAccounts, useAccountStep, useInviting } from '../../api/accounts/accounts'
import type { AccountPage as Account, Invitation, ResetVersion } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { PastList } from '../../lib/past-list'
import { Proposed } from '../../lib/register'
import { SessionList } from '../../lib/session-list'
import { WholePage } from '../../lib/whole-page'
import { useWords } from '../../lib/words'
import { AccountDialog, type Asked } from './account-dialog'
import columns from '../../lib/columns.module.css'
import classes from './accounts.module.css'
import { InvitationDialog } from './invitation-dialog'

/** One person who signs in here: roles, sessions, keys, and what was done about the person. */
export function AccountPage() {
  const { t } = useTranslation('console')
  const { person = '' } = useParams()
  const account = useAccount(person)
  return (
    <WholePage current="accounts" title={t('accounts.one')} loading={t('accounts.loading')} asked={account}>
      {data => <One key={person} account={data} />}
    </WholePage>
  )
}

function One({ account }: { account: Account }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const step = useAccountStep(account.id)
  const accounts = useAccounts()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [made, setMade] = useState<Invitation | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const acts = !account.mine && !account.left
  const here = account.roles.filter(r => r.here)
  const end = (session: string) => {
    setFault(null)
    after(step.mutateAsync({ step: 'sessions/end', body: { session } }), { failed: setFault })
  }
  return (
    <>
      <Header wraps>
        <h1>
          <bdi>{account.name}</bdi>
        </h1>
        <span className="oso-small oso-ink-2">{account.sign_ins.map(s => s.email).join(', ')}</span>
        {acts ? (
          <span className={`${classes.acts} oso-end`}>
            {account.locked ? (
              <Button onClick={() => setAsked({ what: 'unlock' })}>{t('accounts.unlock')}</Button>
            ) : (
              <Button onClick={() => setAsked({ what: 'lock' })}>{t('accounts.lock')}</Button>
            )}
            <Button onClick={() => setAsked({ what: 'close' })}>{t('accounts.close')}</Button>
          </span>
        ) : null}
      </Header>
      <main tabIndex={0} className="oso-scroll" aria-label={account.name}>
        <div className={columns.columns}>
          <div className={columns.side}>
            {account.mine ? <Note>{t('accounts.mine')}</Note> : null}
            {account.left ? <Note>{t('accounts.leftOn', { date: formatDay(account.left) })}</Note> : null}
            {account.locked && !account.left ? <Note kind="problem" title={t('accounts.lockedOn', { at: formatMoment(account.locked) })}>{t('accounts.lockedMeans')}</Note> : null}
            <FaultNote fault={fault ?? accounts.error} />
            {account.proposed ? (
              <Proposed
                version={account.proposed}
                confirms={account.confirms}
                why={t(account.alone ? 'accounts.roleAlone' : account.begun ? 'accounts.needsSecond' : 'accounts.notBegun')}
                keep={{ isPending: step.isPending, mutateAsync: ({ step: s, body }) => step.mutateAsync({ step: `roles/${s}`, body }) }}
              >
                <p>
                  <ins className={classes.name}>{say('role', account.proposed.grant.role)}</ins> {account.proposed.grant.until ? t('accounts.until', { date: formatDay(account.proposed.grant.until) }) : null}
                </p>
                <p className="oso-small oso-ink-2">{t(`accounts.means.${account.proposed.grant.role as 'admin' | 'approver' | 'coordinator'}`)}</p>
              </Proposed>
            ) : null}
            {account.reset.proposed ? <WaitingReset account={account} proposed={account.reset.proposed} first={!account.proposed} onMade={setMade} onFault={setFault} /> : null}
            <SectionHead first={!account.proposed && !account.reset.proposed} title={t('accounts.roles')} act={acts && accounts.data && !account.proposed ? <Button kind="link" onClick={() => setAsked({ what: 'give' })}>{t('accounts.give')}</Button> : null} />
            <ul className={classes.rows}>
              {here.map((r, i) => (
                <li key={i}>
                  <span>
                    <b className={r.held ? undefined : 'oso-ink-3'}>{[say('role', r.role), r.partner.name && t('accounts.of', { partner: r.partner.name })].filter(Boolean).join(' ')}</b>
                    <span className="oso-small oso-ink-2">
                      {[
                        r.given_by.name ? t('accounts.given', { date: formatDay(r.from), by: r.given_by.name }) : t('accounts.since', { date: formatDay(r.from) }),
                        r.until && (r.held ? t('accounts.endsOn', { date: formatDay(r.until) }) : t('accounts.ended', { date: formatDay(r.until) })),
                      ]
                        .filter(Boolean)
                        .join(', ')}
                    </span>
                  </span>
                  {acts && r.held ? (
                    <Button kind="link" aria-label={t('accounts.takeOne', { role: say('role', r.role) })} onClick={() => setAsked({ what: 'take', role: r })}>
                      {t('accounts.take')}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
            {here.length === 0 ? <p className="oso-ink-2">{t('accounts.noRole')}</p> : null}
            {account.listed ? (
              <p>
                <ButtonLink kind="link" to={`/people/${account.id}`}>
                  {t('accounts.entry')}
                </ButtonLink>
              </p>
            ) : null}
            <SectionHead title={t('accounts.signIn')} />
            <ul className={classes.rows}>
              {account.sign_ins.map(s => (
                <li key={s.id}>
                  <span>
                    <b>{s.email}</b>
                    <span className="oso-small oso-ink-2">
                      {[
                        s.signed_in ? t('accounts.lastSeen', { at: formatMoment(s.signed_in) }) : t('accounts.never'),
                        s.invited ? t('accounts.invited', { date: formatMoment(s.invited) }) : t('accounts.recovery', { count: s.recovery }),
                      ].join(', ')}
                    </span>
                  </span>
                  {!acts || account.reset.proposed ? null : s.begun || here.some(r => r.held && accounts.data?.two.includes(r.role)) ? (
                    <Button kind="link" aria-label={t('accounts.resetOne', { email: s.email })} onClick={() => setAsked({ what: 'reset', account: s })}>
                      {t('accounts.reset')}
                    </Button>
                  ) : (
                    <Button kind="link" aria-label={t('accounts.againOne', { email: s.email })} onClick={() => setAsked({ what: 'again', account: s })}>
                      {t('accounts.again')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            <SectionHead title={t('accounts.sessions')} />
            <SessionList sessions={account.sessions} busy={step.isPending} onEnd={end} />
            {account.signs || account.keys.length > 0 ? <Keys account={account} acts={acts} onAsk={setAsked} /> : null}
          </div>
          <div className={columns.side}>
            <SectionHead first title={t('accounts.history')} />
            <PastList past={account.history} />
          </div>
        </div>
      </main>
      {asked ? <AccountDialog account={account} asked={asked} two={accounts.data?.two ?? []} partners={accounts.data?.partners ?? []} onClose={() => setAsked(null)} onMade={setMade} /> : null}
      {made ? <InvitationDialog made={made} onClose={() => setMade(null)} /> : null}
    </>
  )
}

/** A reset that one administrator asked for: another one looks at it, and hands the link over. */
function WaitingReset({ account, proposed, first, onMade, onFault }: { account: Account; proposed: ResetVersion; first: boolean; onMade: (made: Invitation) => void; onFault: (fault: Fault) => void }) {
  const { t } = useTranslation('console')
  const step = useAccountStep(account.id)
  const inviting = useInviting(account.id)
  const email = account.sign_ins.find(s => s.id === proposed.account)?.email ?? ''
  return (
    <Proposed
      version={proposed}
      first={first}
      confirms={account.reset.confirms}
      why={t(account.alone ? 'accounts.resetAlone' : 'accounts.resetSecond')}
      final={{ title: t('accounts.resetTitle', { name: account.name }), lead: t('accounts.resetConfirm'), act: t('accounts.reset') }}
      keep={{
        isPending: step.isPending || inviting.isPending,
        mutateAsync: ({ step: s, body }) => {
          if (s === 'refuse') return step.mutateAsync({ step: 'reset/refuse', body })
          const act = inviting.mutateAsync({ step: 'reset/confirm', body })
          // It is gone from here where it was done and the answer lost, or was taken back: the page says so, which stays.
          after(act, { done: onMade, failed: f => onFault(new Fault(f.kind, `${f.message} ${t('accounts.resetUnsure')}`, f.status)) })
          return act
        },
      }}
    >
      <p>
        <b>{t('accounts.resetOf', { email })}</b> {proposed.factor ? t('accounts.resetBoth') : t('accounts.resetPassword')}
      </p>
    </Proposed>
  )
}

function Keys({ account, acts, onAsk }: { account: Account; acts: boolean; onAsk: (what: Asked) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const holds = account.sign_ins.filter(s => s.key)
  return (
    <>
      <SectionHead
        title={t('accounts.keys')}
        act={acts && account.uncertified ? <Button kind="link" onClick={() => onAsk({ what: 'certify' })}>{t('accounts.certify')}</Button> : null}
      />
      {account.uncertified ? <Note kind="time">{t('accounts.uncertified')}</Note> : null}
      <ul className={classes.rows}>
        {account.keys.map(k => (
          <li key={k.id}>
            <span>
              <b className={k.current && !k.revoked ? undefined : 'oso-ink-3'}>{say('role', k.role)}</b>
              <span className="oso-small oso-ink-2">
                {t('accounts.keySpan', { from: formatDay(k.from), until: formatDay(k.until) })}
                {k.revoked ? `, ${t('accounts.keyRevoked', { date: formatDay(k.revoked) })}` : k.current ? '' : `, ${t('accounts.keyBefore')}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {acts
        ? holds.map(s => (
            <p key={s.id}>
              <Button onClick={() => onAsk({ what: 'key', account: s })}>{holds.length > 1 ? t('accounts.takeKeyOf', { email: s.email }) : t('accounts.takeKey')}</Button>
            </p>
          ))
        : null}
    </>
  )
}
