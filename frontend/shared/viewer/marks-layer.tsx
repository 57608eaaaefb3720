import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import type { Shown } from './frames'
import { angle, distance, inside, type Mark, rounded, valueWords } from './marks'
import { type Affine, apply, invert, type Point } from './view'
import classes from './viewer.module.css'
import { useWords } from './words'

type Props = {
  /** What measures are of; arrows need none. */
  shown: Shown | null
  at: Affine
  marks: Mark[]
  /** In the chosen window. */
  active: boolean
  onChange: (mark: Mark) => void
  onRemove: (id: Mark['id']) => void
}

/** The measures and arrows of an image over it. Each of one's own can be taken hold of, by the pointer or by the keys, and removed. */
export function MarksLayer({ shown, at, marks, active, onChange, onRemove }: Props) {
  return (
    <svg className={classes.marks}>
      {marks.map(m => (
        <Drawn key={m.id} mark={m} shown={shown} at={at} active={active} onChange={onChange} onRemove={onRemove} />
      ))}
    </svg>
  )
}

/** What a measure says. */
function useMarkWords(): (mark: Mark, shown: Shown | null) => string[] {
  const { t } = useWords()
  return ({ kind, points }, shown) => {
    const [a, b, c] = points
    if (!a || !shown || kind === 'arrow') return []
    const { described: d, picture } = shown
    if (kind === 'point') return [valueWords(picture, d.unit, a) ?? t('mark.beside')]
    if (!b) return []
    if (kind === 'length') {
      const { value, unit } = distance(d, a, b)
      const words = unit === 'mm' ? `${value < 10 ? value.toFixed(1) : Math.round(value)}\u00a0mm` : t('mark.pixels', { count: Math.round(value) })
      return unit === 'mm' && d.atDetector ? [words, t('mark.detector')] : [words]
    }
    if (kind === 'angle') return c ? [`${angle(d, [a, b, c]).toFixed(1)}°`] : []
    const r = inside(d, picture, [a, b])
    const round = rounded(r)
    return [
      r.count > 0 ? t('mark.mean', { mean: round(r.mean), deviation: round(r.deviation), unit: d.unit }).trim() : '',
      r.count > 0 ? t('mark.range', { min: round(r.min), max: round(r.max) }) : '',
      r.area !== null ? `${r.area >= 100 ? Math.round(r.area) : r.area.toFixed(1)}\u00a0mm²` : '',
      r.area !== null && d.atDetector ? t('mark.detector') : '',
    ].filter(Boolean)
  }
}

function Drawn({ mark, shown, at, active, onChange, onRemove }: { mark: Mark; shown: Shown | null; at: Affine; active: boolean; onChange: Props['onChange']; onRemove: Props['onRemove'] }) {
  const { t } = useWords()
  const says = useMarkWords()
  const onScreen = mark.points.map(p => apply(at, p))
  const words = says(mark, shown)
  // The point that goes with Shift.
  const [chosen, setChosen] = useState(mark.points.length - 1)
  const [a, b, c] = onScreen
  if (!a) return null
  const shapes = [classes.markReach, classes.markUnder, classes.markLine].map(name => <Shape key={name} className={name} kind={mark.kind} a={a} b={b} c={c} />)
  if (mark.fixed) return <g aria-hidden>{shapes.slice(1)}</g>
  const keys = (e: KeyboardEvent) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key]
    if (e.key === 'Delete' || e.key === 'Backspace') onRemove(mark.id)
    // With Shift one point alone, the last until another is chosen: the measure grows, the arrow points elsewhere.
    else if (by) onChange(moved(mark, e.shiftKey ? chosen : null, { x: (by[0] ?? 0) * (e.ctrlKey ? 10 : 1), y: (by[1] ?? 0) * (e.ctrlKey ? 10 : 1) }))
    else if (e.key.toLowerCase() === 'n' && mark.points.length > 1) setChosen((chosen + 1) % mark.points.length)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const end = onScreen.at(-1) ?? a
  const label = mark.kind === 'ellipse' && b ? { x: Math.max(a.x, b.x) + 8, y: (a.y + b.y) / 2 } : { x: end.x + 8, y: end.y - 8 }
  return (
    <g className={classes.mark} data-mark={mark.id} tabIndex={active ? 0 : -1} role="button" aria-label={t(`mark.${mark.kind}`, { words: words.join(', ') })} onKeyDown={keys}>
      <Grip at={at} onMove={by => onChange(moved(mark, null, by))}>
        {shapes}
      </Grip>
      {onScreen.map((p, i) => (
        <Grip key={i} at={at} onMove={by => onChange(moved(mark, i, by))}>
          <circle className={classes.handle} data-chosen={(i === chosen && mark.points.length > 1) || undefined} cx={p.x} cy={p.y} r={7} />
        </Grip>
      ))}
      {words.map((line, i) => (
        <text key={i} className={classes.markWords} x={label.x} y={label.y + i * 18}>
          {line}
        </text>
      ))}
    </g>
  )
}

/** What the pointer takes hold of and moves, in the image's pixels. */
function Grip({ at, onMove, children }: { at: Affine; onMove: (by: Point) => void; children: ReactNode }) {
  const last = useRef<Point | null>(null)
  const image = (e: PointerEvent) => {
    const r = e.currentTarget.closest('svg')?.getBoundingClientRect()
    return apply(invert(at), { x: e.clientX - (r?.left ?? 0), y: e.clientY - (r?.top ?? 0) })
  }
  return (
    <g
      onPointerDown={e => {
        if (e.button !== 0) return
        e.currentTarget.setPointerCapture(e.pointerId)
        last.current = image(e)
      }}
      onPointerMove={e => {
        if (!last.current) return
        const to = image(e)
        onMove({ x: to.x - last.current.x, y: to.y - last.current.y })
        last.current = to
      }}
      onPointerUp={() => (last.current = null)}
    >
      {children}
    </g>
  )
}

function Shape({ className, kind, a, b, c }: { className: string | undefined; kind: Mark['kind']; a: Point; b?: Point; c?: Point }) {
  if (kind === 'point') return <path className={className} d={`M${a.x - 9} ${a.y}h6M${a.x + 3} ${a.y}h6M${a.x} ${a.y - 9}v6M${a.x} ${a.y + 3}v6`} />
  if (!b) return null
  if (kind === 'ellipse') return <ellipse className={className} cx={(a.x + b.x) / 2} cy={(a.y + b.y) / 2} rx={Math.abs(a.x - b.x) / 2} ry={Math.abs(a.y - b.y) / 2} />
  if (kind === 'arrow') return <path className={className} data-arrow d={arrowPath(a, b)} />
  if (kind === 'angle') return <path className={className} d={`M${a.x} ${a.y}L${b.x} ${b.y}${c ? `L${c.x} ${c.y}` : ''}`} />
  // Short strokes across both ends.
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const [nx, ny] = [(-(b.y - a.y) / length) * 6, ((b.x - a.x) / length) * 6]
  const cap = (p: Point) => `M${p.x - nx} ${p.y - ny}L${p.x + nx} ${p.y + ny}`
  return <path className={className} d={`M${a.x} ${a.y}L${b.x} ${b.y}${cap(a)}${cap(b)}`} />
}

/** A line with a head at its end. */
function arrowPath(a: Point, b: Point): string {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length]
  const wing = (side: number) => `${b.x - 13 * ux - side * 5.5 * uy} ${b.y - 13 * uy + side * 5.5 * ux}`
  return `M${a.x} ${a.y}L${b.x - 9 * ux} ${b.y - 9 * uy}M${b.x} ${b.y}L${wing(1)}L${wing(-1)}Z`
}

function moved(mark: Mark, index: number | null, by: Point): Mark {
  return { ...mark, points: mark.points.map((p, i) => (index === null || i === index ? { x: p.x + by.x, y: p.y + by.y } : p)) }
}
