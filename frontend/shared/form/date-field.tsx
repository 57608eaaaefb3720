import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { daysInMonth, isDay, monthNames } from '../format/date'
import { afterPress } from './after-press'
import classes from './date-field.module.css'
import { FieldError, type FieldFrame } from './field'
import fieldClasses from './field.module.css'

type Parts = { day: string; month: string; year: string }

function split(value: string): Parts {
  const [year = '', month = '', day = ''] = value.split('-')
  const plain = (s: string) => (s === '' || Number.isNaN(Number(s)) ? s : String(Number(s)))
  return { day: plain(day), month: plain(month), year }
}

/** YYYY-MM-DD, with what is typed of it where it is not whole ("1971-02-31", "-02-3"); "" where all three are empty. */
function joinDate(p: Parts): string {
  if (!p.day && !p.month && !p.year) return ''
  const two = (s: string) => (s === '' ? '' : s.padStart(2, '0'))
  return `${p.year}-${two(p.month)}-${two(p.day)}`
}

type Props = FieldFrame & {
  /** As joinDate has it: whole, "", or what was typed of it. */
  value: string
  /** Called with each change, also with half a date: what stands here is what is kept, never an older day. */
  onChange: (value: string) => void
  onBlur?: () => void
  earliest?: number
  latest?: number
  id?: string
  readOnly?: boolean
  /** A year, or a month and a year, will do: YYYY, YYYY-MM. */
  partial?: boolean
}

/** A date as three fields: day, month by name, year. Never ambiguous. */
export function DateField({ label, hint, error, optional, value, onChange, onBlur, earliest = 1890, latest = new Date().getFullYear(), id: given, readOnly, partial = false }: Props) {
  const { t } = useTranslation('shared')
  const own = useId()
  const id = given ?? own
  // What is wrong is said after the field was left, not while one types; what an earlier day left half at once.
  const [left, setLeft] = useState(value !== '' && !isDay(value))
  const parts = split(value)
  const { day, month, year } = { day: Number(parts.day), month: Number(parts.month), year: Number(parts.year) }

  function change(next: Parts) {
    const date = partial ? joinDate(next).replace(/-+$/, '') : joinDate(next)
    if (date === '' || isDay(date)) setLeft(false)
    onChange(date)
  }

  function fault() {
    if (value === '' || (partial && /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(value))) return ''
    if (isDay(value)) return year < earliest || year > latest ? t('date.yearOff', { year }) : ''
    if (/^\d{4}$/.test(parts.year) && month >= 1 && day > daysInMonth(year, month)) return t('date.noSuchDay', { month: monthNames[month - 1], year, count: daysInMonth(year, month) })
    return t('date.incomplete')
  }

  const message = (left && fault()) || error
  const bad = message ? true : undefined
  return (
    <fieldset
      className={fieldClasses.field}
      aria-describedby={message ? `${id}-error` : undefined}
      onBlur={e => {
        if (e.currentTarget.contains(e.relatedTarget)) return
        afterPress(() => {
          setLeft(true)
          onBlur?.()
        })
      }}
    >
      <legend className={fieldClasses.label}>
        {label}
        {optional ? <span className={fieldClasses.optional}> {t('field.optional')}</span> : null}
      </legend>
      {hint ? <span className={fieldClasses.hint}>{hint}</span> : null}
      <div className={classes.row}>
        <input
          id={id}
          className={`${fieldClasses.input} ${classes.day}`}
          inputMode="numeric"
          maxLength={2}
          autoComplete="off"
          aria-label={t('field.day')}
          placeholder={t('field.day')}
          aria-invalid={bad}
          readOnly={readOnly}
          value={parts.day}
          onChange={e => change({ ...parts, day: e.target.value.replace(/\D/g, '') })}
        />
        <select
          className={`${fieldClasses.input} ${classes.month}`}
          aria-label={t('field.month')}
          aria-invalid={bad}
          disabled={readOnly}
          value={parts.month}
          onChange={e => change({ ...parts, month: e.target.value })}
          data-empty={parts.month === '' || undefined}
        >
          <option value="">{t('field.month')}</option>
          {monthNames.map((name, i) => (
            <option key={name} value={String(i + 1)}>
              {name}
            </option>
          ))}
        </select>
        <input
          className={`${fieldClasses.input} ${classes.year}`}
          inputMode="numeric"
          maxLength={4}
          autoComplete="off"
          aria-label={t('field.year')}
          placeholder={t('field.year')}
          aria-invalid={bad}
          readOnly={readOnly}
          value={parts.year}
          onChange={e => change({ ...parts, year: e.target.value.replace(/\D/g, '') })}
        />
      </div>
      <FieldError id={`${id}-error`} message={message} />
    </fieldset>
  )
}
