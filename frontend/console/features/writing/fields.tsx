import { RichText } from '@shared/editor/rich-text'
import { AreaField, TextField } from '@shared/form/field'
import { escapeLine, plainOfLine } from '@shared/prose/plain'
import { Show } from '@shared/prose/show'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import { type ChangeEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePhrases } from '../../api/phrases/phrases'
import { isNamed } from './draft-figures'
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
 * A list, one line each. The text is kept as it is typed, empty lines and all,
 * until the list becomes another than what it was typed as: figures were put into
 * another order, and their marks went along.
 */
export function Lines({ label, of, written, set }: { label: string; of: LinesKey } & Writing) {
  const place = linesPlace(of)
  const value = useWritten(written, place.get)
  const [typed, setTyped] = useState('')
  return (
    <div data-place={place.at}>
      <AreaField
        label={label}
        value={same(linesOf(typed), value) ? typed : value.map(plainOfLine).join('\n')}
        rows={3}
        onChange={e => {
          setTyped(e.target.value)
          set(place, linesOf(e.target.value))
        }}
      />
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

/** The lines of a field, each as a text of the form that says what was typed, sign for sign. */
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(l => l.trim() !== '')
    .map(escapeLine)
const same = (a: string[], b: string[]) => a.length === b.length && a.every((x, i) => x === b[i])

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
