import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseView, ImportState, RecordList } from '../../bridge'
import { DecideColumn } from './decide-column'
import { DecideList } from './decide-list'
import { DecidedColumn } from './decided-column'
import { isJoint, type Matter, matters } from './matters'
import { Pictures } from './picture'
import { RequestColumn } from './request-column'
import { SeveralColumn } from './several-column'
import { UnfinishedImport } from './unfinished'
import classes from './decide.module.css'

type Props = { view: CaseView; data: RecordList; running: ImportState | undefined; chosen: string; onChoose: (id: string) => void; /** Changes when somebody is led to the chosen one; "" where nobody is. */ led: string }

/** All that import noticed on one screen: what waits at the start, worst first, and the one that is looked at beside it. */
export function DecideView({ view, data, running, chosen, onChoose, led }: Props) {
  const { t } = useTranslation('desktop')
  const [several, setSeveral] = useState<ReadonlySet<string>>(new Set())
  const [writing, setWriting] = useState(false)
  const [back, setBack] = useState(led ? 1 : 0) // counts how often the list is given the keyboard
  const [ledBefore, setLedBefore] = useState(led)
  if (led !== ledBefore) {
    setLedBefore(led)
    setWriting(false)
    setSeveral(new Set())
    setBack(back + 1)
  }
  const now = useRef(chosen)
  useEffect(() => void (now.current = chosen), [chosen])
  const all = matters(data)
  const at = Math.max(0, all.findIndex(m => m.id === chosen))
  const current = all[at]
  const joint = all.filter(m => several.has(m.id) && isJoint(m))

  function look(id: string) {
    setWriting(false)
    onChoose(id)
  }

  /** The next that waits, once this is done; the list has the keyboard again. Who chose another meanwhile stays there. */
  function done() {
    if (now.current !== chosen) return
    const gone = new Set(joint.length > 1 ? joint.map(m => m.id) : [current?.id])
    const rest = all.slice(at).concat(all.slice(0, at))
    setSeveral(new Set())
    onChoose(rest.find(m => m.group !== 'decided' && !gone.has(m.id))?.id ?? '')
    setBack(n => n + 1)
  }

  return (
    <Pictures caseId={view.row.id}>
      <div className={classes.view}>
        <div className={classes.side}>
          <DecideList data={data} all={all} current={current} several={several} editable={view.editable} back={back} onChoose={look} onSeveral={setSeveral} onWrite={() => setWriting(true)} />
        </div>
        <section
          // Each begins at its own top, however far the one before was read.
          key={writing ? 'request' : joint.length > 1 ? 'several' : current?.id}
          className={classes.column}
          aria-label={t('records.decision')}
          onKeyDown={e => {
            if (e.key !== 'Escape' || e.defaultPrevented) return
            e.stopPropagation()
            e.nativeEvent.stopImmediatePropagation()
            setBack(n => n + 1)
          }}
        >
          {writing ? (
            <RequestColumn caseId={view.row.id} onBack={() => setWriting(false)} />
          ) : !current ? (
            <>
              <h2>{t('records.nothingToDecide')}</h2>
              <p className="oso-small oso-ink-2">{t('records.nothingToDecideSays')}</p>
            </>
          ) : !view.editable ? (
            <ReadOnly matter={current} caseId={view.row.id} />
          ) : joint.length > 1 ? (
            <SeveralColumn key={joint.map(m => m.id).join()} caseId={view.row.id} joint={joint} onDone={done} />
          ) : (
            <Column key={current.id} view={view} matter={current} all={all} busy={running?.running ?? false} onSeveral={setSeveral} onDone={done} />
          )}
        </section>
      </div>
    </Pictures>
  )
}

type ColumnProps = { view: CaseView; matter: Matter; all: Matter[]; busy: boolean; onSeveral: (ids: ReadonlySet<string>) => void; onDone: () => void }

function Column({ view, matter, all, busy, onSeveral, onDone }: ColumnProps) {
  const { t } = useTranslation('desktop')
  const id = view.row.id
  switch (matter.kind) {
    case 'open':
      return <DecideColumn caseId={id} matter={matter} all={all} onSeveral={onSeveral} onDone={onDone} />
    case 'import':
      return (
        <>
          <h2>{t('decide.importTitle')}</h2>
          <UnfinishedImport id={id} what={matter.unfinished} busy={busy} />
        </>
      )
    default:
      return <DecidedColumn caseId={id} matter={matter} onDone={onDone} />
  }
}

function ReadOnly({ matter, caseId }: { matter: Matter; caseId: string }) {
  return matter.kind === 'decided' || matter.kind === 'aside' ? <DecidedColumn caseId={caseId} matter={matter} /> : matter.kind === 'open' ? <p>{matter.discrepancy.message}</p> : null
}
