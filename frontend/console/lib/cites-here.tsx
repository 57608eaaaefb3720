import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Citation } from '../api/types'
import { ElsewhereLink } from './elsewhere-link'
import { citedAddress } from './figure-words'

/** What a text names that is being written, each with the way to it in the other window: an editor has no links. */
export function CitesHere({ c, text, places, className = '' }: { c: Case; text: string; places: Citation[]; className?: string }) {
  const { t } = useTranslation('console')
  const named = places.filter(p => text.includes(`[${p.label}]`))
  if (named.length === 0) return null
  return (
    <p className={`oso-small ${className}`}>
      <span className="oso-ink-2">{t('figures.namedHere')}</span>{' '}
      {named.map((p, i) => (
        <Fragment key={p.label}>
          {i > 0 ? ', ' : ''}
          <ElsewhereLink caseId={c.id} to={citedAddress(c.id, p, c.records)}>
            <bdi>{p.label}</bdi>
          </ElsewhereLink>
        </Fragment>
      ))}
    </p>
  )
}
