import { Sheet } from '@shared/ui/dialog'
import { Key } from '@shared/ui/keys'
import { useTranslation } from 'react-i18next'
import classes from './work-list.module.css'

const keys = [
  [['J', '↓'], 'next'],
  [['K', '↑'], 'before'],
  [['Enter'], 'open'],
  [['X'], 'choose'],
  [['G'], 'give'],
  [['T'], 'take'],
  [['D'], 'done'],
  [['L'], 'later'],
  [['R'], 'show'],
  [['/'], 'search'],
  [['Esc'], 'clear'],
  [['?'], 'help'],
] as const

/** Every key of the list, in words. */
export function KeysSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('console')
  return (
    <Sheet open={open} onClose={onClose} title={t('listKeys.title')}>
      <dl className={classes.keys}>
        {keys.map(([caps, does]) => (
          <div key={does}>
            <dt>
              {caps.map(k => (
                <Key key={k}>{k}</Key>
              ))}
            </dt>
            <dd>{t(`listKeys.${does}`)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  )
}
