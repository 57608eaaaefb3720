import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { RadioField } from '@shared/form/choice'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeptWords } from '../../api/cases/kept-words'
import { useDecide } from '../../api/records/decide'
import { DecideForm } from './decide-form'
import type { Matter } from './matters'
import classes from './decide.module.css'

type Several = 'keep' | 'leave'

/** One reason for several: each is named, none is about whose records these are. */
export function SeveralColumn({ caseId, joint, onDone }: { caseId: string; joint: Matter[]; onDone: () => void }) {
  const { t } = useTranslation('desktop')
  const decide = useDecide()
  const toast = useToast()
  const [reason, setReason, forget] = useKeptWords(caseId, 'decision/several')
  const [chosen, setChosen] = useState<Several | ''>('')
  const [asked, setAsked] = useState(false)
  const choice = chosen || (reason ? 'keep' : '')
  const empty = choice === 'keep' && reason.trim() === ''
  const all = joint.flatMap(m => (m.kind === 'open' ? [m.discrepancy] : []))

  function act() {
    setAsked(true)
    if (choice === '' || empty || decide.isPending) return
    // One decision for each kind, so that each is said of what it is true of.
    const codes = [...new Set(all.map(f => f.code))]
    const choices = codes.map(code => ({ code, records: [...new Set(all.filter(f => f.code === code).flatMap(f => f.records))] }))
    after(decide.mutateAsync({ case: caseId, choices, accept: choice === 'keep', reason: choice === 'keep' ? reason.trim() : '' }), {
      done: () => {
        toast(t('decide.severalToast', { count: all.length }))
        forget()
        onDone()
      },
      failed: 'shown',
    })
  }

  return (
    <DecideForm act={choice === '' ? t('decide.choose') : choice === 'leave' ? t('records.leaveAct') : t('records.keepAct')} onAct={act} busy={decide.isPending} fault={decide.error}>
      <h2>{t('decide.several', { count: all.length })}</h2>
      <ul className={classes.joint}>
        {all.map(f => (
          <li key={f.id}>
            <b>{f.title}</b> <bdi className="oso-ink-2">{[f.subjects[0]?.name, f.subjects[0]?.which].filter(Boolean).join(', ')}</bdi>
          </li>
        ))}
      </ul>
      <RadioField
        strong
        legend={t('records.decision')}
        hideLegend
        value={choice}
        onChange={setChosen}
        error={asked && choice === '' ? t('records.needChoice') : undefined}
        choices={[
          {
            value: 'keep',
            label: t('records.keepThem'),
            description: t('decide.severalSays'),
            below: <AreaField label={t('records.why')} hint={t('records.howHint')} rows={2} value={reason} onChange={e => setReason(e.target.value)} error={asked && empty ? t('records.needReason') : undefined} />,
          },
          { value: 'leave', label: t('records.leaveThem'), description: t('decide.otherSays') },
        ]}
      />
    </DecideForm>
  )
}
