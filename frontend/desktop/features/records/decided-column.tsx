import { after } from '@shared/after'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { stays } from '@shared/ui/stays'
import { formatMoment } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import { useTakeBack, useTakeImport } from '../../api/records/take-back'
import { FaultNote } from '../../lib/fault-view'
import { Compare } from './compare'
import type { Matter } from './matters'
import { Subjects } from './subjects'
import classes from './decide.module.css'

/** A decision that stands: what, why, by whom and when; until the seal it is taken back. Without onDone it is only read. */
export function DecidedColumn({ caseId, matter, onDone }: { caseId: string; matter: Extract<Matter, { kind: 'decided' | 'aside' | 'open' }>; onDone?: () => void }) {
  const { t } = useTranslation('desktop')
  const takeBack = useTakeBack()
  const takeImport = useTakeImport()
  const aside = matter.kind === 'aside' ? matter.aside : undefined
  const f = matter.kind === 'aside' ? undefined : matter.discrepancy
  const by = aside ?? f
  const what = aside ? t('decide.asideTitle') : f?.accepted ? t('records.decidedKept', { what: f.title }) : t('records.decidedLeft', { what: f?.title })

  function back() {
    if (aside) after(takeImport.mutateAsync({ id: caseId, ended: aside.id }), { done: onDone, failed: 'shown' })
    else if (f) after(takeBack.mutateAsync({ id: caseId, code: f.code, records: f.records }), { done: onDone, failed: 'shown' })
  }

  return (
    <div className={classes.form}>
      <h2>{t('decide.decidedTitle')}</h2>
      <Note kind="done" title={what}>
        {by?.reason} <span className="oso-ink-3">{by ? t('decide.byAt', { by: by.by, at: formatMoment(by.at) }) : ''}</span>
      </Note>
      {f ? <Subjects subjects={f.subjects} /> : <p>{aside?.sources.join(', ')}</p>}
      {f && f.compare.length > 0 ? <Compare discrepancy={f} /> : null}
      <FaultNote fault={takeBack.error ?? takeImport.error} />
      {onDone ? (
        <div ref={stays} className={classes.end}>
          <p className="oso-small oso-ink-2">{t('decide.takeBackSays')}</p>
          <Button wide onClick={back} busy={(takeBack.isPending || takeImport.isPending) && t('decide.takingBack')}>
            {t('decide.takeBack')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
