import { IconBuilding, IconChecks, IconClipboardList, IconId, IconInbox, IconList, IconLogout, IconMail, IconMicroscope, IconPencil, IconReceipt, IconScan, IconSettings, IconUser } from '@tabler/icons-react'
import { Icon } from '@shared/ui/icon'
import { Frame } from '@shared/ui/page'
import type { CaseState } from '@shared/wire/case-states'
import { SideAct, SideColumn, SideHeading, SideItem, SideList } from '@shared/ui/side-column'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../api/types'
import { useCases } from '../api/cases/get-cases'
import { useSignOut } from '../api/session/sign-in'
import classes from './console-frame.module.css'
import { LeaveDialog } from './leave-dialog'
import { useListPlaces } from './list-place'
import { useSignedIn } from './me-context'
import { keepElsewhere, tellSignedOut } from './session-windows'
import { SideGroups } from './side-groups'
import { useWords } from './words'

/** The stages that are shown in the side column, in the order of the pipeline. */
const stages = ['registered', 'preparing', 'awaiting-materials', 'intake-review', 'triage', 'offered', 'in-review', 'approval', 'released'] as const satisfies readonly CaseState[]

/** Where the column has no room for words, a role is told from others by its icon. */
const roleIcons: Partial<Record<Role, typeof IconPencil>> = {
  coordinator: IconClipboardList,
  approver: IconChecks,
  radiologist: IconScan,
  pathologist: IconMicroscope,
  billing: IconReceipt,
  'partner-admin': IconBuilding,
  admin: IconSettings,
}

/** Of whom the directory has an entry. */
const signers: readonly Role[] = ['specialist', 'radiologist', 'pathologist']

/** Whether a role has cases of its own; billing, partners, and administration look at all that they may. */
export const writes = (role: Role): boolean => signers.includes(role)

/** What a stage in the side column holds: the two steps of approval are one. */
function inStage(stage: string, state: string): boolean {
  return state === stage || (stage === 'approval' && state === 'signed-draft')
}

/** The side column of the console, and the screen beside it. */
export function ConsoleFrame({ current, children }: { current: string; children: ReactNode }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const me = useSignedIn()
  const list = useCases().data
  const signOut = useSignOut(tellSignedOut)
  const places = useListPlaces()
  const [unkept, setUnkept] = useState(false)
  // The column is longer than a small window: where one is stands in it, once its stages do.
  const whole = list !== undefined
  // Newer browsers answer with a promise, which is no way to take the effect back.
  useEffect(() => void document.querySelector('nav [aria-current="page"]')?.scrollIntoView?.({ block: 'nearest' }), [current, whole])
  // Another window may hold what is not saved, and has no session to save it in afterwards.
  const leave = async () => ((await keepElsewhere()) ? signOut.mutate() : setUnkept(true))
  const waiting = (list?.turns.you ?? 0) + (list?.turns.late ?? 0)
  const count = (stage: string) => list?.stages.filter(s => inStage(stage, s.state)).reduce((n, s) => n + s.count, 0)
  const desk = me.roles.includes('coordinator')
  const one = me.roles.length === 1 ? me.roles[0] : undefined
  const [icon, label] = !one || one === 'coordinator' ? [IconList, t('nav.work')] : one === 'approver' ? [IconChecks, t('nav.approvals')] : writes(one) ? [IconPencil, t('nav.cases')] : [IconList, t('nav.allCases')]
  return (
    <Frame
      skip={t('nav.skip')}
      side={
        <SideColumn label={t('nav.label')} scroll={places.side.scroll} onScroll={scroll => places.keepSide({ scroll })} foot={<SideAct icon={<Icon of={IconLogout} />} label={t('nav.signOut')} onClick={() => void leave()} />}>
          <div className={classes.owner}>
            <span className={classes.wordmark}>{me.service.name}</span>
            <span className="oso-small oso-ink-2">
              {[me.name, ...me.roles.map(r => say('role', r))].join(', ')}
            </span>
          </div>
          <SideList>
            <SideItem icon={<Icon of={icon} />} label={label} count={waiting || ''} to="/" current={current === 'work'} />
            {one ? null : me.roles.map(r => <SideItem key={r} icon={<Icon of={roleIcons[r] ?? IconPencil} />} label={t('nav.as', { role: say('role', r) })} to={`/role/${r}`} current={current === `role/${r}`} />)}
            {me.inbox ? <SideItem icon={<Icon of={IconInbox} />} label={t('nav.inbox')} count={list?.inbox || ''} to="/inbox" current={current === 'inbox'} /> : null}
            <SideItem icon={<Icon of={IconUser} />} label={t('nav.account')} to="/account" current={current === 'account'} />
            {signers.some(r => me.roles.includes(r)) ? <SideItem icon={<Icon of={IconId} />} label={t('nav.entry')} to={`/people/${me.id}`} current={current === 'entry'} /> : null}
            {me.demonstration ? <SideItem icon={<Icon of={IconMail} />} label={t('nav.mails')} to="/mails" current={current === 'mails'} /> : null}
          </SideList>
          {desk ? (
            <div className={classes.wide}>
              <SideHeading>{t('nav.stages')}</SideHeading>
              <SideList>
                {stages
                  .filter(s => (count(s) ?? 0) > 0 || (s !== 'registered' && s !== 'preparing'))
                  .map(s => (
                    <SideItem key={s} label={say('state', s)} count={count(s) ?? ''} to={`/stage/${s}`} current={current === s} />
                  ))}
              </SideList>
            </div>
          ) : null}
          <div className={classes.groups}>
            <SideGroups roles={me.roles} current={current} />
          </div>
        </SideColumn>
      }
    >
      {children}
      <LeaveDialog open={unkept} title={t('leave.writingTitle')} words={t('leave.elsewhere')} onStay={() => setUnkept(false)} onLeave={() => signOut.mutate()} />
    </Frame>
  )
}
