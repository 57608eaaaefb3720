import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { formatDay, formatMoment } from '@shared/format/date'
import { TextField } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { Header, SectionHead } from '@shared/ui/page'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HolidaysVersion, VersionRequest } from '../api/types'
import { useActor } from './actor'
import { LeaveDialog } from './leave-dialog'
import { LeaveTyped } from './leave-typed'
import classes from './register.module.css'

/** What is said of every version of a register, whatever it holds. */
export type VersionHead = Omit<HolidaysVersion, 'days'>

type FrameProps = {
  title: string
  /** The way to a change, while none is under way. */
  begin?: { label: string; onBegin: () => void } | false
  /** What stands beside the title. */
  tools?: ReactNode
  children: ReactNode
}

/** The page of a register. */
export function RegisterFrame({ title, begin, tools, children }: FrameProps) {
  return (
    <>
      <Header>
        <h1>{title}</h1>
        {tools}
        {begin ? (
          <span className="oso-end">
            <Button onClick={begin.onBegin}>{begin.label}</Button>
          </span>
        ) : null}
      </Header>
      <main tabIndex={0} className="oso-scroll" aria-label={title}>
        {children}
      </main>
    </>
  )
}

/** Where what is in force comes from, and who put it there. */
export function Origin({ version }: { version: VersionHead }) {
  const { t } = useTranslation('console')
  const actor = useActor()
  return (
    <p className="oso-small oso-ink-2">
      {t('register.origin', { source: version.source, proposed: actor(version.proposed_by), confirmed: actor(version.decided_by), at: formatMoment(version.decided_at ?? '') })}
    </p>
  )
}

/** Earlier versions, and those that were not put in force; with what each said otherwise than the one before it, where that is shown. */
export function Past<V extends VersionHead>({ versions, changes }: { versions: readonly V[]; changes?: (version: V, before: V | undefined) => ReactNode }) {
  const { t } = useTranslation('console')
  const actor = useActor()
  if (versions.length === 0) return null
  return (
    <details className={classes.past}>
      <summary>{t('register.past', { count: versions.length })}</summary>
      <ul>
        {versions.map((v, i) => (
          <li key={v.version} className="oso-small">
            {v.state === 'refused'
              ? t('register.refused', { version: v.version, by: actor(v.decided_by), date: formatDay(v.decided_at ?? '') })
              : t('register.ended', { version: v.version, from: formatDay(v.decided_at ?? ''), until: formatDay(v.ended_at ?? '') })}{' '}
            <span className="oso-ink-2">{t('register.source', { source: v.source })}</span>
            {changes?.(
              v,
              versions.slice(i + 1).find(x => x.state !== 'refused'),
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Who proposed it, when and by what. */
function ProposedBy({ version }: { version: VersionHead }) {
  const { t } = useTranslation('console')
  const actor = useActor()
  return (
    <p className="oso-small oso-ink-2">
      {t('register.proposedBy', { name: actor(version.proposed_by), at: formatMoment(version.proposed_at) })} {t('register.source', { source: version.source })}
    </p>
  )
}

/** What asks once more before a change is confirmed that nothing takes back. */
type Final = { title: string; lead: ReactNode; act: string }

type DecideProps = { confirms: boolean; mine: boolean; busy: boolean; fault: Fault | null; onDecide: (step: 'confirm' | 'refuse') => void; why?: string; final?: Final }

/** What a second person does with a proposal, and its own author. */
function Decide({ confirms, mine, busy, fault, onDecide, why, final }: DecideProps) {
  const { t } = useTranslation('console')
  const [asking, setAsking] = useState(false)
  return (
    <>
      <FaultLine fault={fault} />
      {confirms ? null : <Note>{why ?? t(mine ? 'register.mine' : 'register.needsAdmin')}</Note>}
      <div className={classes.acts}>
        {confirms ? (
          <Button kind={final ? undefined : 'primary'} busy={busy && t('register.confirming')} onClick={() => (final ? setAsking(true) : onDecide('confirm'))}>
            {final ? final.act : t('register.confirm')}
          </Button>
        ) : null}
        <Button busy={busy && t('register.confirming')} onClick={() => onDecide('refuse')}>
          {mine ? t('register.takeBack') : t('register.refuse')}
        </Button>
      </div>
      {final && asking ? (
        <Dialog
          open
          onClose={() => setAsking(false)}
          title={final.title}
          buttons={
            <>
              <Button
                kind="danger"
                onClick={() => {
                  setAsking(false)
                  onDecide('confirm')
                }}
              >
                {final.act}
              </Button>
              <Button data-autofocus onClick={() => setAsking(false)}>
                {t('dialog.notYet')}
              </Button>
            </>
          }
        >
          <p>{final.lead}</p>
        </Dialog>
      ) : null}
    </>
  )
}

type ProposedProps = {
  version: VersionHead & { mine: boolean }
  confirms: boolean
  keep: { isPending: boolean; mutateAsync: (step: { step: 'confirm' | 'refuse'; body: VersionRequest }) => Promise<unknown> }
  /** Nothing stands above it. */
  first?: boolean
  /** Why who looks at it does not confirm it, where that is no register's. */
  why?: string
  /** It cannot be taken back. */
  final?: Final
  /** What it says otherwise, and what that would bring. */
  children: ReactNode
}

/** A change that waits for a second person. */
export function Proposed({ version, confirms, keep, first = true, why, final, children }: ProposedProps) {
  const { t } = useTranslation('console')
  const heading = useId()
  const [fault, setFault] = useState<Fault | null>(null)
  function decide(step: 'confirm' | 'refuse') {
    setFault(null)
    after(keep.mutateAsync({ step, body: { version: version.version } }), { failed: setFault })
  }
  return (
    <section className={classes.proposal} aria-labelledby={heading}>
      <SectionHead first={first} title={<span id={heading}>{t('register.proposal')}</span>} />
      <ProposedBy version={version} />
      {children}
      <Decide confirms={confirms} mine={version.mine} busy={keep.isPending} fault={fault} why={why} final={final} onDecide={decide} />
    </section>
  )
}

type ProposeProps = {
  source: string
  onSource: (source: string) => void
  /** Somebody pressed: what is missing is said. */
  asked: boolean
  changed: boolean
  busy: boolean
  fault: Fault | null
  onPropose: () => void
  onLeave: () => void
  /** Something is typed that is no change yet. */
  typed?: boolean
  /** Another version is in force since the change was begun: writes it over that one. */
  onOver?: () => void
  /** An entry's form is open, and something was pressed that has to wait for it. */
  waits?: boolean
}

/** The end of every form that writes a change: its source, and the way to a second person. */
export function Propose({ source, onSource, asked, changed, busy, fault, onPropose, onLeave, typed = false, waits = false, onOver }: ProposeProps) {
  const { t } = useTranslation('console')
  const [leaving, setLeaving] = useState(false)
  const written = typed || changed || source.trim() !== ''
  return (
    <>
      <TextField
        label={t('register.sourceLabel')}
        hint={t('register.sourceHint')}
        dir="auto"
        maxLength={500}
        value={source}
        onChange={e => onSource(e.target.value)}
        error={asked && !source.trim() ? t('register.sourceError') : undefined}
      />
      {waits ? (
        <Note kind="problem" live>
          {t('register.openEntry')}
        </Note>
      ) : null}
      {asked && !changed ? <Note kind="problem">{t('register.unchanged')}</Note> : null}
      {onOver ? (
        <Note kind="problem" live>
          {t('register.newer')}{' '}
          <Button kind="link" onClick={onOver}>
            {t('register.over')}
          </Button>
        </Note>
      ) : null}
      <FaultLine fault={fault} />
      <LeaveTyped typed={written} />
      <LeaveDialog open={leaving} title={t('leave.typedTitle')} words={t('leave.typed')} onStay={() => setLeaving(false)} onLeave={onLeave} />
      <div className={classes.acts}>
        <Button kind="primary" busy={busy && t('register.proposing')} onClick={onPropose}>
          {t('register.propose')}
        </Button>
        <Button onClick={() => (written ? setLeaving(true) : onLeave())}>{t('register.leave')}</Button>
      </div>
    </>
  )
}

function FaultLine({ fault }: { fault: Fault | null }) {
  return fault ? (
    <Note kind="problem" live>
      {fault.message}
    </Note>
  ) : null
}
