import { IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import classes from './viewer.module.css'
import { useWords } from './words'

const rows = [
  ['around', 'Tab, Shift + Tab'],
  ['next', '↓ →'],
  ['before', '↑ ←'],
  ['far', 'Page Up, Page Down'],
  ['ends', 'Home, End'],
  ['run', 'Space'],
  ['tools', 'S W Z P'],
  ['measures', 'L A E'],
  ['measure', 'Enter'],
  ['value', 'V'],
  ['grow', 'Shift + ↑ ↓ ← →'],
  ['point', 'N'],
  ['further', 'Ctrl + ↑ ↓ ← →'],
  ['remove', 'Delete'],
  ['windows', '1 2 3 4'],
  ['width', '[ ]'],
  ['level', ', .'],
  ['zoom', '+ −'],
  ['move', 'Shift + ↑ ↓ ← →'],
  ['fit', 'F O'],
  ['turn', 'T M I'],
  ['tags', 'G'],
  ['key', 'K'],
  ['arrow', 'D'],
  ['cite', 'Q'],
  ['compare', 'C'],
  ['beside', 'X'],
  ['reset', 'R'],
] as const

/** What the keys do. */
export function KeyList({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    box.current?.querySelector('button')?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <section
      ref={box}
      className={classes.tags}
      aria-label={t('keys.title')}
      onKeyDown={e => {
        e.stopPropagation()
        if (e.key === 'Escape' || e.key === '?') onClose()
      }}
    >
      <div className={classes.tagsHead}>
        <h2>{t('keys.title')}</h2>
        <IconButton label={t('keys.close')} onClick={onClose}>
          <Icon of={IconX} />
        </IconButton>
      </div>
      <div className={classes.tagsList} tabIndex={0} role="group" aria-label={t('keys.title')}>
        <table>
          <tbody>
            {rows.map(([what, keys]) => (
              <tr key={what}>
                <th scope="row">{t(`keys.${what}`)}</th>
                <td>{keys}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
