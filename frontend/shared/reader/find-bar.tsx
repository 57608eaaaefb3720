import { IconChevronDown, IconChevronUp, IconSearch, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import classes from './reader.module.css'
import type { Finder } from './use-finder'

type Props = { finder: Finder; count: number; says: string; onStep: (by: 1 | -1) => void }

/** What is looked for in one record: how often it is there, and what was not searched. */
export function FindBar({ finder: { open, typed, field, type, leave }, count, says, onStep }: Props) {
  const { t } = useTranslation('shared')
  if (!open) return null
  return (
    <div className={classes.find} role="search">
      <input
        ref={field}
        type="search"
        aria-label={t('pdf.search')}
        placeholder={t('pdf.searchIn')}
        autoComplete="off"
        dir="auto"
        value={typed}
        onChange={e => type(e.target.value)}
        onKeyDown={e => {
          if (e.key === 'Enter') onStep(e.shiftKey ? -1 : 1)
        }}
      />
      <IconButton label={t('pdf.previous')} disabled={count === 0} onClick={() => onStep(-1)}>
        <Icon of={IconChevronUp} />
      </IconButton>
      <IconButton label={t('pdf.next')} disabled={count === 0} onClick={() => onStep(1)}>
        <Icon of={IconChevronDown} />
      </IconButton>
      <IconButton label={t('pdf.leaveSearch')} onClick={leave}>
        <Icon of={IconX} />
      </IconButton>
      <p className={classes.says} role="status">
        {says}
      </p>
    </div>
  )
}

/** Opens and closes the search. */
export function FindButton({ finder }: { finder: Finder }) {
  const { t } = useTranslation('shared')
  return (
    <IconButton label={t('pdf.search')} aria-pressed={finder.open} onClick={finder.toggle}>
      <Icon of={IconSearch} />
    </IconButton>
  )
}
