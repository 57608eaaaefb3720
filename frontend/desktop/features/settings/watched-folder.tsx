import { Button } from '@shared/ui/button'
import { useTranslation } from 'react-i18next'
import { useWatch, useWatched } from '../../api/disc/watched'
import { FaultNote } from '../../lib/fault-view'

/** A folder where discs and downloads arrive: what is new there is offered on the list. */
export function WatchedFolder() {
  const { t } = useTranslation('desktop')
  const folder = useWatched().data
  const watch = useWatch()
  return (
    <>
      <p className="oso-ink-2">{folder ? <bdi>{t('disc.watching', { folder })}</bdi> : t('disc.watchNone')}</p>
      <div style={{ display: 'flex', gap: '0.5rem', marginTop: '0.75rem' }}>
        <Button busy={watch.isPending && t('disc.watchAsking')} onClick={() => watch.mutate(true)}>
          {folder ? t('disc.watchOther') : t('disc.watch')}
        </Button>
        {folder ? (
          <Button kind="plain" onClick={() => watch.mutate(false)}>
            {t('disc.unwatch')}
          </Button>
        ) : null}
      </div>
      <FaultNote fault={watch.error} />
    </>
  )
}
