import classes from './series-quality.module.css'

/** How good a series is to read, from its headers alone; what that may keep a reader from seeing; and what it means for what the case asks. */
export function SeriesQuality({ line, means, asked }: { line: string; means: string; asked: string }) {
  return (
    <p className={classes.quality}>
      <bdi>{line}</bdi>
      {means ? <span className={classes.means}>{means}</span> : null}
      {asked ? <span className={classes.means}>{asked}</span> : null}
    </p>
  )
}
