import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../ui/button'
import { Corners, seriesName, sidesOf } from './corners'
import { NotShown } from './decode/frame-info'
import { FilmSaves, type Ways } from './film-saves'
import type { Frames, Shown } from './frames'
import { DrawingsLayer } from './drawings-layer'
import { type DrawKind, drawKinds, type Mark } from './marks'
import { lookOf, windowOf } from './look'
import { MarksLayer } from './marks-layer'
import { OverlayLayer } from './overlay-layer'
import { Picture } from './picture-canvas'
import type { Overlay } from './overlay'
import { type Drawing, drawingsOn, isAbout, isOfOtherValues, type Presentation } from './presentation'
import type { ViewerProps } from './props'
import { Rail } from './rail'
import { crossing, type Plane, planeOf } from './space'
import { SegmentsLayer } from './segments-layer'
import { ShutterLayer } from './shutter-layer'
import type { Stack } from './stack'
import { extentOf, subjectOf, viewOf } from './subject'
import { Under } from './under'
import { useDrag, type Tool } from './use-drag'
import { useDrawing } from './use-drawing'
import { useImage } from './use-image'
import type { Rendering } from './use-rendering'
import { useRoom } from './use-room'
import type { Drawn } from './use-segmentations'
import { type Affine, affine, apply, type Point, type Size, type View } from './view'
import classes from './viewer.module.css'
import { useWords } from './words'

export type PaneProps = {
  /** Which of the windows it is. */
  number: number
  frames: Frames
  stack: Stack
  /** The image that is asked for; what stands says its own number. */
  index: number
  /** What a person did. */
  view: View
  tool: Tool
  active: boolean
  /** The only one: it needs no edge to say that it is chosen. */
  alone: boolean
  /** Another image whose plane crosses this one. */
  crossed?: { plane: Plane; columns: number; rows: number }
  /** The presentation state that is applied to the images that it names. */
  presentation: Presentation | null
  /** What is drawn over the images that it lies on. */
  segmentations: Drawn[]
  /** A place that a citation points at. */
  point?: Point
  marks: Mark[]
  rendering: Rendering
  onMark: (mark: Mark) => void
  onUnmark: (id: Mark['id']) => void
  /** A mark has all its points. */
  onMarked: (mark: Mark) => void
  saves?: ViewerProps['saves']
  /** Where key images are in the series. */
  keys: number[]
  onGo: (pane: number, index: number) => void
  onView: (pane: number, change: (v: View) => View) => void
  onActivate: (pane: number) => void
  /** What stands now, for the tools beside it. */
  onShown: (pane: number, shown: Shown | null, index: number) => void
}

const noOverlays: Overlay[] = []

/** One image window: the picture, what is said in its corners, what is drawn on it, its scroll bar. */
export function Pane(props: PaneProps) {
  const { number, frames, stack, index, active, tool, presentation, onShown, onGo, onView, onActivate } = props
  const { t } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const { room, ratio } = useRoom(box)
  const [again, setAgain] = useState(0)
  const standing = useImage(frames, stack, index, again)
  const shown = standing.kind === 'shown' ? standing.shown : null
  const slot = standing.kind === 'shown' ? stack.slots[standing.index] : undefined
  const view = useMemo(() => viewOf(props.view, presentation, shown, slot), [props.view, presentation, shown, slot])
  const drawings = shown && slot ? drawingsOn(presentation, subjectOf(shown, slot.instance.uid), extentOf(shown)) : []
  const state = shown && slot && presentation && isAbout(presentation.images, slot.instance.uid, slot.place.frame) ? presentation : null
  const at = useMemo(() => (shown && room.width > 0 ? affine(extentOf(shown), view, room) : null), [shown, view, room])
  const standingIndex = standing.kind === 'nothing' ? index : standing.index
  // Before it is painted: a key that is pressed at once means the image that is seen.
  useLayoutEffect(() => onShown(number, shown, standingIndex), [onShown, number, shown, standingIndex])
  const go = useCallback((to: number) => onGo(number, to), [onGo, number])
  const change = useCallback((how: (v: View) => View) => onView(number, how), [onView, number])
  const kind: DrawKind | null = drawKinds.find(k => k === tool) ?? null
  useDrag(box, { tool, shown, view, room, index, length: stack.slots.length, onGo: go, onView: change })
  useDrawing(box, { kind, at, onChange: props.onMark, onRemove: props.onUnmark, onDone: props.onMarked })
  const name = seriesName(stack)
  const label = t('image.label', { series: name, number: standingIndex + 1, total: stack.slots.length })
  return (
    <div
      ref={box}
      className={classes.pane}
      tabIndex={-1}
      data-active={active || undefined}
      data-alone={props.alone || undefined}
      data-tool={tool}
      data-index={standing.kind === 'nothing' ? undefined : standing.index + 1}
      data-shows={slot?.place.record}
      onPointerDownCapture={() => onActivate(number)}
      onFocusCapture={() => onActivate(number)}
    >
      {shown && at ? <Picture shown={shown} look={lookOf(shown, view)} at={at} room={room} ratio={ratio} label={label} rendering={props.rendering} /> : null}
      {shown && at && state?.shutter ? <ShutterLayer shutter={state.shutter} extent={extentOf(shown)} at={at} /> : null}
      {shown && at && slot && props.segmentations.length > 0 ? <SegmentsLayer drawn={props.segmentations} shown={shown} slot={slot} at={at} room={room} ratio={ratio} /> : null}
      {shown && at ? <Over {...props} drawings={drawings} overlays={state?.overlays ?? noOverlays} shown={shown} at={at} room={room} ratio={ratio} /> : null}
      {shown && at ? <Around stack={stack} index={standingIndex} shown={shown} view={view} at={at} percent={100 * Math.hypot(at.a, at.b) * ratio} /> : null}
      {shown && at ? <Under box={box} shown={shown} at={at} /> : null}
      {shown && slot && isOfOtherValues(presentation, subjectOf(shown, slot.instance.uid)) ? (
        <p className={classes.unlaid} role="status">
          {t('others.otherValues')}
        </p>
      ) : null}
      {standing.kind === 'refused' ? <Refused index={standing.index} fault={standing.fault} film={filmOf(stack, standing.index, props.saves)} onAgain={() => setAgain(again + 1)} /> : null}
      {standing.kind === 'nothing' ? <span className={classes.waiting}>{t('image.waiting', { series: name })}</span> : null}
      {stack.slots.length > 1 ? <Rail stack={stack} index={index} keys={props.keys} active={active} onGo={go} /> : null}
      {/* Without a scroll bar something else must take the keys. */}
      {stack.slots.length > 1 ? null : <span className={classes.keys} tabIndex={active ? 0 : -1} role="group" aria-label={label} />}
    </div>
  )
}

/** What lies over the picture: another image's plane, others' drawings, a cited place, measures. */
function Over({ shown, at, room, ratio, crossed, drawings, overlays, point, marks, active, onMark, onUnmark }: PaneProps & { drawings: Drawing[]; overlays: Overlay[]; shown: Shown; at: Affine; room: Size; ratio: number }) {
  const plane = crossed && planeOf(shown.described)
  const line = plane && crossing(plane, crossed.plane, crossed)?.map(p => apply(at, p))
  const place = point && apply(at, point)
  const [from, to] = line ?? []
  return (
    <>
      {shown.described.overlays.length > 0 ? <OverlayLayer overlays={shown.described.overlays} at={at} room={room} ratio={ratio} /> : null}
      {overlays.length > 0 ? <OverlayLayer overlays={overlays} at={at} room={room} ratio={ratio} /> : null}
      {from && to ? (
        <svg className={classes.crossing} aria-hidden>
          <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
        </svg>
      ) : null}
      {drawings.length > 0 ? <DrawingsLayer drawings={drawings} at={at} /> : null}
      {place ? (
        <svg className={classes.cited} data-cited aria-hidden>
          <path d={`M${place.x - 16} ${place.y}h10M${place.x + 6} ${place.y}h10M${place.x} ${place.y - 16}v10M${place.x} ${place.y + 6}v10`} />
        </svg>
      ) : null}
      <MarksLayer shown={shown} at={at} marks={marks} active={active} onChange={onMark} onRemove={onUnmark} />
    </>
  )
}

function Around({ stack, index, shown, view, at, percent }: { stack: Stack; index: number; shown: Shown; view: View; at: Affine; percent: number }) {
  const sides = sidesOf(shown.described, at)
  return (
    <>
      <Corners stack={stack} index={index} described={shown.described} window={lookOf(shown, view).lut ? null : windowOf(shown, view)} percent={percent} />
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

/** How the film at a place is saved; undefined where it is none. */
function filmOf(stack: Stack, index: number, saves: PaneProps['saves']): Ways | undefined {
  const instance = stack.slots[index]?.instance
  return instance?.film ? saves?.(instance) : undefined
}

function Refused({ index, fault, film, onAgain }: { index: number; fault: NotShown | Error; film?: Ways; onAgain: () => void }) {
  const { t } = useWords()
  if (film) {
    return (
      <div className={classes.refused} role="group" aria-label={t('film.title')}>
        <h2>{t('film.title')}</h2>
        <p>{t('film.what')}</p>
        <FilmSaves ways={film} />
      </div>
    )
  }
  const known = fault instanceof NotShown
  return (
    <div className={classes.refused} role="alert">
      <h2>{t('why.title', { number: index + 1 })}</h2>
      <p>{known ? t(`why.${fault.why}`, { detail: fault.detail }) : fault.message || t('image.failed')}</p>
      {known ? <p className="oso-ink-2">{t('why.kept')}</p> : <Button onClick={onAgain}>{t('image.again')}</Button>}
    </div>
  )
}
