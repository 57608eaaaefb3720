import { useTranslation } from 'react-i18next'
import type { Readable } from '../source'
import classes from './search.module.css'
import type { RecordTexts } from './texts'
import { type Place, useSearch } from './use-search'

type Props = {
  texts: RecordTexts
  records: Readable[]
  words: string
  /** What the list calls a record. */
  nameOf: (record: Readable) => string
  onOpen: (record: Readable, place: Place) => void
}

/** Where words stand in the text of a case's records, and what was not searched. */
export function SearchResults({ texts, records, words, nameOf, onOpen }: Props) {
  const { t } = useTranslation('shared')
  const found = useSearch(texts, records, words)
  if (found.words === '') return null
  const said = [
    !found.done ? t('find.searching', { number: found.looked, count: records.length }) : found.hits.length === 0 && found.away < records.length ? t('find.nothing') : '',
    found.done && found.away > 0 ? t('find.away', { count: found.away }) : '',
    found.done && found.pictures > 0 ? t('pdf.pictures', { count: found.pictures }) : '',
    found.done && found.locked > 0 ? t('find.locked', { count: found.locked }) : '',
    found.done && found.notSearched > 0 ? t('find.notSearched', { count: found.notSearched }) : '',
  ].filter(Boolean)
  return (
    <section className={classes.results} aria-label={t('find.title')}>
      <p className={classes.said} role="status">
        {said.join(' ')}
      </p>
      <ul>
        {found.hits.map(h => (
          <li key={h.record.id}>
            <p className={classes.record}>
              <b className="oso-cut">
                <bdi>{nameOf(h.record)}</bdi>
              </b>
              <span className="oso-ink-3 oso-nowrap">{t('pdf.hits', { count: h.count })}</span>
            </p>
            <ul>
              {h.places.map((p, i) => (
                <li key={i}>
                  <button type="button" className={classes.place} onClick={() => onOpen(h.record, p)}>
                    <span>
                      {p.before}
                      <mark>{p.hit}</mark>
                      {p.after}
                    </span>
                    {h.pages > 1 ? <span className="oso-ink-3 oso-nowrap">{t('pdf.page', { number: p.page })}</span> : null}
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}
