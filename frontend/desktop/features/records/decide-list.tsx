import choice from '@shared/form/choice.module.css'
import { Button } from '@shared/ui/button'
import { Glyph, type GlyphKind } from '@shared/ui/glyph'
import { KeyHints } from '@shared/ui/keys'
import { formatMoment } from '@shared/format/date'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordList } from '../../bridge'
import { groups, isJoint, type Matter } from './matters'
import { Picture } from './picture'
import classes from './decide.module.css'

type Props = {
  data: RecordList
  all: Matter[]
  current: Matter | undefined
  several: ReadonlySet<string>
  editable: boolean
  /** Each new number gives the list the keyboard. */
  back: number
  onChoose: (id: string) => void
  onSeveral: (ids: ReadonlySet<string>) => void
  onWrite: () => void
}

/** What was noticed, worst first. The list has one place for the keyboard: arrows move, X chooses several, Enter goes to the decision. */
export function DecideList({ data, all, current, several, editable, back, onChoose, onSeveral, onWrite }: Props) {
  const { t } = useTranslation('desktop')
  const list = useRef<HTMLDivElement>(null)
  const rowId = (m: Matter) => `matter-${all.indexOf(m)}`
  const here = current ? rowId(current) : undefined

  useEffect(() => {
    if (back > 0) list.current?.focus()
  }, [back])
  useEffect(() => {
    if (here) document.getElementById(here)?.scrollIntoView({ block: 'nearest' })
  }, [here])

  function toggle(m: Matter) {
    if (!editable || !isJoint(m)) return
    const next = new Set(several)
    if (!next.delete(m.id)) next.add(m.id)
    onSeveral(next)
  }

  function onKeyDown(e: React.KeyboardEvent) {
    if (e.ctrlKey || e.metaKey || e.altKey) return
    const at = current ? all.indexOf(current) : -1
    const go = (i: number) => {
      const m = all[Math.max(0, Math.min(all.length - 1, i))]
      if (m) onChoose(m.id)
    }
    const acts: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      j: () => go(at + 1),
      k: () => go(at - 1),
      Home: () => go(0),
      End: () => go(all.length - 1),
      x: () => current && toggle(current),
      Enter: () => {
        const column = document.querySelector<HTMLElement>(`.${classes.column}`)
        column?.querySelector<HTMLElement>('input, textarea, button, a')?.focus()
      },
    }
    const act = acts[e.key.length === 1 ? e.key.toLowerCase() : e.key]
    if (!act) return
    e.preventDefault()
    act()
  }

  if (all.length === 0) return <p className={`${classes.inset} oso-ink-2`}>{t('records.nothingToDecide')}</p>
  return (
    <>
      <div ref={list} role="grid" aria-label={t('decide.title')} aria-multiselectable tabIndex={0} className={classes.list} aria-activedescendant={here} onKeyDown={onKeyDown}>
        {groups.map(g => {
          const own = all.filter(m => m.group === g)
          if (own.length === 0) return null
          return (
            <div key={g} role="rowgroup" aria-labelledby={`group-${g}`}>
              <div role="row" className={classes.group}>
                <span role="columnheader" id={`group-${g}`}>
                  {t(`decide.groups.${g}`)} <span className="oso-ink-3">{own.length}</span>
                </span>
              </div>
              {own.map(m => (
                <Row key={m.id} id={rowId(m)} matter={m} current={m === current} picked={several.has(m.id)} onChoose={() => onChoose(m.id)} onToggle={editable && isJoint(m) ? () => toggle(m) : undefined} />
              ))}
            </div>
          )
        })}
      </div>
      <div className={classes.history}>
        {all.some(m => m.group === 'missing' || m.group === 'unreadable' || m.group === 'decided') ? (
          <Button kind="link" onClick={onWrite}>
            {t('request.write')}
          </Button>
        ) : null}
        <History data={data} />
      </div>
      <KeyHints
        hints={[
          { keys: ['↑', '↓'], does: t('decide.keys.move') },
          { keys: ['Enter'], does: t('decide.keys.open') },
          { keys: ['X'], does: t('decide.keys.several') },
          { keys: ['Esc'], does: t('decide.keys.back') },
        ]}
      />
    </>
  )
}

type RowProps = { id: string; matter: Matter; current: boolean; picked: boolean; onChoose: () => void; onToggle?: () => void }

function Row({ id, matter, current, picked, onChoose, onToggle }: RowProps) {
  const { t } = useTranslation('desktop')
  const { title, name, which, more, glyph, state } = useRowWords(matter)
  return (
    <div id={id} role="row" aria-selected={picked || current} data-current={current || undefined} data-picked={picked || undefined} className={classes.row} onClick={onChoose}>
      <span role="gridcell" className={classes.pick}>
        {onToggle ? (
          <input
            type="checkbox"
            className={choice.box}
            tabIndex={-1}
            checked={picked}
            aria-label={t('decide.pick', { what: title })}
            onClick={e => e.stopPropagation()}
            onChange={onToggle}
          />
        ) : (
          <Glyph kind={glyph} />
        )}
      </span>
      <span role="gridcell" className={classes.pictured}>
        {matter.kind === 'open' || matter.kind === 'decided' ? <Picture subject={matter.discrepancy.subjects[0]} /> : <Picture subject={undefined} />}
      </span>
      <span role="gridcell" className={classes.words}>
        <span className={classes.title}>{title}</span>
        <span className={`${classes.name} oso-small oso-ink-2`} title={name}>
          <bdi>{name}</bdi>
        </span>
        {which || more ? (
          <span className={`${classes.name} oso-small oso-ink-2`}>
            {which}
            {more ? <span className="oso-time">{`${which ? ', ' : ''}${more}`}</span> : null}
          </span>
        ) : null}
      </span>
      <span role="gridcell" className={`${classes.state} oso-small`} data-state={glyph}>
        {state}
      </span>
    </div>
  )
}

function useRowWords(m: Matter): { title: string; name: string; which: string; more: string; glyph: GlyphKind; state: string } {
  const { t } = useTranslation('desktop')
  switch (m.kind) {
    case 'import':
      return { title: t('decide.importTitle'), name: m.unfinished.sources.join(', '), which: t('decide.notTaken', { count: m.unfinished.not_taken.length + m.unfinished.more + m.unfinished.unread }), more: '', glyph: 'time', state: '' }
    case 'aside':
      return { title: t('decide.importTitle'), name: m.aside.sources.join(', '), which: m.aside.reason, more: '', glyph: 'done', state: t('decide.asideState') }
    default: {
      const f = m.discrepancy
      const [first, ...rest] = f.subjects
      const name = first ? first.short : f.person
      const others = rest.length > 0 ? t('decide.andMore', { count: rest.length }) : ''
      const missing = first?.missing && m.group === 'missing' ? t('decide.missing', { numbers: first.missing }) : ''
      const decided = m.kind === 'decided'
      return {
        title: f.title,
        name: others ? `${name} ${others}` : name,
        which: decided && f.reason ? f.reason : (first?.part ?? ''),
        more: decided ? '' : missing,
        glyph: decided ? 'done' : f.blocks ? 'problem' : m.group === 'hint' ? 'draft' : 'time',
        state: decided ? (f.accepted ? t('decide.kept') : t('decide.out')) : f.blocks ? t('decide.blocks') : '',
      }
    }
  }
}

/** Who decided what and when, also what does not stand any more. */
function History({ data }: { data: RecordList }) {
  const { t } = useTranslation('desktop')
  const [shown, setShown] = useState(false)
  if (data.history.length === 0) return null
  const what = (w: string) => t(`decide.did.${(['kept', 'left-out', 'taken-back', 'corrected'] as const).find(x => x === w) ?? 'kept'}`)
  return (
    <>
      <Button kind="link" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {t('decide.history', { count: data.history.length })}
      </Button>
      {shown ? (
        <ol className="oso-small">
          {data.history.map((j, i) => (
            <li key={i}>
              <b>{what(j.what)}</b>: {j.title}
              {j.names.length > 0 ? (
                <>
                  {', '}
                  <bdi>{j.names.join('; ')}</bdi>
                </>
              ) : null}
              {j.reason ? `. ${j.reason}` : ''}{' '}
              <span className="oso-ink-3">
                {j.by}, {formatMoment(j.at)}
              </span>
            </li>
          ))}
        </ol>
      ) : null}
    </>
  )
}
