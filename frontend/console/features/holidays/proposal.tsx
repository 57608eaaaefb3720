import { formatDay } from '@shared/format/date'
import { useTranslation } from 'react-i18next'
import { useKeepHolidays } from '../../api/holidays/holidays'
import type { Holiday, Holidays, HolidaysVersion } from '../../api/types'
import { Proposed } from '../../lib/register'
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
  const keep = useKeepHolidays()
  return (
    <Proposed version={proposed} confirms={holidays.confirms} keep={keep}>
      <Changes before={holidays.in_force?.days ?? []} after={proposed.days} />
      <Moves moves={holidays.moves} />
    </Proposed>
  )
}
