import { formatMoment } from '@shared/format/date'
import { Note } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import { letterAddress } from '../../api/opinion/get-opinion'
import type { Case, Opinion } from '../../api/types'
import { CaseHeader } from '../../lib/case-header'
import { PdfPages } from '../../lib/pdf-pages'
import classes from './writing.module.css'

/** What is signed is read, not written. */
export function SignedView({ c, opinion }: { c: Case; opinion: Opinion }) {
  const { t } = useTranslation('console')
  return (
    <div className={classes.page}>
      <CaseHeader c={c} back={t('write.back')} />
      <main tabIndex={0} className={classes.signed}>
        <div className={classes.signedNote}>
          <Note kind={opinion.released_at ? 'done' : 'neutral'}>
            {opinion.released_at
              ? t('approve.releasedAt', { at: formatMoment(opinion.released_at), name: opinion.approver.name })
              : t('write.readOnly', { at: formatMoment(opinion.signed_at ?? '') })}
          </Note>
        </div>
        <PdfPages address={letterAddress(c.id, opinion.version, 'letter', opinion.row_version)} label={t('write.showLetter')} />
      </main>
    </div>
  )
}
