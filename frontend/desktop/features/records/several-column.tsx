import { after } from '@shared/after'
import { AreaField } from '@shared/form/field'
import { RadioField } from '@shared/form/choice'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeptWords } from '../../api/cases/kept-words'
import { useDecide } from '../../api/records/decide'
import { FaultNote } from '../../lib/fault-view'
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
    })
  }

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={e => {
        e.preventDefault()
        act()
      }}
      onKeyDown={e => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
          e.preventDefault()
          act()
        }
      }}
    >
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
      <FaultNote fault={decide.error} />
      <div className={classes.end}>
        <Button kind="primary" wide type="submit" busy={decide.isPending && t('records.deciding')}>
          {choice === '' ? t('decide.choose') : choice === 'leave' ? t('records.leaveAct') : t('records.keepAct')}
        </Button>
      </div>
    </form>
  )
}
