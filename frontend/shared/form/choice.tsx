import { Select } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { type ReactNode, type Ref, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icon'
import { afterPress } from './after-press'
import classes from './choice.module.css'
import { Field, FieldError, type FieldFrame } from './field'
import fieldClasses from './field.module.css'

type CheckProps = {
  label: ReactNode
  description?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  error?: string
  disabled?: boolean
  ref?: Ref<HTMLInputElement>
}

export function CheckField({ label, description, checked, onChange, error, disabled, ref }: CheckProps) {
  const id = useId()
  return (
    <div className={fieldClasses.field}>
      <div className={classes.choice}>
        <input
          ref={ref}
          id={id}
          type="checkbox"
          className={classes.box}
          checked={checked}
          disabled={disabled}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={e => onChange(e.target.checked)}
        />
        <label htmlFor={id} className={classes.text}>
          {label}
          {description ? <span className={classes.description}>{description}</span> : null}
        </label>
      </div>
      <FieldError id={`${id}-error`} message={error} />
    </div>
  )
}

export type Choice<V extends string> = { value: V; label: ReactNode; description?: ReactNode; end?: ReactNode; below?: ReactNode; disabled?: boolean }

type RadioProps<V extends string> = {
  legend: ReactNode
  hideLegend?: boolean
  value: V | ''
  choices: Choice<V>[]
  onChange: (v: V) => void
  error?: string
  /** rows: people on the lock screen, one box of rows; line: short answers beside each other. */
  look?: 'plain' | 'rows' | 'line'
  /** Label weight: a decision's choices are bold. */
  strong?: boolean
  /** Of the first choice, so that the field can be gone to. */
  id?: string
  onBlur?: () => void
}

export function RadioField<V extends string>({ legend, hideLegend, value, choices, onChange, error, look = 'plain', strong, id, onBlur }: RadioProps<V>) {
  const name = useId()
  const first = choices.findIndex(c => !c.disabled) // where one goes to; nobody gets to what is disabled
  return (
    <fieldset className={look === 'rows' ? classes.rows : look === 'line' ? classes.line : classes.radios} aria-describedby={error ? `${name}-error` : undefined}>
      <legend className={hideLegend ? 'oso-hidden' : `${fieldClasses.label} ${classes.legend}`}>{legend}</legend>
      {choices.map((c, i) => (
        <div key={c.value} className={classes.option} data-chosen={c.value === value || undefined}>
          <label className={classes.choice}>
            <input
              id={i === Math.max(first, 0) ? id : undefined}
              type="radio"
              name={name}
              onBlur={onBlur}
              className={classes.radio}
              value={c.value}
              checked={c.value === value}
              disabled={c.disabled}
              onChange={() => onChange(c.value)}
            />
            <span className={`${classes.text} ${strong ? classes.strong : ''}`}>
              {c.label}
              {c.description ? <span className={classes.description}>{c.description}</span> : null}
            </span>
            {c.end ? <span className={classes.end}>{c.end}</span> : null}
          </label>
          {c.below && c.value === value ? <div className={classes.below}>{c.below}</div> : null}
        </div>
      ))}
      <FieldError id={`${name}-error`} message={error} />
    </fieldset>
  )
}

export type Option = {
  value: string
  label: string
  /** What people also call it; searched, not shown. */
  also?: readonly string[]
}

/** As people type it: without accents, dots and case. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f.]/g, '')
    .toLowerCase()
    .trim()
}

/** The options that a search finds: what begins with it, then what has a word that does, then what holds it. */
export function found<O extends Option>(options: readonly O[], search: string): O[] {
  const wanted = plain(search)
  if (wanted === '') return [...options]
  const rank = (o: O) => {
    const names = [o.label, ...(o.also ?? [])].map(plain)
    if (names.includes(wanted)) return 0
    if (names.some(n => n.startsWith(wanted))) return 1
    if (names.some(n => n.split(/[^\p{L}\p{N}]+/u).some(w => w.startsWith(wanted)))) return 2
    // Two letters are in the middle of half of all names.
    return wanted.length > 2 && names.some(n => n.includes(wanted)) ? 3 : -1
  }
  return options
    .map(o => ({ o, r: rank(o) }))
    .filter(x => x.r >= 0)
    .sort((a, b) => a.r - b.r)
    .map(x => x.o)
}

type SelectProps = FieldFrame & {
  value: string
  onChange: (value: string) => void
  options: Option[]
  placeholder?: string
  searchable?: boolean
  clearable?: boolean
  readOnly?: boolean
  id?: string
  width?: string
}

/**
 * One of many; long lists are searched by typing. What was typed and is none of
 * them chooses nothing: an older choice never comes back under it.
 */
export function SelectField({ label, hint, error, optional, hideLabel, value, onChange, options, placeholder, searchable, clearable, readOnly, id: given, width }: SelectProps) {
  const { t } = useTranslation('shared')
  const [notChosen, setNotChosen] = useState('')

  function choose(v: string) {
    setNotChosen('')
    onChange(v)
  }

  function leave(typed: string) {
    if (!searchable || readOnly || typed === (options.find(o => o.value === value)?.label ?? '')) return
    const matches = typed ? found(options, typed) : []
    const exact = matches.filter(o => [o.label, ...(o.also ?? [])].some(n => plain(n) === plain(typed)))
    const one = exact.length === 1 ? exact[0] : matches.length === 1 ? matches[0] : undefined
    setNotChosen(one ? '' : typed)
    onChange(one?.value ?? '')
  }

  const message = (notChosen && value === '' && t('field.notChosen', { typed: notChosen })) || error
  return (
    <Field label={label} hint={hint} error={message} optional={optional} hideLabel={hideLabel} id={given}>
      {({ id, describedBy, invalid }) => (
        <Select
          id={id}
          // As a property it would be written over by one of the library's own.
          ref={(input: HTMLInputElement | null) => {
            if (describedBy) input?.setAttribute('aria-describedby', describedBy)
            else input?.removeAttribute('aria-describedby')
          }}
          aria-invalid={invalid}
          error={invalid}
          data={options.map(({ value, label }) => ({ value, label }))}
          filter={({ search }) => found(options, search)}
          value={value || null}
          onChange={v => choose(v ?? '')}
          onBlur={e => {
            const typed = e.currentTarget.value.trim()
            afterPress(() => leave(typed))
          }}
          placeholder={placeholder ?? t('field.choose')}
          searchable={searchable}
          selectFirstOptionOnChange={searchable}
          clearable={clearable}
          allowDeselect={false}
          readOnly={readOnly}
          nothingFoundMessage={t('field.nothingFound')}
          rightSection={<Icon of={IconChevronDown} />}
          rightSectionPointerEvents="none"
          withScrollArea={false}
          styles={{ dropdown: { maxHeight: 280, overflowY: 'auto' } }}
          maw={width}
          autoComplete="off"
        />
      )}
    </Field>
  )
}
