import { formatTime } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Banner } from '@shared/ui/notice'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../api/client'
import { passes } from './tried-again'
import classes from './save-banner.module.css'

/** What is written and saved by itself. */
export type Saving = { state: 'saved' | 'unsaved' | 'saving'; fault: Fault | null; savedAt: string; flush: () => Promise<boolean>; keepMine: () => Promise<boolean> }

type Props = {
  draft: Saving
  /** The version was signed, returned or followed elsewhere: it is no longer what is stored. */
  moved: boolean
  /** Gives up what is here for what is stored. */
  onLoad: () => Promise<void>
}

/** Why the last save failed, what is kept, and what can be done about it. */
export function SaveBanner({ draft, moved, onLoad }: Props) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const { fault } = draft
  if (moved || fault?.kind === 'conflict') return <Choice draft={draft} moved={moved} onLoad={onLoad} />
  // Signing in again lies over the page then.
  if (!fault || fault.kind === 'unauthenticated') return null
  const again = (
    <Button busy={draft.state === 'saving' && t('write.saving')} onClick={() => void draft.flush()}>
      {t('write.saveAgain')}
    </Button>
  )
  if (fault.kind === 'unreachable') {
    return (
      <Banner kind="problem" title={t('write.noLine')} act={again}>
        {t('write.noLineKept', { time: formatTime(draft.savedAt) })}
      </Banner>
    )
  }
  return (
    <Banner kind="problem" title={fault.message || shared('fault.unknown')} act={again}>
      {passes(fault) ? t('write.keptRetry') : t('write.keptHere')}
    </Banner>
  )
}

/** Two stand against each other: the author says which one stays. */
function Choice({ draft, moved, onLoad }: Props) {
  const { t } = useTranslation('console')
  const [doing, setDoing] = useState<'keep' | 'load' | ''>('')
  const run = (what: 'keep' | 'load', act: () => Promise<unknown>) => {
    setDoing(what)
    void act().finally(() => setDoing(''))
  }
  return (
    <Banner
      kind="problem"
      title={moved ? t('write.moved') : t('write.conflict')}
      act={
        <div className={classes.choices}>
          {moved ? null : (
            <div>
              <Button busy={doing === 'keep' && t('write.saving')} onClick={() => run('keep', draft.keepMine)}>
                {t('write.keepMine')}
              </Button>
              <small>{t('write.keepMineMeans')}</small>
            </div>
          )}
          <div>
            <Button busy={doing === 'load' && t('case.loading')} onClick={() => run('load', onLoad)}>
              {t('write.reload')}
            </Button>
            <small>{t('write.reloadMeans')}</small>
          </div>
        </div>
      }
    >
      {t('write.stillHere')}
    </Banner>
  )
}
