import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { Link } from 'react-router'
import classes from './button.module.css'
import { Key } from './keys'

export const ButtonKind = {
  Default: 'default',
  /** The one filled button of a screen. */
  Primary: 'primary',
  Plain: 'plain',
  Danger: 'danger',
  /** Words only, in the accent. */
  Link: 'link',
} as const
export type ButtonKind = (typeof ButtonKind)[keyof typeof ButtonKind]

type Look = {
  kind?: ButtonKind
  size?: 'md' | 'input' | 'lg' | 'xl'
  wide?: boolean
  icon?: ReactNode
  /** Chord shown in the button. */
  keys?: string
  children: ReactNode
}

function look({ kind = 'default', size = 'md', wide }: Look, extra?: string) {
  return [classes.button, classes[kind], classes[size], wide && classes.wide, extra].filter(Boolean).join(' ')
}

type Props = Look &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> & {
    /** What it says while it works, "Sealing"; it keeps its width and does not act again. */
    busy?: string | false
    ref?: Ref<HTMLButtonElement>
  }

export function Button({ kind, size, wide, icon, keys, busy, children, className, type = 'button', onClick, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={busy ? 'button' : type}
      className={look({ kind, size, wide, children }, className)}
      aria-busy={busy ? true : undefined}
      onClick={busy ? undefined : onClick}
    >
      <span className={classes.face} data-hidden={busy ? true : undefined}>
        {icon}
        {children}
        {keys ? <Key>{keys}</Key> : null}
      </span>
      {busy ? <span className={classes.busy}>{busy}</span> : null}
    </button>
  )
}

/** A way to another screen that looks like a button. */
export function ButtonLink({ to, kind, size, wide, icon, keys, children, className }: Look & { to: string; className?: string }) {
  return (
    <Link to={to} className={look({ kind, size, wide, children }, className)}>
      <span className={classes.face}>
        {icon}
        {children}
        {keys ? <Key>{keys}</Key> : null}
      </span>
    </Link>
  )
}

/** What the browser saves as a file, and looks like a button. */
export function ButtonSave({ href, kind, size, wide, icon, children, className }: Look & { href: string; className?: string }) {
  return (
    <a href={href} download className={look({ kind, size, wide, children }, className)}>
      <span className={classes.face}>
        {icon}
        {children}
      </span>
    </a>
  )
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> & {
  label: string
  children: ReactNode
  ref?: Ref<HTMLButtonElement>
}

/** Only for back, more, close and the editor's marks: an icon alone, with a name. */
export function IconButton({ label, children, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} aria-label={label} title={label} className={[classes.button, classes.plain, classes.iconOnly, className].filter(Boolean).join(' ')}>
      {children}
    </button>
  )
}
