import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepPhoto } from '../../api/people/entry'
import type { Entry } from '../../api/types'
import classes from './people.module.css'
import { Portrait } from '../../lib/portrait'

/** The photograph: chosen from a file, kept as a square without what came with it. */
export function PhotoField({ entry, photo, onPhoto }: { entry: Entry; photo: string; onPhoto: (sha256: string) => void }) {
  const { t } = useTranslation('console')
  const keep = useKeepPhoto(entry.id)
  const input = useRef<HTMLInputElement>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  return (
    <div className={classes.photo}>
      <Portrait name={entry.name} photo={photo} size="page" />
      <div className={classes.words}>
        <div className={classes.acts}>
          <input
            ref={input}
            type="file"
            accept="image/jpeg,image/png"
            hidden
            onChange={e => {
              const file = e.target.files?.[0]
              e.target.value = '' // the same file may be chosen again
              if (!file) return
              setFault(null)
              after(keep.mutateAsync(file), { done: onPhoto, failed: setFault })
            }}
          />
          <Button busy={keep.isPending && t('people.photoSending')} onClick={() => input.current?.click()}>
            {photo ? t('people.photoOther') : t('people.photoChoose')}
          </Button>
          {photo ? (
            <Button kind="link" onClick={() => onPhoto('')}>
              {t('people.photoAway')}
            </Button>
          ) : null}
        </div>
        <p className="oso-small oso-ink-2">{t('people.photoHint')}</p>
        {fault ? (
          <Note kind="problem" live>
            {fault.message}
          </Note>
        ) : null}
      </div>
    </div>
  )
}
