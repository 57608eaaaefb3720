import { Drawer } from '@mantine/core'
import { formatDay, formatTime } from '@shared/format/date'
import { SelectField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { Fragment, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKept, useKeptContents } from '../../api/opinion/kept'
import type { Change, Content, KeptState } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { questionName, questionWords } from './parts'
import { restored, restoredPart } from './restore'
import type { Draft } from './use-draft'
import { partChanges } from './version-parts'
import diff from '../../lib/text-diff.module.css'
import classes from './versions.module.css'

type Props = { id: string; version: number; draft: Draft; open: boolean; onClose: () => void; onBack: (part: string) => void }

/** What the draft was: chosen by when, shown as what is another since, put back as a whole or part by part. */
export function VersionsSheet({ open, onClose, onBack, ...props }: Props) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  // Once the sheet is gone: the keys are then in the letter.
  const [to, setTo] = useState<string | null>(null)
  return (
    <Drawer
      opened={open}
      onClose={onClose}
      returnFocus={to === null}
      onEnterTransitionEnd={() => setTo(null)}
      onExitTransitionEnd={() => to !== null && onBack(to)}
      title={t('versions.title')}
      size="66rem"
      closeButtonProps={{ 'aria-label': shared('act.close') }}
    >
      {open ? (
        <Versions
          {...props}
          onBack={part => {
            setTo(part)
            onClose()
          }}
        />
      ) : null}
    </Drawer>
  )
}

const asItIs = 'now'

function Versions({ id, version, draft, onBack }: Omit<Props, 'open' | 'onClose'>) {
  const { t } = useTranslation('console')
  const [row] = useState(draft.rowVersion)
  const kept = useKept(id, version, row)
  const [chosen, setChosen] = useState('')
  const [with_, setWith] = useState(asItIs)
  if (kept.error) return <FaultNote fault={kept.error} />
  if (!kept.data) return <Loading what={t('versions.title')} />
  const { states, now } = kept.data
  if (states.length === 0) return <p className="oso-ink-2">{t('versions.none')}</p>
  const one = states.find(s => s.id === chosen) ?? states[0]
  if (!one) return null
  const other = with_ !== one.id && states.some(s => s.id === with_) ? with_ : asItIs
  return (
    <div className={classes.versions}>
      <List states={states} now={now} content={draft.written.now()} chosen={one.id} onChoose={setChosen} />
      <div className={classes.differences}>
        <SelectField
          label={t('versions.with')}
          value={other}
          onChange={setWith}
          options={[{ value: asItIs, label: t('versions.now') }, ...states.filter(s => s.id !== one.id).map(s => ({ value: s.id, label: t('versions.at', { day: formatDay(s.saved_at), time: formatTime(s.saved_at) }) }))]}
        />
        <Differences key={`${one.id} ${other}`} id={id} version={version} draft={draft} one={one} other={other} onBack={onBack} />
      </div>
    </div>
  )
}

type ListProps = { states: KeptState[]; now: Change[]; content: Content; chosen: string; onChoose: (id: string) => void }

/** By day, newest first. One place for the keyboard: arrows choose. */
function List({ states, now, content, chosen, onChoose }: ListProps) {
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
          <b>{t('versions.now')}</b>
        </span>
        <What changes={now} content={content} />
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

function usePartName() {
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

type DifferencesProps = { id: string; version: number; draft: Draft; one: KeptState; other: string; onBack: (part: string) => void }

/** What is another in the later of two states, and the way back to the one that was chosen. */
function Differences({ id, version, draft, one, other, onBack }: DifferencesProps) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const nameOf = usePartName()
  const [first, second] = useKeptContents(id, version, other === asItIs ? [one.id] : [one.id, other])
  const fault = first?.error ?? second?.error
  if (fault) return <FaultNote fault={fault} />
  const now = draft.written.now()
  const state = first?.data?.content
  const against = other === asItIs ? now : second?.data?.content
  if (!state || !against) return <Loading what={t('versions.title')} />
  const earlier = other === asItIs || Number(one.id) < Number(other)
  const [before, after] = earlier ? [state, against] : [against, state]
  const changes = partChanges(before, after, t('part.travel'))
  const when = { day: formatDay(one.saved_at), time: formatTime(one.saved_at) }
  const back = (part: string) => {
    draft.restore(c => (part === '' ? restored(c, state) : restoredPart(c, state, part)))
    toast(part === '' ? t('versions.back', when) : t('versions.backPart', { part: nameOf(part, now), ...when }))
    onBack(part === '' ? (changes[0]?.part ?? '') : part)
  }
  return (
    <section className={classes.changes} aria-label={t('versions.differences')}>
      <div className={classes.acts}>
        <Button kind="primary" onClick={() => back('')}>
          {t('versions.restore', when)}
        </Button>
        <span className="oso-small oso-ink-2">{t('versions.undone')}</span>
      </div>
      {changes.length === 0 ? <p className="oso-ink-2">{t('versions.noDifference')}</p> : <p className="oso-small oso-ink-2">{t('versions.how')}</p>}
      {changes.map(({ part, pieces }) => {
        const place = placeOf(part)
        return (
          <section key={part} className={classes.part} aria-label={nameOf(part, now)}>
            <div className={classes.partHead}>
              <h3>{nameOf(part, now)}</h3>
              <Button kind="link" aria-label={t('versions.restorePartOf', { part: nameOf(part, now) })} onClick={() => back(part)}>
                {t('versions.restorePart')}
              </Button>
            </div>
            {place ? <p className={classes.question}>{questionWords(now, { key: part, group: 'questions', done: false, question: place.question, sub: place.sub })}</p> : null}
            <p className={`${classes.words} ${diff.marked}`} dir="auto">
              {pieces.map((p, i) => (p.kind === 'same' ? <Fragment key={i}>{p.text}</Fragment> : p.kind === 'added' ? <ins key={i}>{p.text}</ins> : <del key={i}>{p.text}</del>))}
            </p>
          </section>
        )
      })}
    </section>
  )
}
