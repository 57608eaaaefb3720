import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { TwoWeekClock } from '@shared/ui/clock'
import { Facts } from '@shared/ui/facts'
import { FormPage, Header } from '@shared/ui/page'
import { Button, IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { IconArrowLeft } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { actOf, forms } from '../../api/act-forms'
import type { Act } from '../../api/acts'
import type { Case } from '../../api/types'
import { type Doing, useAct } from '../../api/cases/do-act'
import { FaultNote } from '../../lib/fault-view'
import { useListPlaces } from '../../lib/list-place'
import { formatMoney } from '../../lib/money'
import { useWords } from '../../lib/words'
import { ActDialog } from '../../lib/act-dialog'
import { BreakGlass } from './break-glass'
import classes from './case.module.css'

/** Status and money, nothing clinical: billing, partners, administrators, and an approver who has no letter. */
export function StatusCase({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const say = useWords()
  const go = useNavigate()
  const places = useListPlaces()
  const [act, setAct] = useState<Act | ''>('')
  const run = useAct(c.id)
  return (
    <>
      <Header edge="form">
        <IconButton label={shared('act.back')} onClick={() => void go(places.last)}>
          <Icon of={IconArrowLeft} />
        </IconButton>
        <h1>{formatReference(c.reference)}</h1>
      </Header>
      <FormPage>
        <Facts
          facts={[
            { label: t('list.stage'), value: say('state', c.state) },
            { label: t('case.service'), value: say('service', c.kind) },
            ...(c.payer
              ? [
                  { label: t('case.addOns'), value: c.add_ons.map(a => say('service', a)).join(', ') || '–' },
                  { label: t('case.partner'), value: c.partner || c.payer.partner || t('payer.patient') },
                  { label: t('case.member'), value: c.payer.member || '–' },
                  { label: t('intake.estimate'), value: c.estimate ? formatMoney(c.estimate.cents, c.estimate.currency) : '–' },
                ]
              : []),
            ...(c.specialist ? [{ label: t('list.specialist'), value: c.specialist.name }] : []),
            { label: t('list.clock'), value: c.clock ? <TwoWeekClock start={c.clock.started} end={c.clock.ended ?? ''} standing={c.clock} /> : '–' },
            { label: t('list.sinceDay'), value: formatDay(c.since ?? '') },
          ]}
        />
        <p className={classes.stageActs}>
          {c.roles.includes('admin') && !c.patient ? <BreakGlass c={c} /> : null}
          {c.acts.flatMap(a => actOf(a) ?? []).map(a => (
            <Button
              key={a}
              kind={forms[a].press ? 'primary' : undefined}
              busy={run.isPending && t('dialog.doing')}
              onClick={() => (forms[a].press ? run.mutate({ act: a, body: { seq: c.seq } } as Doing) : setAct(a))}
            >
              {say('act', a)}
            </Button>
          ))}
        </p>
        <FaultNote fault={run.error} />
        {act ? <ActDialog key={act} c={c} act={act} onClose={() => setAct('')} /> : null}
      </FormPage>
    </>
  )
}
