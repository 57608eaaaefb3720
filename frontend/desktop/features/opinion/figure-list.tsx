import { ButtonLink } from '@shared/ui/button'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpinionView } from '../../bridge'
import classes from './opinion.module.css'
import { placeAddress } from './place'

/** The figures as they were signed, each with the way to its image. */
export function FigureList({ opinion, onReady }: { opinion: OpinionView; onReady: (go: (n: number) => void) => void }) {
  const { t } = useTranslation('desktop')
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    onReady(n => {
      const el = list.current?.children[n - 1]
      if (!(el instanceof HTMLElement)) return
      el.scrollIntoView({ block: 'nearest' })
      el.focus({ preventScroll: true })
    })
  }, [onReady])
  return (
    <ol ref={list} className={classes.figures}>
      {opinion.figures.map((f, i) => (
        <li key={f.path} tabIndex={-1}>
          <figure>
            <img src={f.path} width={f.width} height={f.height} alt={f.legend} />
            <figcaption>
              <span className="oso-small oso-ink-2">
                <b>{t('opinion.figure', { number: i + 1 })}</b> {f.shows}
              </span>
              <p>{f.legend}</p>
            </figcaption>
          </figure>
          {f.place.here ? (
            <ButtonLink kind="link" to={placeAddress(opinion.head.case, f.place)}>
              {t('opinion.openImage', { number: i + 1 })}
            </ButtonLink>
          ) : (
            <p className="oso-small oso-ink-2">{t('opinion.notHere')}</p>
          )}
        </li>
      ))}
    </ol>
  )
}
