import { after } from '@shared/after'
import { SelectField } from '@shared/form/choice'
import { DateField } from '@shared/form/date-field'
import { Stack } from '@shared/form/field'
import { formatDay } from '@shared/format/date'
import { Button } from '@shared/ui/button'
import { Sheet } from '@shared/ui/dialog'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAway, useBack } from '../../api/desk/desk'
import type { Desk } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'

/** Who of the desk is away, until when and who stands in. */
export function AbsenceSheet({ desk, open, onClose }: { desk: Desk; open: boolean; onClose: () => void }) {
  const { t } = useTranslation('console')
  const me = desk.coordinators.find(c => c.me)
  const [person, setPerson] = useState(me?.id ?? '')
  const [from, setFrom] = useState(desk.today)
  const [until, setUntil] = useState('')
  const [deputy, setDeputy] = useState('')
  const away = useAway()
  const back = useBack()
  const planned = desk.coordinators.flatMap(c => c.planned.map(a => ({ ...a, who: c })))
  const people = desk.coordinators.map(c => ({ value: c.id, label: c.me ? t('desk.me', { name: c.name }) : c.name }))
  const others = people.filter(p => p.value !== person)
  function submit(e: FormEvent) {
    e.preventDefault()
    if (away.isPending) return
    after(away.mutateAsync({ person, from, until, deputy }), {
      done: () => {
        setUntil('')
        setDeputy('')
      },
      failed: 'shown',
    })
  }
  return (
    <Sheet open={open} onClose={onClose} title={t('absence.title')}>
      <Stack>
        {planned.length === 0 ? <p className="oso-ink-2">{t('absence.none')}</p> : null}
        {planned.map(a => (
          <p key={a.id}>
            {t('absence.line', { name: a.who.name, from: formatDay(a.from), until: formatDay(a.until) })} {a.deputy ? t('absence.deputy', { name: a.deputy.name }) : t('absence.nobody')}{' '}
            {desk.all || a.who.me ? (
              <Button kind="link" onClick={() => back.mutate(a.id)}>
                {t('absence.end')}
              </Button>
            ) : null}
          </p>
        ))}
        <FaultNote fault={back.error} />
        <form onSubmit={submit} noValidate>
          <Stack>
            <h3>{t('absence.enter')}</h3>
            {desk.all ? <SelectField label={t('absence.who')} value={person} onChange={setPerson} options={people} /> : null}
            <DateField label={t('absence.from')} value={from} onChange={setFrom} earliest={2020} latest={2199} />
            <DateField label={t('absence.until')} value={until} onChange={setUntil} earliest={2020} latest={2199} />
            {others.length > 0 ? (
              <SelectField label={t('absence.standsIn')} hint={t('absence.hint')} optional value={deputy} onChange={setDeputy} options={others} clearable />
            ) : (
              <p className="oso-small oso-ink-2">{t('absence.alone')}</p>
            )}
            <FaultNote fault={away.error} />
            <p>
              <Button kind="primary" type="submit" busy={away.isPending && t('dialog.doing')}>
                {t('absence.keep')}
              </Button>
            </p>
          </Stack>
        </form>
      </Stack>
    </Sheet>
  )
}
