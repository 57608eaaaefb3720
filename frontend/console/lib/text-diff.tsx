import { diffWords } from './diff'
import classes from './text-diff.module.css'

/** What a text says otherwise than the one before it, word by word. */
export function TextDiff({ before, now }: { before: string; now: string }) {
  return (
    <p className={`${classes.text} ${classes.marked}`} dir="auto">
      {diffWords(before, now).map((p, i) => (p.kind === 'gone' ? <del key={i}>{p.text}</del> : p.kind === 'added' ? <ins key={i}>{p.text}</ins> : <span key={i}>{p.text}</span>))}
    </p>
  )
}
