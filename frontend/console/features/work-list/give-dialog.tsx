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
import { nobody, personOf } from '../../lib/colleague'
import { ColleagueField } from '../../lib/colleague-field'
import { FaultNote } from '../../lib/fault-view'
import { casesOf } from './row-key'

type Props = {
  rows: Row[]
  onClose: () => void
  /** Hears which cases are as they were. */
  onDone: (refused: ReadonlySet<string>) => void
}

/** Several cases to one person, with what the other should know. */
export function GiveDialog({ rows, onClose, onDone }: Props) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const give = useAssign()
  const [person, setPerson] = useState('')
  const [note, setNote] = useState('')
  const [asked, setAsked] = useState(false)
  const refused = give.data?.refused ?? []
  const cases = casesOf(rows)
  function submit() {
    setAsked(true)
    if (give.isPending || person === '') return
    after(give.mutateAsync({ cases, person: personOf(person), note }), {
      done: v => {
        if (v.done > 0) toast(t(person === nobody ? 'give.nobodys' : 'give.done', { count: v.done }))
        onDone(new Set(v.refused.map(x => x.case)))
        if (v.refused.length === 0) onClose()
      },
      failed: 'shown',
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
          <ColleagueField label={t('give.whom')} value={person} onChange={setPerson} error={asked && person === '' ? t('give.need') : undefined} />
          <AreaField label={t('give.note')} optional value={note} onChange={e => setNote(e.target.value)} rows={3} />
          <FaultNote fault={give.error} />
        </Stack>
      )}
    </Dialog>
  )
}
