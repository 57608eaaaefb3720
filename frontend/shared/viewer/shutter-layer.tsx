import { holes, type Shutter } from './shutter'
import type { Affine, Extent } from './view'
import classes from './viewer.module.css'

/** What a state covers of an image. */
export function ShutterLayer({ shutter, extent: { columns, rows }, at }: { shutter: Shutter; extent: Extent; at: Affine }) {
  const { gray } = shutter
  return (
    <svg className={classes.drawings} aria-hidden>
      <g transform={`matrix(${at.a} ${at.b} ${at.c} ${at.d} ${at.e} ${at.f})`}>
        {holes(shutter).map(hole => (
          <path key={hole} className={classes.shutter} d={`M0 0H${columns}V${rows}H0Z${hole}`} fillRule="evenodd" fill={`rgb(${gray} ${gray} ${gray})`} />
        ))}
      </g>
    </svg>
  )
}
