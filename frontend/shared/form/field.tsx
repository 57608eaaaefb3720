import { IconAlertTriangle, IconArrowBigUpLine } from '@tabler/icons-react'
import { type InputHTMLAttributes, type KeyboardEvent, type ReactNode, type Ref, type TextareaHTMLAttributes, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icon'
import { afterPress } from './after-press'
import classes from './field.module.css'

export type FieldFrame = {
  label: ReactNode
  /** Only if it is needed to answer. */
  hint?: ReactNode
  /** A sentence: what is wrong and what mends it. */
  error?: string
  optional?: boolean
  /** The label is there for screen readers only: the place says it (a question's number). */
  hideLabel?: boolean
}

type Ids = { id: string; describedBy: string | undefined; invalid: true | undefined }

/** Label above, hint between, error sentence below; everything tied together for screen readers. */
export function Field({ label, hint, error, optional, hideLabel, id: given, children }: FieldFrame & { id?: string; children: (ids: Ids) => ReactNode }) {
  const { t } = useTranslation('shared')
  const own = useId()
  const id = given ?? own
  const hintId = hint ? `${id}-hint` : undefined
  const errorId = error ? `${id}-error` : undefined
  const describedBy = [hintId, errorId].filter(Boolean).join(' ') || undefined
  return (
    <div className={classes.field}>
      <label htmlFor={id} className={hideLabel ? 'oso-hidden' : classes.label}>
        {label}
        {optional ? <span className={classes.optional}> {t('field.optional')}</span> : null}
      </label>
      {hint ? (
        <span id={hintId} className={classes.hint}>
          {hint}
        </span>
      ) : null}
      {children({ id, describedBy, invalid: error ? true : undefined })}
      <FieldError id={errorId} message={error} />
    </div>
  )
}

export function FieldError({ id, message }: { id?: string; message?: string }) {
  if (!message) return null
  return (
    <p id={id} className={classes.error}>
      <span className={classes.errorIcon}>
        <Icon of={IconAlertTriangle} />
      </span>
      {message}
    </p>
  )
}

type TextProps = FieldFrame & Omit<InputHTMLAttributes<HTMLInputElement>, 'size'> & { ref?: Ref<HTMLInputElement>; width?: string }

/** One line of text. Names get dir="auto" by the caller. */
export function TextField({ label, hint, error, optional, hideLabel, width, className, id: given, ...rest }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional} hideLabel={hideLabel} id={given}>
      {({ id, describedBy, invalid }) => (
        <input
          autoComplete="off"
          spellCheck={false}
          {...rest}
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          className={`${classes.input} ${className ?? ''}`}
          style={width ? { maxWidth: width } : undefined}
          onBlur={e => afterPress(() => rest.onBlur?.(e))}
        />
      )}
    </Field>
  )
}

type AreaProps = FieldFrame & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }

/** Several lines; it grows with what is written. */
export function AreaField({ label, hint, error, optional, hideLabel, id: given, rows = 3, ...rest }: AreaProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional} hideLabel={hideLabel} id={given}>
      {({ id, describedBy, invalid }) => (
        <textarea
          autoComplete="off"
          dir="auto"
          {...rest}
          rows={rows}
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          className={`${classes.input} ${classes.area}`}
          style={{ minHeight: `${rows * 1.375 + 1}rem` }}
          onBlur={e => afterPress(() => rest.onBlur?.(e))}
        />
      )}
    </Field>
  )
}

type PassphraseProps = FieldFrame & Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & { ref?: Ref<HTMLInputElement> }

/** A passphrase: can be shown, and says that Caps Lock is on. */
export function PassphraseField({ label, hint, error, optional, hideLabel, onKeyUp, onKeyDown, id: given, ...rest }: PassphraseProps) {
  const { t } = useTranslation('shared')
  const [shown, setShown] = useState(false)
  const [caps, setCaps] = useState(false)
  const look = (e: KeyboardEvent<HTMLInputElement>) => setCaps(e.getModifierState('CapsLock'))
  return (
    <Field label={label} hint={hint} error={error} optional={optional} hideLabel={hideLabel} id={given}>
      {({ id, describedBy, invalid }) => (
        <>
          <span className={classes.withEnd}>
            <input
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              {...rest}
              type={shown ? 'text' : 'password'}
              id={id}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              className={`${classes.input} ${classes.secret}`}
              onKeyUp={e => {
                look(e)
                onKeyUp?.(e)
              }}
              onKeyDown={e => {
                look(e)
                onKeyDown?.(e)
              }}
              onBlur={e => {
                setCaps(false)
                afterPress(() => rest.onBlur?.(e))
              }}
            />
            <button type="button" className={classes.show} aria-pressed={shown} aria-controls={id} onClick={() => setShown(!shown)}>
              {shown ? t('field.hide') : t('field.show')}
            </button>
          </span>
          <span role="status" className={classes.caps}>
            {caps ? (
              <>
                <Icon of={IconArrowBigUpLine} />
                {t('field.capsLock')}
              </>
            ) : null}
          </span>
        </>
      )}
    </Field>
  )
}

/** Fields that belong together, with one name. */
export function FieldGroup({ legend, children, hideLegend, row }: { legend: ReactNode; children: ReactNode; hideLegend?: boolean; row?: boolean }) {
  return (
    <fieldset className={classes.group}>
      <legend className={hideLegend ? 'oso-hidden' : classes.label}>{legend}</legend>
      <div className={row ? classes.row : classes.stack}>{children}</div>
    </fieldset>
  )
}

/** Fields below each other, 16 apart. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={classes.form}>{children}</div>
}

/** Fields beside each other where there is room. */
export function Beside({ children }: { children: ReactNode }) {
  return <div className={classes.beside}>{children}</div>
}
