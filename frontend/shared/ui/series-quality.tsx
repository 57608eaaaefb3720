import classes from './series-quality.module.css'

/** How good a series is to read, from its headers alone, and what that may keep a reader from seeing. */
export function SeriesQuality({ line, means }: { line: string; means: string }) {
  return (
    <p className={classes.quality}>
      <bdi>{line}</bdi>
      {means ? <span className={classes.means}>{means}</span> : null}
    </p>
  )
}
