import type { ProofFinding } from '../api/types'
import classes from './words-in-place.module.css'

/** Words of a text, as its editor finds them. */
export type Place = Pick<ProofFinding, 'place' | 'block' | 'start' | 'end' | 'words'>

const around = 44 // characters of the paragraph on either side

/** The words in their sentence, as they stand in the letter. */
export function WordsInPlace({ of: f }: { of: Place }) {
  const before = f.block.slice(Math.max(0, f.start - around), f.start)
  const after = f.block.slice(f.end, f.end + around)
  const cut = (s: string, at: 'start' | 'end') => (at === 'start' ? s.replace(/^\S*\s/u, '') : s.replace(/\s\S*$/u, ''))
  return (
    <p className={classes.words} dir="auto">
      {f.start > around ? `… ${cut(before, 'start')}` : before}
      <mark>{f.words}</mark>
      {f.block.length > f.end + around ? `${cut(after, 'end')} …` : after}
    </p>
  )
}
