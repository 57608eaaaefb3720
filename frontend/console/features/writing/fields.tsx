import { goInto, isEmpty } from '@shared/editor/fields'
import { RichText } from '@shared/editor/rich-text'
import { AreaField, TextField } from '@shared/form/field'
import { escapeLine, plainOfLine } from '@shared/prose/plain'
import { Show } from '@shared/prose/show'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import { type ChangeEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePhrases } from '../../api/phrases/phrases'
import type { Content, Section } from '../../api/types'
import { isNamed } from './draft-figures'
import { withNote, withoutNote } from './draft-references'
import { ListRows, type Row } from '../../lib/list-rows'
import { linesPlace, type LinesKey, type Place, sectionPlace, type SectionsKey, sectionsPlace } from './places'
import type { Draft } from './use-draft'
import { useWritten, type Written } from './written'
import classes from './writing.module.css'

/** What a field of the letter writes to. */
export type Writing = { written: Written; set: Draft['set'] }

type PaperProps = { label: string; showLabel?: boolean; place: Place<string>; placeholder?: string; small?: boolean } & Writing

/** A text of the letter, written as it will look. */
export function Paper({ label, showLabel, place, placeholder, small, written, set }: PaperProps) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const value = useWritten(written, place.get)
  const { data: own } = usePhrases()
  return (
    <div className={classes.paperLabel} data-place={place.at}>
      {showLabel ? (
        <span className={classes.paperName} aria-hidden="true">
          {label}
        </span>
      ) : null}
      <RichText label={label} value={value} placeholder={placeholder ?? t('write.partWriting')} small={small} is={bracket => isNamed(bracket, written.now())} phrase={name => own?.phrases.find(p => p.name.toLowerCase() === name.toLowerCase())?.text} onChange={text => set(place, text)} onStruck={() => toast(t('write.struck'))} />
    </div>
  )
}

/**
 * A list, a row for each line. The last row waits for one more: a line is in the
 * list with its first sign, and out of it when it is left without any; until then
 * Ctrl Z gives it back. Enter makes a row of what is behind the cursor. What the
 * texts say of a note goes along.
 */
export function Lines({ label, of, written, edit }: { label: string; of: LinesKey; written: Written; edit: Draft['edit'] }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const place = linesPlace(of)
  const [rows] = useState(() => new ListRows<string>(true))
  const list = useWritten(written, c => rows.of(place.get(c)))
  const value = place.get(written.now())
  const box = useRef<HTMLDivElement>(null)
  // What has no sign yet is in no text: it is drawn because somebody is there.
  const [at, setAt] = useState<{ row: number; end: boolean } | null>(null)
  useEffect(() => {
    const field = at && box.current?.querySelector<HTMLElement>(`[data-row="${at.row}"]`)?.querySelector<HTMLElement>('[role=textbox], textarea')
    if (field) goInto(field, at.end ? 'end' : 'start')
  }, [at])
  const go = (row: number | undefined, end = false) => row !== undefined && setAt({ row, end })
  const insert = (c: Content, i: number, text: string) => (of === 'notes' ? withNote(c, i, text) : place.put(c, place.get(c).toSpliced(i, 0, text)))
  const write = ({ id, at }: Row, text: string) => {
    // A line that is empty for a moment is still in the list: what is behind it keeps its number.
    if (text.trim() === '') return
    if (at >= 0) return edit(c => place.put(c, place.get(c).map((x, k) => (k === at ? text : x))))
    const i = rows.fill(id, text)
    edit(c => insert(c, i, text))
  }
  const leave = ({ id, at }: Row) => {
    if (rows.beside(id, 1) === undefined) return
    rows.drop(id)
    if (at >= 0) edit(c => (of === 'notes' ? withoutNote(c, at + 1) : place.put(c, place.get(c).filter((_, k) => k !== at))))
    else setAt({ row: 0, end: false })
  }
  const part = ({ id, at }: Row, before: string, after: string) => {
    if (at < 0 || (before === '' && after === '')) return go(rows.beside(id, 1))
    if (before === '' || after === '') return go(rows.wait(id, after === '' ? 'after' : 'before'))
    const row = rows.put(id, after)
    edit(c => insert(place.put(c, place.get(c).map((x, k) => (k === at ? before : x))), at + 1, after))
    go(row)
  }
  return (
    <div ref={box} role="group" aria-label={label} className={classes.lines} data-place={place.at}>
      <p className={classes.paperName} aria-hidden="true">
        {label}
      </p>
      {list.map((row, i) => (
        <div
          key={row.id}
          data-row={row.id}
          data-place={row.at < 0 && i < list.length - 1 ? `${of}.between` : `${of}.${row.at < 0 ? value.length : row.at}`}
          className={classes.line}
          onBlur={e => {
            // What stands there when it is left counts: it may have been taken back.
            if (isEmpty(e.target)) leave(row)
          }}
        >
          {of === 'notes' && row.at >= 0 ? (
            <span className={classes.lineMark} aria-hidden="true">
              *{row.at + 1}
            </span>
          ) : null}
          <RichText
            line
            label={row.at >= 0 ? t('write.lineOf', { number: row.at + 1, list: label }) : i < list.length - 1 ? t('write.lineBetween', { list: label }) : t('write.lineMore', { list: label })}
            placeholder={row.at >= 0 ? '' : t('write.lineHere')}
            value={row.at >= 0 ? (value[row.at] ?? '') : ''}
            is={bracket => isNamed(bracket, written.now())}
            onChange={text => write(row, text)}
            onLines={row.at >= 0 ? undefined : lines => edit(c => lines.reduce((now, line, k) => insert(now, (i < list.length - 1 ? list.slice(0, i).filter(r => r.at >= 0).length : value.length) + k, line), c))}
            onStruck={() => toast(t('write.struck'))}
            onEnter={(before, after) => part(row, before, after)}
            onBack={() => go(rows.beside(row.id, -1), true)}
          />
        </div>
      ))}
    </div>
  )
}

/** A line of the letter, as it is typed, sign for sign. rows: how many it may have on the page. */
export function LineField({ label, place, rows, width, written, set }: { label: string; place: Place<string>; rows?: number; width?: string } & Writing) {
  const value = useWritten(written, place.get)
  const [typed, setTyped] = useState('')
  const props = {
    label,
    value: escapeLine(typed) === value ? typed : plainOfLine(value),
    onChange: (e: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const line = e.target.value.replaceAll(/[\r\n]+/g, ' ')
      setTyped(line)
      set(place, escapeLine(line))
    },
    spellCheck: true,
    // It has one line: Enter goes on to the next field.
    onKeyDown: (e: KeyboardEvent<HTMLElement>) => {
      if (e.key !== 'Enter' || e.nativeEvent.isComposing) return
      e.preventDefault()
      const all = [...(e.currentTarget.closest('[data-part]')?.querySelectorAll<HTMLElement>('input, textarea, [role=textbox], [data-place] button') ?? [])]
      all[all.indexOf(e.currentTarget) + 1]?.focus()
    },
  }
  return <div data-place={place.at}>{rows ? <AreaField {...props} rows={rows} /> : <TextField {...props} width={width} />}</div>
}

/** Parts with headings of the author's own; those that a reader signed are read. */
export function Sections({ of, locked = [], written, set }: { of: SectionsKey; locked?: string[] } & Writing) {
  const { t } = useTranslation('console')
  const place = sectionsPlace(of)
  const value = useWritten(written, place.get)
  const [rows] = useState(() => new ListRows<Section>())
  const names = rows.of(value)
  return (
    <div className={classes.sections} data-place={place.at}>
      {value.map((s, i) =>
        locked.includes(s.heading) ? (
          <div key={names[i]?.id} className={classes.locked}>
            <h3>{s.heading}</h3>
            <Show text={s.text} />
            <span className="oso-small oso-ink-3">{t('write.overread')}</span>
          </div>
        ) : (
          <div key={names[i]?.id} className={classes.section} data-row={names[i]?.id}>
            <div data-place={sectionPlace(of, i, 'heading').at}>
              <TextField label={t('write.heading')} value={s.heading} onChange={e => set(sectionPlace(of, i, 'heading'), e.target.value)} spellCheck />
            </div>
            <Paper label={t('write.text')} place={sectionPlace(of, i, 'text')} small written={written} set={set} />
            <Button
              kind="link"
              onClick={() => {
                rows.drop(names[i]?.id ?? 0)
                set(place, value.filter((_, k) => k !== i))
              }}
            >
              {t('write.removeSection')}
            </Button>
          </div>
        ),
      )}
      <p>
        <Button data-adds onClick={() => set(place, [...value, { heading: '', text: '' }])}>{t('write.addSection')}</Button>
      </p>
    </div>
  )
}
