import { isEmpty } from '@shared/editor/fields'
import { RichText } from '@shared/editor/rich-text'
import { AreaField, TextField } from '@shared/form/field'
import { escapeLine, plainOfLine } from '@shared/prose/plain'
import { Show } from '@shared/prose/show'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import { type ChangeEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePhrases } from '../../api/phrases/phrases'
import { isNamed } from './draft-figures'
import { withoutNote } from './draft-references'
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
 * Ctrl Z gives it back. What the
 * texts say of a note goes along.
 */
export function Lines({ label, of, written, edit }: { label: string; of: LinesKey; written: Written; edit: Draft['edit'] }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const place = linesPlace(of)
  const value = useWritten(written, place.get)
  const rows = useRef<HTMLDivElement>(null)
  // By what it was: the list may be another by now.
  const remove = (line: string, i: number) =>
    edit(c => {
      const now = place.get(c)
      const at = now[i] === line ? i : now.indexOf(line)
      if (at < 0) return c
      return of === 'notes' ? withoutNote(c, at + 1) : place.put(c, now.filter((_, k) => k !== at))
    })
  return (
    <div ref={rows} role="group" aria-label={label} className={classes.lines} data-place={place.at}>
      <p className={classes.paperName} aria-hidden="true">
        {label}
      </p>
      {[...value, ''].map((line, i) => (
        <div
          key={i}
          data-place={`${of}.${i}`}
          className={classes.line}
          onBlur={e => {
            // What stands there when it is left counts: it may have been taken back.
            if (i < value.length && isEmpty(e.target)) remove(line, i)
          }}
        >
          {of === 'notes' && i < value.length ? (
            <span className={classes.lineMark} aria-hidden="true">
              *{i + 1}
            </span>
          ) : null}
          <RichText
            line
            label={i < value.length ? t('write.lineOf', { number: i + 1, list: label }) : t('write.lineMore', { list: label })}
            placeholder={i < value.length ? '' : t('write.lineHere')}
            value={line}
            is={bracket => isNamed(bracket, written.now())}
            onChange={text => {
              // A line that is empty for a moment is still in the list: what is behind it keeps its number.
              if (text.trim() === '') return
              edit(c => {
                const now = place.get(c)
                return place.put(c, i < now.length ? now.map((x, k) => (k === i ? text : x)) : [...now, text])
              })
            }}
            onLines={i < value.length ? undefined : lines => edit(c => place.put(c, [...place.get(c), ...lines]))}
            onStruck={() => toast(t('write.struck'))}
            onEnter={() => rows.current?.querySelectorAll<HTMLElement>('[role=textbox], textarea')[i + 1]?.focus()}
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
  }
  return <div data-place={place.at}>{rows ? <AreaField {...props} rows={rows} /> : <TextField {...props} width={width} />}</div>
}

/** Parts with headings of the author's own; those that a reader signed are read. */
export function Sections({ of, locked = [], written, set }: { of: SectionsKey; locked?: string[] } & Writing) {
  const { t } = useTranslation('console')
  const place = sectionsPlace(of)
  const value = useWritten(written, place.get)
  return (
    <div className={classes.sections} data-place={place.at}>
      {value.map((s, i) =>
        locked.includes(s.heading) ? (
          <div key={i} className={classes.locked}>
            <h3>{s.heading}</h3>
            <Show text={s.text} />
            <span className="oso-small oso-ink-3">{t('write.overread')}</span>
          </div>
        ) : (
          <div key={i} className={classes.section}>
            <div data-place={sectionPlace(of, i, 'heading').at}>
              <TextField label={t('write.heading')} value={s.heading} onChange={e => set(sectionPlace(of, i, 'heading'), e.target.value)} spellCheck />
            </div>
            <Paper label={t('write.text')} place={sectionPlace(of, i, 'text')} small written={written} set={set} />
            <Button kind="link" onClick={() => set(place, value.filter((_, k) => k !== i))}>
              {t('write.removeSection')}
            </Button>
          </div>
        ),
      )}
      <p>
        <Button onClick={() => set(place, [...value, { heading: '', text: '' }])}>{t('write.addSection')}</Button>
      </p>
    </div>
  )
}
