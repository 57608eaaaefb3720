import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { IconButton } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { SectionHead } from '@shared/ui/page'
import { Empty } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHolidays } from '../../api/holidays/holidays'
import type { Holiday, Holidays } from '../../api/types'
import { Origin, Past, RegisterFrame } from '../../lib/register'
import { WholePage } from '../../lib/whole-page'
import { ChangeForm } from './change-form'
import classes from './holidays.module.css'
import { Proposal } from './proposal'
import { DayList, YearView } from './year-view'

/** The days on which the office is closed: the two-week clock does not count them (R11). */
export function HolidaysPage() {
  const { t } = useTranslation('console')
  const holidays = useHolidays()
  return (
    <WholePage current="holidays" title={t('holidays.title')} loading={t('holidays.loading')} asked={holidays}>
      {data => <Register holidays={data} />}
    </WholePage>
  )
}

/** A change that is being written, over the version that was in force when it was begun. */
type Draft = { over: number; days: Holiday[] }

function Register({ holidays }: { holidays: Holidays }) {
  const { t } = useTranslation('console')
  const [year, setYear] = useState(Number(holidays.today.slice(0, 4)))
  const [draft, setDraft] = useState<Draft | null>(null)
  const { in_force: inForce, proposed } = holidays
  const shown = draft?.days ?? proposed?.days ?? inForce?.days ?? []
  const ofYear = shown.filter(h => h.date.startsWith(`${year}-`))
  return (
    <RegisterFrame
      title={t('holidays.title')}
      begin={!draft && !proposed && { label: t('holidays.change'), onBegin: () => setDraft({ over: inForce?.version ?? 0, days: inForce?.days ?? [] }) }}
      tools={
        <div className={classes.years}>
          <IconButton label={t('holidays.yearBefore')} disabled={year <= 2000} onClick={() => setYear(year - 1)}>
            <Icon of={IconChevronLeft} />
          </IconButton>
          <b aria-live="polite">{year}</b>
          <IconButton label={t('holidays.yearAfter')} disabled={year >= 2199} onClick={() => setYear(year + 1)}>
            <Icon of={IconChevronRight} />
          </IconButton>
        </div>
      }
    >
      <div className={classes.columns}>
        <YearView year={year} days={shown} before={draft || proposed ? (inForce?.days ?? []) : shown} today={holidays.today} />
        <div className={classes.side}>
          {proposed && !draft ? <Proposal key={proposed.version} holidays={holidays} proposed={proposed} /> : null}
          {draft ? (
            <ChangeForm year={year} over={draft.over} before={inForce?.days ?? []} days={draft.days} onDays={days => setDraft({ ...draft, days })} onDone={() => setDraft(null)} />
          ) : (
            <>
              <SectionHead first={!proposed} title={t('holidays.ofYear', { year })} note={proposed ? t('holidays.asProposed') : undefined} />
              {ofYear.length > 0 ? <DayList days={ofYear} /> : <Empty what={t('holidays.none', { year })} how={t('holidays.noneHow')} />}
              {inForce ? <Origin version={inForce} /> : null}
              <Past versions={holidays.past} />
            </>
          )}
        </div>
      </div>
    </RegisterFrame>
  )
}
