import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { daysInMonth, monthNames } from '../format/date'
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

/** YYYY-MM-DD where day, month and year make a day; null otherwise; "" where all three are empty. */
export function joinDate(p: Parts): string | null {
  if (!p.day && !p.month && !p.year) return ''
  const [d, m, y] = [Number(p.day), Number(p.month), Number(p.year)]
  if (!/^\d{4}$/.test(p.year) || !Number.isInteger(d) || !Number.isInteger(m) || m < 1 || m > 12 || d < 1) return null
  if (d > daysInMonth(y, m)) return null
  return `${p.year}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
}

type Props = FieldFrame & {
  /** YYYY-MM-DD or "". */
  value: string
  /** Called with a whole date or "", never with half of one. */
  onChange: (value: string) => void
  onBlur?: () => void
  earliest?: number
  latest?: number
  id?: string
  readOnly?: boolean
}

/** A date as three fields: day, month by name, year. Never ambiguous. */
export function DateField({ label, hint, error, optional, value, onChange, onBlur, earliest = 1890, latest = new Date().getFullYear(), id: given, readOnly }: Props) {
  const { t } = useTranslation('shared')
  const own = useId()
  const id = given ?? own
  const [parts, setParts] = useState(() => split(value))
  const [outer, setOuter] = useState(value)
  const [fault, setFault] = useState('')
  if (value !== outer) {
    // Changed from outside, not by these fields.
    setOuter(value)
    if (value !== joinDate(parts)) setParts(split(value))
  }

  function change(next: Parts) {
    setParts(next)
    const whole = joinDate(next)
    if (whole !== null && whole !== value) {
      setOuter(whole)
      onChange(whole)
    }
    if (whole !== null) setFault('')
  }

  function leave() {
    const whole = joinDate(parts)
    const [d, m, y] = [Number(parts.day), Number(parts.month), Number(parts.year)]
    if (whole === '') setFault('')
    else if (whole === null && m && /^\d{4}$/.test(parts.year) && d > daysInMonth(y, m))
      setFault(t('date.noSuchDay', { month: monthNames[m - 1], year: y, count: daysInMonth(y, m) }))
    else if (whole === null) setFault(t('date.incomplete'))
    else if (y < earliest || y > latest) setFault(t('date.yearOff', { year: y }))
    else setFault('')
    onBlur?.()
  }

  const message = fault || error
  const bad = message ? true : undefined
  return (
    <fieldset
      className={fieldClasses.field}
      aria-describedby={message ? `${id}-error` : undefined}
      onBlur={e => {
        if (!e.currentTarget.contains(e.relatedTarget)) afterPress(leave)
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
