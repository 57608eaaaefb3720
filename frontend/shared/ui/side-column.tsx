import { Tooltip, useMantineTheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { createContext, type ReactNode, useContext } from 'react'
import { Link } from 'react-router'
import classes from './side-column.module.css'

/** Whether the words of the items go at 150%. */
const Rail = createContext(true)

type ColumnProps = {
  label: string
  /** At 150%: lists become a rail of icons, the map of a case stays open. */
  narrow?: 'rail' | 'open'
  children: ReactNode
  foot?: ReactNode
}

/** The column at the start of a screen: where one is, where one can go, and the line to OSO. */
export function SideColumn({ label, narrow = 'rail', children, foot }: ColumnProps) {
  return (
    <nav className={classes.side} data-narrow={narrow} aria-label={label}>
      <Rail value={narrow === 'rail'}>{children}</Rail>
      {foot ? <div className={classes.foot}>{foot}</div> : null}
    </nav>
  )
}

export function SideHeading({ children }: { children: ReactNode }) {
  return <div className={classes.heading}>{children}</div>
}

/** Whose desk it is. */
export function SideOwner({ name, detail }: { name: ReactNode; detail?: ReactNode }) {
  return (
    <div className={classes.owner}>
      <b>{name}</b>
      {detail ? <span className="oso-small oso-ink-2">{detail}</span> : null}
    </div>
  )
}

export function SideList({ children }: { children: ReactNode }) {
  return <ul className={classes.list}>{children}</ul>
}

type ItemProps = {
  icon?: ReactNode
  label: string
  /** Plain figure or word at the end. */
  count?: ReactNode
  current?: boolean
  to?: string
  onClick?: () => void
}

export function SideItem({ icon, label, count, current, to, onClick }: ItemProps) {
  const theme = useMantineTheme()
  const narrow = useMediaQuery(`(max-width: ${theme.breakpoints.md})`) ?? false
  const rail = useContext(Rail) && narrow
  const inner = (
    <>
      {icon}
      <span className={classes.text}>{label}</span>
      {count !== undefined && count !== '' ? <span className={classes.count}>{count}</span> : null}
    </>
  )
  const mark = current ? ('page' as const) : undefined
  return (
    <li>
      <Tooltip label={label} position="right" disabled={!rail} openDelay={500}>
        {to !== undefined ? (
          <Link to={to} className={classes.item} aria-current={mark}>
            {inner}
          </Link>
        ) : (
          <button type="button" onClick={onClick} className={classes.item} aria-current={mark}>
            {inner}
          </button>
        )}
      </Tooltip>
    </li>
  )
}

/** An act in the side column: new case, lock, back. Its words go at 150%. */
export function SideAct({ icon, label, keys, filled, onClick }: { icon: ReactNode; label: string; keys?: string; filled?: boolean; onClick: () => void }) {
  return (
    <button type="button" className={classes.act} data-filled={filled || undefined} onClick={onClick} aria-label={label}>
      {icon}
      <span className={classes.text}>{label}</span>
      {keys ? <kbd className={classes.key}>{keys}</kbd> : null}
    </button>
  )
}
