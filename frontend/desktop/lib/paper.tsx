import { after } from '@shared/after'
import { Segments } from '@shared/ui/segments'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Paper, papers, useKeepPaper, usePaperChosen } from '../api/paper'
import { FaultNote } from './fault-view'

/** The paper for a letter: what Go offers, until somebody chooses. */
export function usePaper(offered: string): [Paper, (paper: Paper) => void] {
  const chosen = usePaperChosen()
  return useState<Paper>(chosen ?? papers.find(p => p === offered) ?? 'a4')
}

/** A4 or Letter. A choice holds for this desk, not only for this letter. */
export function PaperChoice({ paper, onPaper }: { paper: Paper; onPaper: (paper: Paper) => void }) {
  const { t } = useTranslation('desktop')
  const keep = useKeepPaper()
  return (
    <>
      {/* As wide as its words, whatever it stands in. */}
      <div>
        <Segments
          label={t('opinion.paper')}
          value={paper}
          onChange={p => {
            onPaper(p)
            after(keep.mutateAsync(p), { failed: 'shown' })
          }}
          options={papers.map(p => ({ value: p, label: p === 'a4' ? t('opinion.a4') : t('opinion.letterPaper') }))}
        />
      </div>
      <FaultNote fault={keep.error} />
    </>
  )
}
