import { PaperPages } from '@shared/reader/pdf/paper'
import { PdfReader } from '@shared/reader/pdf/pdf-reader'
import { bytesOf } from '@shared/reader/source'
import { Loading } from '@shared/ui/states'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLetter } from '../../api/opinion/get-letter'
import type { Paper } from '../../api/paper'
import { onPrintEnd, toFault } from '../../bridge'
import { FaultNote, FaultPage } from '../../lib/fault-view'
import { PaperChoice } from '../../lib/paper'
import classes from './opinion.module.css'

type Props = {
  id: string
  version: number
  paper: Paper
  onPaper: (p: Paper) => void
  printing: boolean
  onPrinted: () => void
  narrowLayouts?: ReactNode
}

/** The released PDF, read as records are, always white; printed from its own pages. */
export function LetterView({ id, version, paper, onPaper, printing, onPrinted, narrowLayouts }: Props) {
  const { t } = useTranslation('desktop')
  const letter = useLetter(id, paper, version)
  const { data } = letter
  const bytes = useMemo(() => data && bytesOf(data), [data])
  // What is on the paper stays there until the printer has it, or nobody wants it any more.
  const [sent, setSent] = useState<{ of: typeof data; drawn: boolean; fault: unknown } | null>(null)
  const [was, setWas] = useState(printing)
  if (was !== printing) {
    setWas(printing)
    // Whoever prints again after a fault has it tried again.
    if (printing && sent?.fault) setSent(null)
  }
  const own = sent && sent.of === data ? sent : null
  if (printing && data && !own) setSent({ of: data, drawn: false, fault: null })
  useEffect(() => {
    if (!printing || !own) return
    if (own.drawn) window.print()
    if (own.drawn || own.fault) onPrinted()
  }, [printing, own, onPrinted])

  useEffect(() => onPrintEnd(() => setSent(was => (was?.drawn ? null : was))), [])

  return (
    <>
      <div className={classes.letterBar}>
        {narrowLayouts}
        <span role="status" className="oso-small oso-ink-2 oso-grow">
          {printing ? t('opinion.letterPrinting') : ''}
        </span>
        <PaperChoice paper={paper} onPaper={onPaper} />
      </div>
      {own?.fault ? <FaultNote fault={toFault(own.fault)} /> : null}
      {letter.error ? (
        <div className={classes.letterState}>
          <FaultPage fault={letter.error} retry={() => void letter.refetch()} />
        </div>
      ) : !bytes ? (
        <div className={classes.letterState}>
          <Loading what={t('opinion.letterLoading')} />
        </div>
      ) : (
        <>
          <div className={classes.letterReader}>
            <PdfReader key={paper} id={`${id}/opinion`} bytes={bytes} label={t('opinion.letter')} />
          </div>
          {own && !own.fault ? (
            <div className={classes.paper} data-paper>
              <PaperPages
                bytes={bytes}
                className={classes.sheet}
                label={(number, total) => t('opinion.page', { number, total })}
                onDrawn={() => setSent({ ...own, drawn: true })}
                onFault={fault => setSent({ ...own, fault })}
              />
            </div>
          ) : null}
        </>
      )}
    </>
  )
}
