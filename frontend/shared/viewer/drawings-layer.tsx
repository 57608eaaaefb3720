import { type Drawing, ellipseThrough } from './presentation'
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
    const { middle: m, rx, ry, turn } = ellipseThrough(a, b, c, e)
    return <ellipse cx={m.x} cy={m.y} rx={rx} ry={ry} transform={`rotate(${(turn * 180) / Math.PI} ${m.x} ${m.y})`} fill={fill} />
  }
  return <polyline points={d.points.map(p => apply(at, p)).map(p => `${p.x},${p.y}`).join(' ')} fill={fill} />
}
