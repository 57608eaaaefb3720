import { Dialog } from '@shared/ui/dialog'
import { Button } from '@shared/ui/button'
import { Loading } from '@shared/ui/states'
import { useTranslation } from 'react-i18next'
import { useCase } from '../../api/cases/get-case'
import type { Row } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import { FaultNote } from '../../lib/fault-view'

/** What was done about a task, from the list: the case is read first, so that nobody acts on what has gone on. */
export function TaskDialog({ row, act, onClose, onDone }: { row: Row; act: 'finish-task' | 'put-off-task'; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('console')
  const c = useCase(row.id)
  if (c.data && row.task) return <ActDialog c={c.data} act={act} given={{ task: row.task.id }} onClose={onClose} onDone={onDone} />
  return (
    <Dialog open onClose={onClose} title={t('task.opening')} buttons={<Button onClick={onClose}>{t('dialog.notYet')}</Button>}>
      {c.error ? <FaultNote fault={c.error} /> : <Loading what={t('case.loading')} />}
    </Dialog>
  )
}
