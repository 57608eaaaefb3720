import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import type { Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/button'
import { Icon } from '../../ui/icon'
import classes from './pdf.module.css'
import type { Found } from './use-find'

type Props = { ref: Ref<HTMLInputElement>; words: string; found: Found; at: number; pages: number; onWords: (s: string) => void; onStep: (by: 1 | -1) => void; onClose: () => void }

/** What is looked for in one PDF: how often it is there, and what was not searched. */
export function FindBar({ ref, words, found, at, pages, onWords, onStep, onClose }: Props) {
  const { t } = useTranslation('shared')
  const count = found.hits.length
  const says =
    found.words === ''
      ? ''
      : count > 0
        ? at >= 0
          ? t(found.more ? 'pdf.hitOfMore' : 'pdf.hitOf', { number: at + 1, count })
          : t('pdf.hits', { count })
        : found.done
          ? t(found.pictures === pages ? 'pdf.noText' : 'pdf.noHit')
          : t('pdf.searching', { number: found.looked, count: pages })
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
        {found.done && found.pictures > 0 && found.pictures < pages ? ` ${t('pdf.pictures', { count: found.pictures })}` : ''}
        {found.done && found.broken > 0 ? ` ${t('pdf.notSearched', { count: found.broken })}` : ''}
      </p>
    </div>
  )
}
