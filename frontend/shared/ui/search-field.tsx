import { IconSearch } from '@tabler/icons-react'
import type { KeyboardEvent, Ref } from 'react'
import { Icon } from './icon'
import { Key } from './keys'
import classes from './search-field.module.css'

type Props = {
  /** What it finds; stands in it while it is empty. */
  label: string
  words: string
  onWords: (words: string) => void
  /** The key that leads here from elsewhere on the page, as it is shown. */
  chord?: string
  /** In a dialog or a sheet: it has the keys from the beginning. */
  begins?: boolean
  className?: string
  ref?: Ref<HTMLInputElement>
  onKeyDown?: (e: KeyboardEvent<HTMLInputElement>) => void
}

/** Where one types what is looked for. */
export function SearchField({ label, words, onWords, chord, begins, className, ref, onKeyDown }: Props) {
  return (
    <label className={[classes.field, className].filter(Boolean).join(' ')}>
      <Icon of={IconSearch} />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        data-autofocus={begins || undefined}
        value={words}
        onChange={e => onWords(e.target.value)}
        onKeyDown={onKeyDown}
      />
      {chord ? <Key>{chord}</Key> : null}
    </label>
  )
}
