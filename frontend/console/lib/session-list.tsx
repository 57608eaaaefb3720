import { formatMoment } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../api/types'
import classes from './session-list.module.css'

type Props = { sessions: readonly SessionView[]; busy: boolean; onEnd: (session: string) => void }

/** Where somebody is signed in, and since when. */
export function SessionList({ sessions, busy, onEnd }: Props) {
  const { t } = useTranslation('console')
  const [pressed, setPressed] = useState<string | null>(null) // '': all others
  const press = (session: string) => {
    if (busy) return
    setPressed(session)
    onEnd(session)
  }
  if (sessions.length === 0) return <p className="oso-ink-2">{t('sessions.none')}</p>
  const others = sessions.filter(s => !s.here).length
  return (
    <>
      <ul className={classes.list}>
        {sessions.map((s, i) => (
          <li key={s.id || i}>
            <span className={classes.words}>
              <b>{s.browser || t('sessions.unknown')}</b>
              <span className="oso-small oso-ink-2">
                {[s.here ? t('sessions.here') : t('sessions.seen', { at: formatMoment(s.seen) }), s.network, t('sessions.since', { at: formatMoment(s.since) })].filter(Boolean).join(', ')}
              </span>
            </span>
            {s.here ? null : (
              <Button kind="link" aria-label={t('sessions.endOne', { browser: s.browser || t('sessions.unknown') })} aria-busy={(busy && pressed === s.id) || undefined} onClick={() => press(s.id)}>
                {busy && pressed === s.id ? t('dialog.doing') : t('sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others > 1 ? (
        <p>
          <Button busy={busy && pressed === '' && t('dialog.doing')} onClick={() => press('')}>
            {t('sessions.endAll', { count: others })}
          </Button>
        </p>
      ) : null}
    </>
  )
}
