import { marks, said } from '@shared/opinion/marks'
import { Show } from '@shared/prose/show'
import { useCallback } from 'react'
import type { CaseRecord, Citation } from '../api/types'
import { ElsewhereLink } from './elsewhere-link'
import { citedAddress } from './figure-words'

type Of = { id: string; records: CaseRecord[] }

const none: Citation[] = []

/** A text that another signed: the places in the records that it names open in the other window. */
export function CitedText({ c, text, citations = none }: { c: Of; text: string; citations?: Citation[] }) {
  const { id, records } = c
  const piece = useCallback(
    (words: string) =>
      marks(words, { references: 0, notes: 0, figures: 0, labels: citations.map(x => x.label) }).map((m, i) => {
        const to = m.kind === 'record' ? citations[(m.numbers?.[0] ?? 0) - 1] : undefined
        return to ? (
          <ElsewhereLink key={i} caseId={id} to={citedAddress(id, to, records)}>
            <bdi>{said(m)}</bdi>
          </ElsewhereLink>
        ) : (
          m.text
        )
      }),
    [citations, id, records],
  )
  return <Show text={text} piece={piece} />
}
