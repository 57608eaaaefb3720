import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import type { Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import classes from './reader.module.css'

type Props = { ref: Ref<HTMLInputElement>; words: string; count: number; says: string; onWords: (s: string) => void; onStep: (by: 1 | -1) => void; onClose: () => void }

/** What is looked for in one record: how often it is there, and what was not searched. */
export function FindBar({ ref, words, count, says, onWords, onStep, onClose }: Props) {
  const { t } = useTranslation('shared')
  return (
    <div className={classes.find} role="search">
      <input
        ref={ref}
        type="search"
        aria-label={t('pdf.search')}
        placeholder={t('pdf.searchIn')}
        autoComplete="off"
        dir="auto"
        value={words}
        onChange={e => onWords(e.target.value)}
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
      <IconButton label={t('pdf.leaveSearch')} onClick={onClose}>
        <Icon of={IconX} />
      </IconButton>
      <p className={classes.says} role="status">
        {says}
      </p>
    </div>
  )
}
