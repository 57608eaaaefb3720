import { IconArrowLeft } from '@tabler/icons-react'
import { formatDay } from '@shared/format/date'
import { ButtonLink, IconButton } from '@shared/ui/button'
import { TwoWeekClock } from '@shared/ui/clock'
import { Icon } from '@shared/ui/icon'
import { Identity } from '@shared/ui/identity'
import { Header } from '@shared/ui/page'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Case } from '../api/types'
import classes from './case-header.module.css'
import { useListPlaces } from './list-place'
import { useWords } from './words'

/** What kind of version of a released letter is on its way. */
function revisionOf(c: Case): 'correction' | 'addendum' | '' {
  const o = c.opinions.at(-1)
  return o && !o.released_at && (o.kind === 'correction' || o.kind === 'addendum') ? o.kind : ''
}

/** Whose case it is, and where the two weeks stand, at the same place of every screen. */
export function CaseHeader({ c, back, children }: { c: Case; back?: string; children?: ReactNode }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const say = useWords()
  const go = useNavigate()
  const places = useListPlaces()
  const kind = revisionOf(c)
  return (
    <Header>
      {back ? (
        <Link to={places.last} className={classes.back}>
          <Icon of={IconArrowLeft} />
          <span className={classes.backWords}>{back}</span>
        </Link>
      ) : (
        <IconButton label={shared('act.back')} onClick={() => void go(places.last)}>
          <Icon of={IconArrowLeft} />
        </IconButton>
      )}
      <div className="oso-grow">
        {c.patient ? (
          <Identity person={{ name: c.patient.name, surname: c.patient.surname, native: c.patient.native, sex: c.patient.sex, birthDate: c.patient.birth_date, reference: c.reference }} />
        ) : (
          <h1>{t('offer.title')}</h1>
        )}
      </div>
      {kind ? <span className={classes.kind}>{t(`case.versionOf.${kind}`)}</span> : null}
      {c.clock ? (
        <span className={classes.clock}>
          <TwoWeekClock start={c.clock.started} end={c.clock.ended ?? ''} standing={c.clock} />
          {c.clock.ended ? null : <span className={classes.due}>{t('case.due', { date: formatDay(c.clock.due) })}</span>}
        </span>
      ) : null}
      {c.roles.length > 1
        ? c.roles.map(r => (
            <ButtonLink key={r} to={`/case/${c.id}?as=${r}`}>
              {t('nav.as', { role: say('role', r) })}
            </ButtonLink>
          ))
        : null}
      {children}
    </Header>
  )
}
