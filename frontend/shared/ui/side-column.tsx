import { Tooltip, useMantineTheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { createContext, type ReactNode, useContext, useId, useLayoutEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { Icon } from './icon'
import classes from './side-column.module.css'

/** Whether the words of the items go at 150%. */
const Rail = createContext(true)

type ColumnProps = {
  label: string
  /** At 150%: lists become a rail of icons, the map of a case stays open. */
  narrow?: 'rail' | 'open'
  children: ReactNode
  foot?: ReactNode
  /** How far down it was on the page before, and where that is kept. */
  scroll?: number
  onScroll?: (scroll: number) => void
}

/** The column at the start of a screen: where one is, where one can go, and the line to OSO. */
export function SideColumn({ label, narrow = 'rail', children, foot, scroll = 0, onScroll }: ColumnProps) {
  const column = useRef<HTMLElement>(null)
  const [was] = useState(scroll)
  useLayoutEffect(() => {
    if (column.current) column.current.scrollTop = was
  }, [was])
  return (
    <nav ref={column} className={classes.side} data-narrow={narrow} aria-label={label} onScroll={e => onScroll?.(e.currentTarget.scrollTop)}>
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
  const rail = useRail()
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

/** Whether only icons have room, so that words come as tooltips. */
function useRail(): boolean {
  const theme = useMantineTheme()
  const narrow = useMediaQuery(`(max-width: ${theme.breakpoints.md})`) ?? false
  return useContext(Rail) && narrow
}

/** Places of one kind under a heading that folds them. */
export function SideGroup({ icon, label, open, onToggle, children }: { icon: ReactNode; label: string; open: boolean; onToggle: () => void; children: ReactNode }) {
  const id = useId()
  const rail = useRail()
  return (
    <div className={classes.group} data-open={open || undefined}>
      <Tooltip label={label} position="right" disabled={!rail} openDelay={500}>
        <button type="button" className={classes.item} aria-expanded={open} aria-controls={open ? id : undefined} onClick={onToggle}>
          {icon}
          <span className={classes.text}>{label}</span>
          <span className={classes.fold}>
            <Icon of={open ? IconChevronDown : IconChevronRight} />
          </span>
        </button>
      </Tooltip>
      {open ? (
        <ul id={id} className={classes.list}>
          {children}
        </ul>
      ) : null}
    </div>
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
