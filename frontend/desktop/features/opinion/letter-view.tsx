import { Segments } from '@shared/ui/segments'
import { Loading } from '@shared/ui/states'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Paper, papers, useLetter } from '../../api/opinion/get-letter'
import { toFault } from '../../bridge'
import { FaultPage } from '../../lib/fault-view'
import { PdfSheet, usePdf } from '../../lib/pdf-pages'
import classes from './opinion.module.css'

type Props = {
  id: string
  paper: Paper
  onPaper: (p: Paper) => void
  printing: boolean
  onPrinted: () => void
  narrowLayouts?: ReactNode
}

/** The released PDF, drawn from its own bytes, always white; printed from the same pages. */
export function LetterView({ id, paper, onPaper, printing, onPrinted, narrowLayouts }: Props) {
  const { t } = useTranslation('desktop')
  const letter = useLetter(id, paper)
  const { pages, broken } = usePdf(letter.data)
  const [drawn, setDrawn] = useState<{ data: ArrayBuffer | undefined; count: number }>({ data: undefined, count: 0 })
  const ready = pages.length > 0 && drawn.data === letter.data && drawn.count >= pages.length
  useEffect(() => {
    if (!printing || !ready) return
    window.print()
    onPrinted()
  }, [printing, ready, onPrinted])

  const fault = letter.error ?? (broken ? toFault(broken) : null)
  return (
    <>
      <div className={classes.letterBar}>
        {narrowLayouts}
        <span role="status" className="oso-small oso-ink-2 oso-grow">
          {pages.length > 0 && !ready ? t('opinion.letterLoading') : ''}
        </span>
        <Segments label={t('opinion.paper')} value={paper} onChange={onPaper} options={papers.map(p => ({ value: p, label: p === 'a4' ? t('opinion.a4') : t('opinion.letterPaper') }))} />
      </div>
      {fault ? (
        <div className={classes.letterState}>
          <FaultPage fault={fault} retry={() => void letter.refetch()} />
        </div>
      ) : pages.length === 0 ? (
        <div className={classes.letterState}>
          <Loading what={t('opinion.letterLoading')} />
        </div>
      ) : (
        pages.map((page, i) => <PdfSheet key={`${paper}-${i}`} className={classes.sheet} page={page} label={t('opinion.page', { number: i + 1, total: pages.length })} onDrawn={() => setDrawn(d => ({ data: letter.data, count: d.data === letter.data ? d.count + 1 : 1 }))} />)
      )}
    </>
  )
}
