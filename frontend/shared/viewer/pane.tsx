import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../ui/button'
import { Corners, seriesName, sidesOf } from './corners'
import { NotShown } from './decode/frame-info'
import type { Frames, Shown } from './frames'
import { type Look, startWindow } from './gray'
import { softwarePainter, type Painter } from './painter'
import { Rail } from './rail'
import type { Stack } from './stack'
import { useDrag, type Tool } from './use-drag'
import { useImage } from './use-image'
import { useRoom } from './use-room'
import { type Affine, affine, type Extent, type View } from './view'
import classes from './viewer.module.css'
import { useWords } from './words'

export type PaneProps = {
  frames: Frames
  stack: Stack
  /** The image that is asked for; what stands says its own number. */
  index: number
  view: View
  tool: Tool
  active: boolean
  onGo: (index: number) => void
  onView: (change: (v: View) => View) => void
  onActivate: () => void
  /** What stands now, for the tools beside it. */
  onShown: (shown: Shown | null, index: number) => void
}

export function extentOf(shown: Shown): Extent {
  return { columns: shown.picture.columns, rows: shown.picture.rows, aspect: shown.described.aspect }
}

/** The window in force: a person's, else the image's own; colors have none. */
export function windowOf(shown: Shown, view: View): { center: number; width: number } | null {
  if (shown.picture.kind === 'color') return null
  return view.window ?? startWindow(shown.described, shown.picture)
}

export function lookOf(shown: Shown, view: View): Look {
  const window = windowOf(shown, view) ?? { center: 127.5, width: 255 }
  const { described: d } = shown
  const own = view.window === null
  return {
    ...window,
    shape: own ? d.shape : 'linear',
    lut: own && d.windows.length === 0 ? d.voiLuts[0] : undefined,
    inverse: d.inverse !== view.inverted,
  }
}

/** One image window: the picture, what is said in its corners, its scroll bar. */
export function Pane(props: PaneProps) {
  const { frames, stack, index, view, active } = props
  const { t } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const { room, ratio } = useRoom(box)
  const [again, setAgain] = useState(0)
  const standing = useImage(frames, stack, index, again)
  const shown = standing.kind === 'shown' ? standing.shown : null
  const at = useMemo(() => (shown && room.width > 0 ? affine(extentOf(shown), view, room) : null), [shown, view, room])
  const { onShown } = props
  const standingIndex = standing.kind === 'nothing' ? index : standing.index
  useEffect(() => onShown(shown, standingIndex), [onShown, shown, standingIndex])
  useDrag(box, { ...props, shown, room, length: stack.slots.length })
  const name = seriesName(stack)
  return (
    <div
      ref={box}
      className={classes.pane}
      data-active={active || undefined}
      data-tool={props.tool}
      onPointerDownCapture={props.onActivate}
      onFocusCapture={props.onActivate}
      data-index={standing.kind === 'nothing' ? undefined : standing.index + 1}
    >
      {shown && at ? (
        <Drawn shown={shown} view={view} at={at} room={room} ratio={ratio} label={t('image.label', { series: name, number: standingIndex + 1, total: stack.slots.length })} />
      ) : null}
      {shown && at ? <Around {...props} index={standingIndex} shown={shown} at={at} percent={100 * Math.hypot(at.a, at.b) * ratio} /> : null}
      {standing.kind === 'refused' ? <Refused index={standing.index} fault={standing.fault} onAgain={() => setAgain(again + 1)} /> : null}
      {standing.kind === 'nothing' ? <span className="oso-hidden">{t('image.waiting', { series: name })}</span> : null}
      {stack.slots.length > 1 ? <Rail stack={stack} index={index} onGo={props.onGo} /> : null}
    </div>
  )
}

function Around({ stack, index, shown, view, at, percent }: PaneProps & { shown: Shown; at: Affine; percent: number }) {
  const sides = sidesOf(shown.described, at)
  return (
    <>
      <Corners stack={stack} index={index} described={shown.described} window={windowOf(shown, view)} percent={percent} />
      {sides ? (
        <>
          <span className={classes.side} data-at="left">
            {sides.left}
          </span>
          <span className={classes.side} data-at="top">
            {sides.top}
          </span>
        </>
      ) : null}
    </>
  )
}

function Drawn({ shown, view, at, room, ratio, label }: { shown: Shown; view: View; at: Affine; room: { width: number; height: number }; ratio: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<Painter>(null)
  useEffect(
    () => () => {
      painter.current?.dispose()
      painter.current = null
    },
    [],
  )
  // Before the browser paints: number and picture change in the same moment.
  useLayoutEffect(() => {
    if (!canvas.current) return
    painter.current ??= softwarePainter(canvas.current)
    painter.current.paint(shown.picture, lookOf(shown, view), at, room, ratio)
  }, [shown, view, at, room, ratio])
  return <canvas ref={canvas} className={classes.canvas} role="img" aria-label={label} />
}

function Refused({ index, fault, onAgain }: { index: number; fault: NotShown | Error; onAgain: () => void }) {
  const { t } = useWords()
  const known = fault instanceof NotShown
  return (
    <div className={classes.refused} role="alert">
      <h2>{t('why.title', { number: index + 1 })}</h2>
      <p>{known ? t(`why.${fault.why}`, { detail: fault.detail }) : fault.message || t('image.failed')}</p>
      {known ? <p className="oso-ink-2">{t('why.kept')}</p> : <Button onClick={onAgain}>{t('image.again')}</Button>}
    </div>
  )
}
