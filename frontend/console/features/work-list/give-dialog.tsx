import { after } from '@shared/after'
import { AreaField, Stack } from '@shared/form/field'
import { formatReference } from '@shared/format/number'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { Note } from '@shared/ui/notice'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAssign } from '../../api/desk/desk'
import type { Row } from '../../api/types'
import { ColleagueField } from '../../lib/colleague-field'
import { FaultNote } from '../../lib/fault-view'
import { casesOf } from './row-key'

/** Several cases to one person, with what the other should know. */
export function GiveDialog({ rows, onClose, onDone }: { rows: Row[]; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const give = useAssign()
  const [person, setPerson] = useState('')
  const [note, setNote] = useState('')
  const refused = give.data?.refused ?? []
  const cases = casesOf(rows)
  function submit() {
    if (give.isPending) return
    after(give.mutateAsync({ cases, person, note }), {
      done: v => {
        if (v.done > 0) toast(t('give.done', { count: v.done }))
        onDone()
        if (v.refused.length === 0) onClose()
      },
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={give.isPending}
      title={t('give.title', { count: cases.length })}
      buttons={
        refused.length > 0 ? (
          <Button data-autofocus onClick={onClose}>
            {t('give.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('dialog.notYet')}</Button>
            <Button kind="primary" busy={give.isPending && t('dialog.doing')} onClick={submit}>
              {t('give.give')}
            </Button>
          </>
        )
      }
    >
      {refused.length > 0 ? (
        <Note kind="problem" title={t('give.refused', { count: refused.length })} live>
          <ul>
            {refused.map(x => (
              <li key={x.case}>
                {formatReference(rows.find(r => r.id === x.case)?.reference ?? '')}: {x.says}
              </li>
            ))}
          </ul>
        </Note>
      ) : (
        <Stack>
          <ColleagueField label={t('give.whom')} value={person} onChange={setPerson} optional={false} />
          <AreaField label={t('give.note')} optional value={note} onChange={e => setNote(e.target.value)} rows={3} />
          <FaultNote fault={give.error} />
        </Stack>
      )}
    </Dialog>
  )
}
