import { formatDay } from '@shared/format/date'
import { after } from '@shared/after'
import { SectionHead } from '@shared/ui/page'
import { useTranslation } from 'react-i18next'
import { useState } from 'react'
import type { Fault } from '@shared/fault'
import { useKeepHolidays } from '../../api/holidays/holidays'
import type { Holiday, Holidays, HolidaysVersion } from '../../api/types'
import { Decide, ProposedBy } from '../../lib/register'
import classes from './holidays.module.css'
import { Moves } from './moves'
import { changesOf } from './year'

/** What a list changes, in words. */
export function Changes({ before, after: now }: { before: readonly Holiday[]; after: readonly Holiday[] }) {
  const { t } = useTranslation('console')
  return (
    <ul className={classes.changes}>
      {changesOf(before, now).map(({ holiday, how }) => (
        <li key={holiday.date}>
          <b>{t(`holidays.${how}`)}</b> {formatDay(holiday.date)}, <bdi>{holiday.name}</bdi>
        </li>
      ))}
    </ul>
  )
}

/** A change that waits for a second person. */
export function Proposal({ holidays, proposed }: { holidays: Holidays; proposed: HolidaysVersion }) {
  const { t } = useTranslation('console')
  const keep = useKeepHolidays()
  const [fault, setFault] = useState<Fault | null>(null)
  const decide = (step: 'confirm' | 'refuse') => {
    setFault(null)
    after(keep.mutateAsync({ step, body: { version: proposed.version } }), { failed: setFault })
  }
  return (
    <section aria-labelledby="proposal">
      <SectionHead first title={<span id="proposal">{t('register.proposal')}</span>} />
      <ProposedBy version={proposed} />
      <Changes before={holidays.in_force?.days ?? []} after={proposed.days} />
      <Moves moves={holidays.moves} />
      <Decide confirms={holidays.confirms} mine={proposed.mine} busy={keep.isPending} fault={fault} onDecide={decide} />
    </section>
  )
}
