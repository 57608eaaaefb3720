import classes from './person-name.module.css'

/**
 * A person's name in one line: where there is no room for all of it, given names
 * are cut and the surname stays, since people are looked for by it. Without a
 * surname the last word is taken for one.
 */
export function PersonName({ name, surname, strong }: { name: string; surname?: string; strong?: boolean }) {
  const at = surname && name.endsWith(surname) ? name.length - surname.length : name.trimEnd().lastIndexOf(' ') + 1
  const gap = name.slice(0, at).trimEnd().length // the space stays, whatever is cut
  return (
    <bdi className={classes.name} style={strong ? { fontWeight: 600 } : undefined}>
      {gap > 0 ? <span className={classes.given}>{name.slice(0, gap)}</span> : null}
      <span className={classes.surname}>{name.slice(gap)}</span>
    </bdi>
  )
}
