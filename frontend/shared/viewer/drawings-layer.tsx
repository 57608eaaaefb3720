import type { Drawing } from './presentation'
import { type Affine, apply } from './view'
import classes from './viewer.module.css'

/** What somebody else drew on an image. */
export function DrawingsLayer({ drawings, at }: { drawings: Drawing[]; at: Affine }) {
  return (
    <svg className={classes.drawings} aria-hidden>
      {drawings.map((d, i) => (
        <One key={i} drawing={d} at={at} />
      ))}
    </svg>
  )
}

function One({ drawing: d, at }: { drawing: Drawing; at: Affine }) {
  if (d.kind === 'text') {
    const p = apply(at, d.at)
    const to = d.to && apply(at, d.to.point)
    return (
      <>
        {to ? <line x1={p.x} y1={p.y} x2={to.x} y2={to.y} /> : null}
        <text x={p.x + 4} y={p.y}>
          {d.words.split(/\r\n?|\n/).map((line, i) => (
            <tspan key={i} x={p.x + 4} dy={i === 0 ? 0 : '1.3em'}>
              {line}
            </tspan>
          ))}
        </text>
      </>
    )
  }
  const [a, b, c, e] = d.points.map(p => apply(at, p))
  if (!a) return null
  const fill = d.filled ? 'currentColor' : 'none'
  if (d.kind === 'point') return <circle cx={a.x} cy={a.y} r={3} fill="currentColor" />
  if (d.kind === 'circle' && b) return <circle cx={a.x} cy={a.y} r={Math.hypot(b.x - a.x, b.y - a.y)} fill={fill} />
  if (d.kind === 'ellipse' && b && c && e) {
    const turn = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI
    const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2]
    return <ellipse cx={x} cy={y} rx={Math.hypot(b.x - a.x, b.y - a.y) / 2} ry={Math.hypot(e.x - c.x, e.y - c.y) / 2} transform={`rotate(${turn} ${x} ${y})`} fill={fill} />
  }
  return <polyline points={d.points.map(p => apply(at, p)).map(p => `${p.x},${p.y}`).join(' ')} fill={fill} />
}
