import { useState } from 'react'
import { after } from '../after'
import { Button, ButtonSave } from '../ui/button'
import classes from './viewer.module.css'
import { useWords } from './words'

/** How a record is saved: from an address, by the browser, or by asking where to; false where the person chose no place. */
export type Way = { address: string } | { save: () => Promise<boolean> }

export type Ways = { film: Way; file: Way }

/** A film is saved as the film that it is, or with the DICOM file around it. */
export function FilmSaves({ ways }: { ways: Ways }) {
  const { t } = useWords()
  const [says, setSays] = useState<{ words: string; fault: boolean } | null>(null)
  const one = (kind: keyof Ways) => {
    const way = ways[kind]
    const primary = kind === 'film' ? 'primary' : undefined
    if ('address' in way) {
      return (
        <ButtonSave kind={primary} href={way.address}>
          {t(`film.${kind}`)}
        </ButtonSave>
      )
    }
    return (
      <Button
        kind={primary}
        onClick={() => {
          setSays(null)
          after(way.save(), {
            done: saved => setSays(saved ? { words: t('film.saved'), fault: false } : null),
            failed: fault => setSays({ words: fault.message || t('image.failed'), fault: true }),
          })
        }}
      >
        {t(`film.${kind}`)}
      </Button>
    )
  }
  return (
    <>
      <div className={classes.filmActs}>
        {one('film')}
        {one('file')}
      </div>
      <p className="oso-ink-2">{t('film.how')}</p>
      {says ? <p role={says.fault ? 'alert' : 'status'}>{says.words}</p> : null}
    </>
  )
}
