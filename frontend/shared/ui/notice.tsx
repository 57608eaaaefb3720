import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Icon } from './icon'
import classes from './notice.module.css'

export const NoticeKind = { Problem: 'problem', Time: 'time', Done: 'done', Info: 'info', Neutral: 'neutral' } as const
export type NoticeKind = (typeof NoticeKind)[keyof typeof NoticeKind]

const icons = { problem: IconAlertTriangle, time: IconAlertTriangle, done: IconCircleCheck, info: IconInfoCircle, neutral: IconInfoCircle }

type Props = {
  kind?: NoticeKind
  icon?: ReactNode
  /** The bold fact. */
  title?: ReactNode
  children?: ReactNode
  act?: ReactNode
  /** Say it to screen readers when it appears. */
  live?: boolean
}

function Inner({ kind = 'neutral', icon, title, children, act }: Props) {
  return (
    <>
      <div className={classes.said}>
        <span className={classes.icon}>{icon ?? <Icon of={icons[kind]} />}</span>
        <div className={classes.text}>
          {title ? <b>{title}</b> : null}
          {title && children ? ' ' : null}
          {children}
        </div>
      </div>
      {act}
    </>
  )
}

/** Beside what it is about: a tint, no border. */
export function Note(props: Props) {
  return (
    <div className={classes.note} data-kind={props.kind ?? 'neutral'} role={props.live ? 'status' : undefined}>
      <Inner {...props} />
    </div>
  )
}

/** One at most on a screen, under the header, full width. */
export function Banner(props: Props) {
  return (
    <div className={`${classes.note} ${classes.banner}`} data-kind={props.kind ?? 'neutral'} role={props.kind === 'problem' ? 'alert' : 'status'}>
      <Inner {...props} />
    </div>
  )
}
