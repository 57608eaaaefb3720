import { SelectField } from '@shared/form/choice'
import { AreaField, Stack } from '@shared/form/field'
import { Button } from '@shared/ui/button'
import { Dialog } from '@shared/ui/dialog'
import { useToast } from '@shared/ui/toast'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAct } from '../../api/cases/do-act'
import { useReasons } from '../../api/cases/get-reasons'
import type { Case, Opinion } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { useWords } from '../../lib/words'

/** What should change, part by part; the draft goes back with it. */
export function ReturnDialog({ c, opinion, act, onClose }: { c: Case; opinion: Opinion; act: string; onClose: () => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const form = useId()
  const go = useNavigate()
  const toast = useToast()
  const reasons = useReasons().data?.[act] ?? []
  const [reason, setReason] = useState('')
  const [part, setPart] = useState('')
  const [text, setText] = useState('')
  const [asked, setAsked] = useState(false)
  const run = useAct(c.id)
  const parts = [
    { value: 'assessment', label: t('part.assessment') },
    ...opinion.content.answers.map((_, i) => ({ value: `answers[${i}]`, label: t('part.answers', { number: i + 1 }) })),
    { value: 'recommendation', label: t('part.recommendation') },
    { value: 'limits', label: t('part.limits') },
    { value: 'references', label: t('part.references') },
  ]
  function submit(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!reason || !text.trim() || run.isPending) return
    run.mutate(
      { act, body: { seq: c.seq, version: opinion.version, reason, comments: [{ part, text }] } },
      {
        onSuccess: () => {
          toast(t('approve.returned'))
          void go('/')
        },
      },
    )
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('approve.return')}
      busy={run.isPending}
      buttons={
        <>
          <Button onClick={onClose}>{t('confirm.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={run.isPending && t('dialog.doing')}>
            {t('approve.return')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <Stack>
          <SelectField
            label={t('approve.reasonFor')}
            value={reason}
            onChange={setReason}
            options={reasons.map(r => ({ value: r, label: say('reason', r) }))}
            error={asked && !reason ? t('dialog.chooseReason') : undefined}
          />
          <SelectField label={t('approve.commentPart')} value={part} onChange={setPart} placeholder={t('approve.wholeLetter')} options={parts} clearable />
          <AreaField label={t('approve.comment')} value={text} onChange={e => setText(e.target.value)} rows={4} error={asked && !text.trim() ? t('dialog.noteNeeded') : undefined} />
          <FaultNote fault={run.error} />
        </Stack>
      </form>
    </Dialog>
  )
}
