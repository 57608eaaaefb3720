import { type Mark, marks, type Named, said } from '@shared/opinion/marks'
import { Show, ShowLine } from '@shared/prose/show'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { OpinionView } from '../../bridge'
import classes from './opinion.module.css'
import { placeAddress } from './place'

type Of = { opinion: OpinionView; named: Named; onFigure: (n: number) => void }

const Marks = createContext<Of | null>(null)

/** What the texts inside name. */
export function MarksOf({ opinion, onFigure, children }: { opinion: OpinionView; onFigure: (n: number) => void; children: ReactNode }) {
  const of = useMemo(
    () => ({
      opinion,
      onFigure,
      named: { references: opinion.references.length, notes: opinion.notes.length, figures: opinion.figures.length, labels: opinion.citations.map(c => c.label) },
    }),
    [opinion, onFigure],
  )
  return <Marks.Provider value={of}>{children}</Marks.Provider>
}

/** A text as it was signed, block below block. What it names is a link to it. */
export function Prose({ text, cite }: { text: string[]; cite: () => void }) {
  const piece = usePiece(cite)
  return (
    <div className={classes.answer}>
      {text.map((block, i) => (
        <Show key={i} text={block} piece={piece} />
      ))}
    </div>
  )
}

/** A line of one, see Prose. */
export function ProseLine({ text, cite }: { text: string; cite: () => void }) {
  return <ShowLine text={text} piece={usePiece(cite)} />
}

function usePiece(cite: () => void) {
  const of = useContext(Marks)
  return (text: string) => (of ? marks(text, of.named).map((m, k) => <Piece key={k} mark={m} of={of} cite={cite} />) : text)
}

function Piece({ mark, of, cite }: { mark: Mark; of: Of; cite: () => void }) {
  const { t } = useTranslation('desktop')
  const n = mark.numbers?.[0] ?? 0
  switch (mark.kind) {
    case 'reference':
      return (
        <sup>
          <button type="button" className={classes.cite} aria-label={t('opinion.toReference', { number: said(mark) })} onClick={cite}>
            {said(mark)}
          </button>
        </sup>
      )
    case 'figure':
      return (
        <button type="button" className={classes.named} onClick={() => of.onFigure(n)}>
          {said(mark)}
        </button>
      )
    case 'record': {
      const citation = of.opinion.citations[n - 1]
      if (!citation) return mark.text
      // Nothing leads into another case, or to what is not here.
      if (!citation.place.here) {
        return (
          <span className={classes.absent} title={t('opinion.notHere')}>
            {said(mark)} <em>{t('opinion.notHereShort')}</em>
          </span>
        )
      }
      return (
        <Link className={classes.named} to={placeAddress(of.opinion.head.case, citation.place)}>
          {said(mark)}
        </Link>
      )
    }
    default:
      return mark.text
  }
}
