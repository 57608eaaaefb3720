import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { RadioField } from '@shared/form/choice'
import { AreaField } from '@shared/form/field'
import { formatDay } from '@shared/format/date'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeptWords } from '../../api/cases/kept-words'
import { useDecide } from '../../api/records/decide'
import type { Comparison, Discrepancy } from '../../bridge'
import { FaultNote } from '../../lib/fault-view'
import { sexCode } from '@shared/ui/identity'
import classes from './records.module.css'

const fields = ['name', 'birth_date', 'sex', 'number'] as const

/** Case against discrepancy, then the two choices with what follows, and the reason that is kept. */
export function DecisionColumn({ caseId, discrepancy }: { caseId: string; discrepancy: Discrepancy }) {
  const { t } = useTranslation('desktop')
  const decide = useDecide()
  const [reason, setReason, forget] = useKeptWords(caseId, `decision/${discrepancy.id}`)
  const [chosen, setChoice] = useState<'keep' | 'leave' | ''>('')
  const choice = chosen || (reason ? 'keep' : '') // a reason that was kept is of keeping them
  const [asked, setAsked] = useState(false)
  const identity = discrepancy.compare.length > 0
  const needReason = choice === 'keep' && reason.trim() === ''

  function act() {
    setAsked(true)
    if (choice === '' || needReason || decide.isPending) return
    decide.mutate({ case: caseId, choices: [{ code: discrepancy.code, records: discrepancy.records }], accept: choice === 'keep', reason: choice === 'keep' ? reason.trim() : '' }, { onSuccess: forget })
  }

  return (
    <>
      <h2>{identity ? t('records.samePerson') : discrepancy.title}</h2>
      {identity ? <Compare discrepancy={discrepancy} /> : <p className="oso-ink-2">{discrepancy.message}</p>}
      <RadioField
        strong
        legend={t('records.decision')}
        hideLegend
        value={choice}
        onChange={setChoice}
        error={asked && choice === '' ? t('records.needChoice') : undefined}
        choices={[
          {
            value: 'keep',
            label: identity ? t('records.same') : t('records.keepThem'),
            description: identity ? t('records.sameSays') : t('records.keepThemSays'),
            below: (
              <AreaField
                label={identity ? t('records.how') : t('records.why')}
                hint={t('records.howHint')}
                rows={3}
                value={reason}
                onChange={e => setReason(e.target.value)}
                error={asked && needReason ? t('records.needReason') : undefined}
              />
            ),
          },
          { value: 'leave', label: identity ? t('records.other') : t('records.leaveThem'), description: identity ? t('records.otherSays') : t('records.leaveThemSays') },
        ]}
      />
      {identity && discrepancy.message ? <Note>{discrepancy.message}</Note> : null}
      <FaultNote fault={decide.error} />
      <div className={classes.end}>
        <Button kind="primary" wide onClick={act} busy={decide.isPending && t('records.deciding')}>
          {choice === 'leave' ? t('records.leaveAct') : t('records.keepAct')}
        </Button>
      </div>
    </>
  )
}

/** A decision made again, the other way round: until the seal what is left out can be taken back in. */
export function AgainColumn({ caseId, discrepancy, onDone }: { caseId: string; discrepancy: Discrepancy; onDone: () => void }) {
  const { t } = useTranslation('desktop')
  const decide = useDecide()
  const [reason, setReason, forget] = useKeptWords(caseId, `again/${discrepancy.id}`)
  const [asked, setAsked] = useState(false)
  const back = !discrepancy.accepted
  const needReason = back && reason.trim() === ''

  function act() {
    setAsked(true)
    if (needReason || decide.isPending) return
    decide.mutate({ case: caseId, choices: [{ code: discrepancy.code, records: discrepancy.records }], accept: back, reason: reason.trim() },
      {
        onSuccess: () => {
          forget()
          onDone()
        },
      },
    )
  }

  return (
    <>
      <h2>{back ? t('records.backTitle') : t('records.outTitle')}</h2>
      {discrepancy.compare.length > 0 ? <Compare discrepancy={discrepancy} /> : <p className="oso-ink-2">{discrepancy.message}</p>}
      <Note title={back ? t('records.decidedLeft', { what: discrepancy.title }) : t('records.decidedKept', { what: discrepancy.title })}>
        {discrepancy.reason} <span className="oso-ink-3">{discrepancy.by}</span>
      </Note>
      {back ? (
        <AreaField
          label={discrepancy.compare.length > 0 ? t('records.how') : t('records.why')}
          hint={t('records.howHint')}
          rows={3}
          value={reason}
          onChange={e => setReason(e.target.value)}
          error={asked && needReason ? t('records.needReason') : undefined}
        />
      ) : null}
      <FaultNote fault={decide.error} />
      <div className={classes.end}>
        <Button kind="primary" wide onClick={act} busy={decide.isPending && t('records.deciding')}>
          {back ? t('records.backAct') : t('records.leaveAct')}
        </Button>
        <Button kind="plain" wide onClick={onDone}>
          {t('records.asItIs')}
        </Button>
      </div>
    </>
  )
}

function Compare({ discrepancy }: { discrepancy: Discrepancy }) {
  const { t } = useTranslation('desktop')
  const { t: shared } = useTranslation('shared')
  const say = (c: Comparison, v: string) => {
    if (v === '') return '–'
    if (c.field === 'birth_date') return formatDay(v)
    if (c.field === 'sex') return shared(`sex.${sexCode(v)}`)
    return v
  }
  const label = (field: string) => {
    const known = fields.find(f => f === field)
    return known ? t(`records.fields.${known}`) : field
  }
  return (
    <table className={classes.compare}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('records.compareCase')}</th>
          <th scope="col">{discrepancy.subjects[0]?.name || t('records.compareFound')}</th>
        </tr>
      </thead>
      <tbody>
        {discrepancy.compare.map(c => (
          <tr key={c.field} data-differs={c.differs || undefined}>
            <th scope="row">{label(c.field)}</th>
            <td>
              <bdi>{say(c, c.case)}</bdi>
            </td>
            <td>
              <bdi>{say(c, c.found)}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
