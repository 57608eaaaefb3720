import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { Note } from '@shared/ui/notice'
import { useTranslation } from 'react-i18next'
import { useAcceptTaken } from '../../api/cases/accept-taken'
import { useUnsaved } from '../../api/cases/save-section'
import type { CaseView } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import classes from './case.module.css'

const materials = 'materials'

/** Accepts after what was typed is stored: what was typed over is not taken from the records any more. */
function useAccept(view: CaseView) {
  const unsaved = useUnsaved()
  const accept = useAcceptTaken(view.row.id)
  return { fault: accept.error, busy: accept.isPending, accept: (fields: string[]) => void unsaved.flush(view.row.id).then(() => accept.mutate(fields)) }
}

/** What of the patient nobody has compared yet, and one act for all of it. */
export function TakenNote({ view }: { view: CaseView }) {
  const { t } = useTranslation('desktop')
  const { accept, busy, fault } = useAccept(view)
  const fields = view.taken.filter(f => f !== materials)
  if (fields.length === 0) return <FaultNote fault={fault} />
  return (
    <div className={classes.takenNote}>
      <Note
        kind="time"
        title={t('patient.takenTitle', { count: fields.length })}
        act={
          view.editable ? (
            <Button busy={busy && t('start.acting')} onClick={() => accept(fields)}>
              {t('patient.acceptAll', { count: fields.length })}
            </Button>
          ) : undefined
        }
      >
        {t('patient.takenSays')}
      </Note>
      <FaultNote fault={fault} />
    </div>
  )
}

/** The mark under a field, with the act for it alone. */
export function TakenMark({ view, field }: { view: CaseView; field: string }) {
  const { t } = useTranslation('desktop')
  const { accept } = useAccept(view)
  if (!view.taken.includes(field)) return null
  return (
    <p className={classes.taken}>
      <Glyph kind="time" />
      {t('patient.taken')}
      {view.editable ? (
        <Button kind="link" onClick={() => accept([field])}>
          {t('patient.accept')}
        </Button>
      ) : null}
    </p>
  )
}

export function TakenMaterials({ view }: { view: CaseView }) {
  const { t } = useTranslation('desktop')
  const { accept, busy, fault } = useAccept(view)
  if (!view.taken.includes(materials)) return <FaultNote fault={fault} />
  return (
    <div className={classes.takenNote}>
      <Note
        kind="time"
        title={t('materials.takenTitle')}
        act={
          view.editable ? (
            <Button busy={busy && t('start.acting')} onClick={() => accept([materials])}>
              {t('materials.accept')}
            </Button>
          ) : undefined
        }
      >
        {t('materials.takenSays')}
      </Note>
      <FaultNote fault={fault} />
    </div>
  )
}
