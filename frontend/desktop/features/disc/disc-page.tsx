import { after } from '@shared/after'
import { IconArrowLeft, IconDisc, IconFiles } from '@tabler/icons-react'
import { Button, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { LongWork } from '@shared/ui/long-work'
import { Note } from '@shared/ui/notice'
import { Header } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDisc } from '../../api/disc/get-disc'
import { useLeaveDisc } from '../../api/disc/leave-disc'
import { useLookAtDisc } from '../../api/disc/look-at-disc'
import { useStopLooking } from '../../api/disc/stop-looking'
import { useChoose } from '../../api/records/choose'
import { type DiscState, Fault, onDrop } from '../../bridge'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { useEscape } from '../../lib/use-escape'
import { type Changed, nothingChanged } from './choice'
import classes from './disc.module.css'
import { LooseRows } from './loose-rows'
import { allShown, PersonFilter, shownPeople } from './person-filter'
import { fewSelects, PersonRows } from './person-rows'
import { WhereColumn } from './where-column'

/** A disc in the hand and no case: what is on it, whose, and where it goes. */
export function DiscPage() {
  const { t } = useTranslation('desktop')
  const navigate = useNavigate()
  const disc = useDisc()
  const look = useLookAtDisc()
  const leave = useLeaveDisc()
  const begin = look.mutate
  const back = () => {
    leave.mutate()
    void navigate('/')
  }
  useEscape(back)
  useEffect(
    () =>
      onDrop(paths => {
        if (paths.length > 0) begin(paths)
      }),
    [begin],
  )
  const state = disc.data
  return (
    <div className={classes.page}>
      <Header>
        <IconButton label={t('side.back')} onClick={back}>
          <Icon of={IconArrowLeft} />
        </IconButton>
        <h1>{state?.looked ? (state.source ? t('disc.title', { source: state.source }) : t('disc.titleFiles')) : t('disc.start')}</h1>
      </Header>
      {disc.error ? (
        <main className={classes.inset}>
          <FaultPage fault={disc.error} retry={() => void disc.refetch()} />
        </main>
      ) : !state ? (
        <main className={classes.inset}>
          <Loading what={t('disc.loading')} />
        </main>
      ) : state.looked ? (
        // Another look begins with nothing changed.
        <Looked key={state.places.join('\n')} state={state} again={() => begin(state.places)} />
      ) : (
        <main className={classes.inset}>
          {look.error ? <FaultNote fault={look.error} /> : null}
          <Empty what={t('disc.empty')} how={t('disc.emptyHow')} act={<ChooseDisc onChosen={begin} />} />
        </main>
      )}
    </div>
  )
}

/** Asks for a folder, a disc or files. */
function ChooseDisc({ onChosen }: { onChosen: (paths: string[]) => void }) {
  const { t } = useTranslation('desktop')
  const choose = useChoose()
  const ask = (what: 'files' | 'folder') =>
    after(choose.mutateAsync(what), {
      done: paths => {
        if (paths.length > 0) onChosen(paths)
      },
      failed: 'shown',
    })
  return (
    <>
      <span className={classes.acts}>
        <Button kind="primary" icon={<Icon of={IconDisc} />} onClick={() => ask('folder')}>
          {t('disc.chooseFolder')}
        </Button>
        <Button icon={<Icon of={IconFiles} />} onClick={() => ask('files')}>
          {t('disc.chooseFiles')}
        </Button>
      </span>
      {choose.error ? <FaultNote fault={choose.error} /> : null}
    </>
  )
}

function Looked({ state, again }: { state: DiscState; again: () => void }) {
  const { t } = useTranslation('desktop')
  const [changed, setChanged] = useState<Changed>(nothingChanged)
  const [asked, setAsked] = useState(false)
  const [shown, setShown] = useState(allShown)
  const stop = useStopLooking()
  const { seen } = state
  // What must still be said is pointed at, so it may not be hidden.
  const ask = () => flushSync(() => {
    setAsked(true)
    setShown(allShown)
  })
  const looking = !seen.done
  const nothing = seen.done && !seen.stopped && seen.people.length === 0 && seen.loose.length === 0
  return (
    <>
      {looking && seen.stalled ? (
        <div className={classes.inset} role="status">
          <Note kind="time" title={state.source ? t('records.stalled', { source: state.source }) : t('records.stalledPlain')}>
            {t('disc.stalledSays')}
          </Note>
        </div>
      ) : null}
      {looking ? (
        <LongWork
          title={state.source ? t('disc.looking', { source: state.source }) : t('disc.lookingPlain')}
          work={{ files: seen.files, totalFiles: seen.total, bytes: 0, totalBytes: 0, rate: 0, seconds: -1 }}
          stop={
            <Button kind="plain" busy={stop.isPending && t('records.stopping')} onClick={() => stop.mutate()}>
              {t('disc.stop')}
            </Button>
          }
        />
      ) : null}
      <div className={classes.grid}>
        <main className={classes.found} aria-label={t('disc.found')}>
          {state.fault.kind ? (
            <div className={classes.inset}>
              <FaultNote fault={new Fault(state.fault.kind, state.fault.message)} act={seen.stopped ? <Button onClick={again}>{t('disc.again')}</Button> : undefined} />
            </div>
          ) : null}
          {seen.stopped && !state.fault.kind ? (
            <div className={classes.inset}>
              <Note kind="time" title={t('disc.stopped')} act={<Button onClick={again}>{t('disc.again')}</Button>}>
                {t('disc.stoppedSays', { done: seen.files, total: seen.total })}
              </Note>
            </div>
          ) : null}
          {nothing ? (
            <div className={classes.inset}>
              <Empty what={t('disc.nothing')} how={seen.extra > 0 ? t('disc.nothingViewer', { count: seen.extra }) : t('disc.nothingHow')} act={<Button onClick={again}>{t('disc.again')}</Button>} />
            </div>
          ) : null}
          {seen.people.length > fewSelects ? <PersonFilter state={state} changed={changed} shown={shown} onChange={setShown} /> : null}
          {shownPeople(state, changed, shown).map(p => (
            <PersonRows key={p.key} state={state} person={p} changed={changed} onChange={setChanged} asked={asked} />
          ))}
          <LooseRows state={state} changed={changed} onChange={setChanged} asked={asked} />
          <Rest state={state} />
        </main>
        {nothing || seen.stopped ? null : <WhereColumn state={state} changed={changed} onChange={setChanged} onAsked={ask} asked={asked} />}
      </div>
    </>
  )
}

/** What else there is to say of the disc. */
function Rest({ state }: { state: DiscState }) {
  const { t } = useTranslation('desktop')
  const { seen } = state
  const lines = [
    seen.extra > 0 && seen.people.length + seen.loose.length > 0 ? t('disc.extra', { count: seen.extra }) : '',
    seen.done && seen.missing > 0 ? t('disc.missing', { count: seen.missing }) : '',
    seen.done && seen.absent.length > 0 ? t('disc.absent', { names: seen.absent.join(', ') }) : '',
  ].filter(Boolean)
  if (lines.length === 0) return null
  return (
    <div className={classes.rest}>
      {lines.map(l => (
        <p key={l}>{l}</p>
      ))}
    </div>
  )
}
