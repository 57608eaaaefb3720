import { useTranslation } from 'react-i18next'
import { useKeepPhoto } from '../../api/people/entry'
import type { Entry } from '../../api/types'
import { PictureChoice } from '../../lib/picture-choice'
import { Portrait } from '../../lib/portrait'
import classes from './people.module.css'

/** The photograph: chosen from a file, kept as a square without what came with it. */
export function PhotoField({ entry, photo, onPhoto }: { entry: Entry; photo: string; onPhoto: (sha256: string) => void }) {
  const { t } = useTranslation('console')
  const keep = useKeepPhoto(entry.id)
  return (
    <div className={classes.photo}>
      <Portrait name={entry.name} photo={photo} size="page" />
      <div className={classes.words}>
        <PictureChoice
          keep={keep}
          there={photo !== ''}
          words={{ choose: t('people.photoChoose'), other: t('people.photoOther'), away: t('people.photoAway'), sending: t('people.photoSending') }}
          className={classes.acts}
          onKept={onPhoto}
          onAway={() => onPhoto('')}
        >
          <p className="oso-small oso-ink-2">{t('people.photoHint')}</p>
        </PictureChoice>
      </div>
    </div>
  )
}
