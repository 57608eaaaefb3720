import { type Mark, marks, said } from '@shared/opinion/marks'
import { keyImageSearch } from '@shared/viewer/target'
import { Fragment, useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types'
import { ElsewhereLink } from '../../lib/elsewhere-link'
import { citedAddress } from '../../lib/figure-words'
import { namedIn } from './draft-figures'
import { textsOf } from './parts'
import { useWritten, type Written } from './written'
import classes from './writing.module.css'

/** What the texts of a part name, each with the way to it in the other window: a text field has no links. */
export function NamedHere({ c, written, name, question, sub }: { c: Case; written: Written; name: string; question: number | undefined; sub: number | undefined }) {
  const { t } = useTranslation('console')
  // After the letter that was typed is there.
  const texts = useDeferredValue(useWritten(written, now => textsOf(now, { key: name, question, sub }).join('\n')))
  const figures = useWritten(written, now => now.figures)
  const citations = useWritten(written, now => now.citations)
  const all = new Map<string, Mark>()
  if (texts.includes('[')) {
    for (const m of marks(texts, namedIn(written.now()))) if (m.kind === 'record' || m.kind === 'figure') all.set(said(m), m)
  }
  const addressOf = (m: Mark): string | undefined => {
    const n = (m.numbers?.[0] ?? 0) - 1
    const [figure, citation] = [figures?.[n], citations?.[n]]
    if (m.kind === 'figure') return figure && `/case/${c.id}/images${keyImageSearch(figure.image.id)}`
    return citation && citedAddress(c.id, citation, c.records)
  }
  const places = [...all].flatMap(([words, m]) => {
    const to = addressOf(m)
    return to ? [{ words, to }] : []
  })
  if (places.length === 0) return null
  return (
    <p className={classes.namedHere}>
      <span className="oso-ink-2">{t('figures.namedHere')}</span>{' '}
      {places.map(({ words, to }, i) => (
        <Fragment key={words}>
          {i > 0 ? ', ' : ''}
          <ElsewhereLink caseId={c.id} to={to}>
            <bdi>{words}</bdi>
          </ElsewhereLink>
        </Fragment>
      ))}
    </p>
  )
}
