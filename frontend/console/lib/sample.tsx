import type { ReactNode } from 'react'
import classes from './sample.module.css'

/** How something reads where it arrives: a mail, the end of a letter. */
export function Sample({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <figure className={classes.sample}>
      <figcaption className="oso-small oso-ink-2">{caption}</figcaption>
      {children}
    </figure>
  )
}
