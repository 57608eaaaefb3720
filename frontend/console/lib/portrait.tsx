import { photoAt } from '../api/people/entry'
import classes from './portrait.module.css'

/** Somebody's photograph, or the beginnings of the names. The name stands beside it. */
export function Portrait({ name, photo, size = 'line' }: { name: string; photo: string; size?: 'line' | 'page' }) {
  const words = name.split(/\s+/).filter(w => /^\p{L}/u.test(w) && !/^(Dr|Prof)\.?$/.test(w))
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map(w => [...(w ?? '')][0] ?? '').join('')
  return (
    <span className={classes.portrait} data-size={size} aria-hidden="true">
      {photo ? <img src={photoAt(photo)} alt="" loading="lazy" /> : initials}
    </span>
  )
}
