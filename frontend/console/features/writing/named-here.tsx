import { type Mark, marks, said } from '@shared/opinion/marks'
import { keyImageSearch } from '@shared/viewer/target'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Content } from '../../api/types'
import { ElsewhereLink } from '../../lib/elsewhere-link'
import { citedAddress } from '../../lib/figure-words'
import { namedIn } from './draft-figures'
import { type Part, textsOf } from './parts'
import classes from './writing.module.css'

/** What the texts of a part name, each with the way to it in the other window: a text field has no links. */
export function NamedHere({ c, content, part }: { c: Case; content: Content; part: Part }) {
  const { t } = useTranslation('console')
  const all = new Map<string, Mark>()
  for (const text of textsOf(content, part)) {
    for (const m of marks(text, namedIn(content))) if (m.kind === 'record' || m.kind === 'figure') all.set(said(m), m)
  }
  const addressOf = (m: Mark): string | undefined => {
    const n = (m.numbers?.[0] ?? 0) - 1
    const [figure, citation] = [content.figures?.[n], content.citations?.[n]]
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
