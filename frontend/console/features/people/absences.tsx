import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { formatDay, isDay } from '@shared/format/date'
import { SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { Button } from '@shared/ui/button'
import { Note } from '@shared/ui/notice'
import { SectionHead } from '@shared/ui/page'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepEntry } from '../../api/people/entry'
import type { Entry } from '../../api/types'
import { LeaveTyped } from '../../lib/leave-typed'
import columns from '../../lib/columns.module.css'
import classes from './people.module.css'

/** When somebody is not asked, and who stands in: entered by one person, and seen at once. */
export function Absences({ entry }: { entry: Entry }) {
  const { t } = useTranslation('console')
  const keep = useKeepEntry(entry.id)
  const [open, setOpen] = useState(false)
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [deputy, setDeputy] = useState('')
  const [asked, setAsked] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const year = Number(entry.today.slice(0, 4))

  function enter(e: FormEvent) {
    e.preventDefault()
    setAsked(true)
    if (!isDay(from) || !isDay(until) || until < from) return
    setFault(null)
    const done = () => {
      setOpen(false)
      setAsked(false)
      setFrom('')
      setUntil('')
      setDeputy('')
    }
    after(keep.mutateAsync({ step: 'absences', body: { from, until, deputy } }), { done, failed: setFault })
  }

  return (
    <section className={columns.side} aria-labelledby="absences">
      <SectionHead title={<span id="absences">{t('people.absences')}</span>} />
      {entry.absences.length === 0 ? <p className="oso-ink-2">{t('people.noAbsence')}</p> : null}
      <ul className={classes.absences}>
        {entry.absences.map(a => (
          <li key={a.id}>
            <span>
              {t('people.absence', { from: formatDay(a.from), until: formatDay(a.until) })}
              {a.deputy ? <span className="oso-ink-2"> {t('people.deputyIs', { name: a.deputy.name })}</span> : null}
            </span>
            <Button
              kind="link"
              onClick={() => {
                setFault(null)
                after(keep.mutateAsync({ step: `absences/${a.id}/end` }), { failed: setFault })
              }}
            >
              {a.from > entry.today ? t('people.takeBack') : t('people.endNow')}
            </Button>
          </li>
        ))}
      </ul>
      {open ? (
        <form className={columns.fields} onSubmit={enter} noValidate>
          <DateField label={t('people.firstDay')} value={from} onChange={setFrom} earliest={year} latest={year + 2} error={asked && !isDay(from) ? t('people.dayError') : undefined} />
          <DateField
            label={t('people.lastDay')}
            value={until}
            onChange={setUntil}
            earliest={year}
            latest={year + 2}
            error={asked && !isDay(until) ? t('people.dayError') : asked && until < from ? t('people.orderError') : undefined}
          />
          <SelectField label={t('people.deputy')} optional searchable clearable value={deputy} onChange={setDeputy} options={entry.deputies.map(d => ({ value: d.id, label: d.name }))} />
          {fault ? (
            <Note kind="problem" live>
              {fault.message}
            </Note>
          ) : null}
          <LeaveTyped typed={from !== '' || until !== '' || deputy !== ''} />
          <div className={classes.acts}>
            <Button kind="primary" type="submit" busy={keep.isPending && t('people.entering')}>
              {t('people.enterAbsence')}
            </Button>
            <Button onClick={() => setOpen(false)}>{t('register.leave')}</Button>
          </div>
        </form>
      ) : (
        <>
          {fault ? (
            <Note kind="problem" live>
              {fault.message}
            </Note>
          ) : null}
          <p>
            <Button onClick={() => setOpen(true)}>{t('people.newAbsence')}</Button>
          </p>
        </>
      )}
    </section>
  )
}
