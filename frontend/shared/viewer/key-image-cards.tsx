import { formatDay } from '../format/date'
import type { KeyImage } from '../wire/key-image'
import { Link } from 'react-router'
import classes from './key-image-cards.module.css'
import { KeyThumb } from './key-thumb'
import type { Source } from './source'
import { useFrames } from './use-frames'
import { useWords } from './words'

type Props = {
  source: Source
  list: KeyImage[]
  /** Why one goes to nobody, by its id. */
  broken?: Record<string, string>
  /** Where one opens in the viewer. */
  to: (k: KeyImage) => string
}

/** Key images with their pictures and notes, on the page of a case. */
export function KeyImageCards({ source, list, broken = {}, to }: Props) {
  const { t } = useWords()
  const frames = useFrames(source, 1)
  return (
    <ul className={classes.cards} data-key-images>
      {list.map((k, i) => {
        // A frame of a slide is a tile.
        const number = k.modality === 'SM' ? t('slide.title') : k.frame > 1 ? t('key.frame', { number: k.instance_number ?? '', frame: k.frame }) : k.instance_number === undefined ? (k.modality ?? '') : t('key.image', { number: k.instance_number })
        const series = [k.modality, k.series_number ? t('key.series', { number: k.series_number }) : k.description].filter(Boolean).join(', ')
        const day = k.date ? formatDay(k.date) : ''
        return (
          <li key={k.id}>
            <Link to={to(k)} className={classes.card} aria-label={t('key.open', { n: i + 1, what: [number, series, day, k.note].filter(Boolean).join(', ') })}>
              {frames ? <KeyThumb frames={frames} keyImage={k} side={320} className={classes.picture} /> : <span className={classes.picture} />}
              <span>
                <b>
                  {i + 1}. {number}
                </b>{' '}
                <span className="oso-small oso-ink-2">
                  {series && day ? `${series}, ` : series}
                  <span className="oso-nowrap">{day}</span>
                </span>
              </span>
              {k.note ? (
                <p>
                  <bdi>{k.note}</bdi>
                </p>
              ) : null}
              {broken[k.id] ? <p className="oso-small oso-time">{broken[k.id]}</p> : null}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
