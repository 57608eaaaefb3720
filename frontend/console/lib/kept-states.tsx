import { formatDay, formatTime } from '@shared/format/date'
import { SelectField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Loading } from '@shared/ui/states'
import { Fragment, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeptContents } from '../api/opinion/kept'
import type { Change, Content, Kept, KeptState } from '../api/types'
import { FaultNote } from './fault-view'
import classes from './kept-states.module.css'
import { questionName, questionWords } from './question-name'
import diff from './text-diff.module.css'
import { partChanges } from './version-parts'

/** How something of an earlier state is put back; part: '' for all of it, changed: the first part that is another. */
export type PutBack = (state: Content, part: string, when: { day: string; time: string }, changed: string) => void

type Props = {
  id: string
  version: number
  kept: Kept
  /** What stands, and what it is called. */
  now: Content
  nowName: string
  none: string
  /** Its author's alone; others read. */
  onBack?: PutBack
}

const asItIs = 'now'

/** The kept states of a draft: chosen by when, each shown as what is another between it and any other. */
export function KeptStates({ kept, nowName, none, ...props }: Props) {
  const { t } = useTranslation('console')
  const [chosen, setChosen] = useState('')
  const [with_, setWith] = useState(asItIs)
  const { states } = kept
  const one = states.find(s => s.id === chosen) ?? states[0]
  if (!one) return <p className="oso-ink-2">{none}</p>
  const other = with_ !== one.id && states.some(s => s.id === with_) ? with_ : asItIs
  return (
    <div className={classes.versions}>
      <List states={states} changes={props.onBack ? kept.now : null} content={props.now} nowName={nowName} chosen={one.id} onChoose={setChosen} />
      <div className={classes.differences}>
        <SelectField
          label={t('versions.with')}
          value={other}
          onChange={setWith}
          options={[{ value: asItIs, label: nowName }, ...states.filter(s => s.id !== one.id).map(s => ({ value: s.id, label: t('versions.at', { day: formatDay(s.saved_at), time: formatTime(s.saved_at) }) }))]}
        />
        <Differences key={`${one.id} ${other}`} {...props} one={one} other={other} />
      </div>
    </div>
  )
}

type ListProps = { states: KeptState[]; /** What is another in what stands, where that is not said by its name. */ changes: Change[] | null; content: Content; nowName: string; chosen: string; onChoose: (id: string) => void }

/** By day, newest first. One place for the keyboard: arrows choose. */
function List({ states, changes, content, nowName, chosen, onChoose }: ListProps) {
  const { t } = useTranslation('console')
  const name = useId()
  // It comes after the sheet, which has given the keys to its close button.
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => list.current?.querySelector<HTMLElement>(':checked')?.focus({ preventScroll: true }), [])
  const authors = new Set(states.map(s => s.author.id)).size
  return (
    <div ref={list} className={classes.list} role="radiogroup" aria-label={t('versions.title')}>
      <p className={classes.state}>
        <span className={classes.when}>
          <b>{nowName}</b>
        </span>
        {changes ? <What changes={changes} content={content} /> : null}
      </p>
      {states.map((s, i) => (
        <Fragment key={s.id}>
          {i === 0 || formatDay(states[i - 1]?.saved_at ?? '') !== formatDay(s.saved_at) ? <h3>{formatDay(s.saved_at)}</h3> : null}
          <label className={classes.state} data-chosen={s.id === chosen || undefined}>
            <input type="radio" name={name} checked={s.id === chosen} onChange={() => onChoose(s.id)} />
            <span className={classes.when}>
              <b>{formatTime(s.saved_at)}</b> {t(`versions.cause.${s.cause}`)}
              {authors > 1 ? `, ${s.author.name}` : ''}
            </span>
            {s.unreadable ? <span>{t('versions.unreadable')}</span> : null}
            {s.changes.length > 0 ? <What changes={s.changes} content={content} /> : null}
          </label>
        </Fragment>
      ))}
    </div>
  )
}

const named = 3 // parts, before the rest are counted

/** What is another in a state than in the one before it. */
function What({ changes, content }: { changes: Change[]; content: Content }) {
  const { t } = useTranslation('console')
  const nameOf = usePartName()
  const said = changes.slice(0, named).map(c => {
    const part = nameOf(c.part, content)
    return c.more === 0 ? t('versions.changed', { part }) : t(c.more > 0 ? 'versions.more' : 'versions.fewer', { part, count: Math.abs(c.more) })
  })
  if (changes.length > named) said.push(t('versions.others', { count: changes.length - named }))
  return <span className={classes.since}>{said.length === 0 ? t('versions.same') : said.join('; ')}</span>
}

/** What a part of a letter is called in a list of what changed. */
export function usePartName() {
  const { t } = useTranslation('console')
  return (part: string, content: Content): string => {
    const place = placeOf(part)
    if (place) return content.answers.length === 1 && place.sub === undefined ? t('versions.theAnswer') : t('versions.answer', { number: questionName(place) })
    if (part === 'figures') return t('figures.title')
    return part === 'change' ? t('part.change') : t(`write.${part}` as 'write.thanks')
  }
}

function placeOf(part: string): { question: number; sub: number | undefined } | null {
  const at = /^q(\d+)(?:\.(\d+))?$/.exec(part)
  return at ? { question: Number(at[1]), sub: at[2] === undefined ? undefined : Number(at[2]) } : null
}

type DifferencesProps = Omit<Props, 'kept' | 'nowName' | 'none'> & { one: KeptState; other: string }

/** What is another in the later of two states, and for its author the way back to the one that was chosen. */
function Differences({ id, version, now, one, other, onBack }: DifferencesProps) {
  const { t } = useTranslation('console')
  const nameOf = usePartName()
  const [first, second] = useKeptContents(id, version, other === asItIs ? [one.id] : [one.id, other])
  const fault = first?.error ?? second?.error
  if (fault) return <FaultNote fault={fault} />
  const state = first?.data?.content
  const against = other === asItIs ? now : second?.data?.content
  if (!state || !against) return <Loading what={t('versions.title')} />
  const earlier = other === asItIs || Number(one.id) < Number(other)
  const [before, after] = earlier ? [state, against] : [against, state]
  const changes = partChanges(before, after, t('part.travel'))
  const when = { day: formatDay(one.saved_at), time: formatTime(one.saved_at) }
  const back = (part: string) => onBack?.(state, part, when, changes[0]?.part ?? '')
  return (
    <section className={classes.changes} aria-label={t('versions.differences')}>
      {onBack ? (
        <div className={classes.acts}>
          <Button kind="primary" onClick={() => back('')}>
            {t('versions.restore', when)}
          </Button>
          <span className="oso-small oso-ink-2">{t('versions.undone')}</span>
        </div>
      ) : null}
      {changes.length === 0 ? <p className="oso-ink-2">{t('versions.noDifference')}</p> : <p className="oso-small oso-ink-2">{t('versions.how')}</p>}
      {changes.map(({ part, pieces }) => (
        <Changed key={part} part={part} name={nameOf(part, now)} content={now} act={onBack ? <Button kind="link" aria-label={t('versions.restorePartOf', { part: nameOf(part, now) })} onClick={() => back(part)}>{t('versions.restorePart')}</Button> : null}>
          {pieces.map((p, i) => (p.kind === 'same' ? <Fragment key={i}>{p.text}</Fragment> : p.kind === 'added' ? <ins key={i}>{p.text}</ins> : <del key={i}>{p.text}</del>))}
        </Changed>
      ))}
    </section>
  )
}

/** One part with its words marked; of an answer its question, too. */
function Changed({ part, name, content, act, children }: { part: string; name: string; content: Content; act: ReactNode; children: ReactNode }) {
  const place = placeOf(part)
  return (
    <section className={classes.part} aria-label={name}>
      <div className={classes.partHead}>
        <h3>{name}</h3>
        {act}
      </div>
      {place ? <p className={classes.question}>{questionWords(content, place)}</p> : null}
      <p className={`${classes.words} ${diff.marked}`} dir="auto">
        {children}
      </p>
    </section>
  )
}
