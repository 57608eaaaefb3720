import { Button, ButtonLink } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Header } from '@shared/ui/page'
import { Identity } from '@shared/ui/identity'
import { Banner } from '@shared/ui/notice'
import { Empty, Loading } from '@shared/ui/states'
import { useToast } from '@shared/ui/toast'
import { IconQuote } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams, useSearchParams } from 'react-router'
import { useCase } from '../../api/cases/get-case'
import { citesOn, useLooked, worksOn } from '../../api/notes/notes'
import type { Case } from '../../api/types'
import { FaultScreen } from '../../lib/fault-screen'
import { mayRead, type RecordPlace } from '../../lib/case-reader'
import { RecordChooser } from '../../lib/record-chooser'
import { RecordShown } from '../../lib/record-shown'
import { type RecordEntry, useEntries } from '../../lib/record-entries'
import { citeElsewhere, useCaseElsewhere, useShownFromElsewhere } from '../../lib/windows'
import classes from './records.module.css'

/** The records alone: for a second window, beside the writing. */
export function RecordsPage() {
  const { t } = useTranslation('console')
  const id = useParams().id ?? ''
  const c = useCase(id)
  if (!c.data) return c.error ? <FaultScreen fault={c.error} retry={() => void c.refetch()} /> : <Loading what={t('case.loading')} />
  return <Records key={id} c={c.data} />
}

function Records({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const elsewhere = useCaseElsewhere()
  useShownFromElsewhere(c.id)
  const led = useLocation().key // also where the same place is asked for once more
  const away = elsewhere !== '' && elsewhere !== c.id
  return (
    <div className={classes.page}>
      <Header>
        <div className="oso-grow">
          {c.patient ? <Identity person={{ name: c.patient.name, surname: c.patient.surname, native: c.patient.native, sex: c.patient.sex, birthDate: c.patient.birth_date, reference: c.reference }} /> : null}
        </div>
      </Header>
      {away ? (
        // Never one patient's records beside another's letter.
        <Banner kind="problem" title={t('window.other')} act={<ButtonLink to={`/case/${elsewhere}/records`}>{t('window.follow')}</ButtonLink>}>
          {t('window.otherLead')}
        </Banner>
      ) : (
        <Split key={led} c={c} />
      )}
    </div>
  )
}

function Split({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const entries = useEntries(c.records)
  const [params] = useSearchParams()
  const led = params.get('record')
  const [chosen, setChosen] = useState(() => entries.find(e => e.record.id === led || e.images.some(i => i.id === led))?.key ?? '')
  // What was led to and is not here is said: the first one would be taken for it.
  const lost = chosen === '' && led !== null
  const entry = entries.find(e => e.key === chosen) ?? (lost ? undefined : entries[0])
  // Where in the one that was chosen.
  const [hit, setHit] = useState<RecordPlace | null>(null)
  const page = entry?.record.id === led ? Math.max(1, Number(params.get('page')) || 1) : 1
  const looked = useLooked(c.id, worksOn(c))
  const record = entry && entry.images.length === 0 ? entry.record.id : ''
  useEffect(() => {
    if (record) looked(record)
  }, [looked, record])
  if (!entry && !lost) {
    return (
      <main className={classes.shown}>
        <Empty what={t('records.none')} />
      </main>
    )
  }
  return (
    <div className={classes.split}>
      <nav className={classes.list} aria-label={t('records.documents')}>
        <RecordChooser
          caseId={c.id}
          entries={entries}
          chosen={entry?.key ?? ''}
          from="records"
          onChoose={(e, place) => {
            setChosen(e.key)
            setHit(place)
          }}
        />
      </nav>
      <main className={classes.shown} aria-label={entry?.title ?? t('records.lost')}>
        {entry ? <Shown key={`${entry.key}/${hit?.inner}/${hit?.page}/${hit?.find}`} c={c} entry={entry} place={hit ?? { page }} /> : <Empty what={t('records.lost')} />}
      </main>
    </div>
  )
}

/** A record, and for who writes in another window the way to name it there. */
function Shown({ c, entry, place }: { c: Case; entry: RecordEntry; place: RecordPlace }) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const page = useRef(place.page ?? 1)
  const record = useRef(entry.record.id)
  async function cite() {
    const how = await citeElsewhere(c.id, { record: record.current, page: mayRead(entry.record) ? page.current : 0 })
    toast(t(how === 'taken' ? 'figures.cited' : 'figures.notCitedThere'))
  }
  return (
    <>
      {citesOn(c) && entry.images.length === 0 ? (
        <div className={classes.cite}>
          <Button icon={<Icon of={IconQuote} />} onClick={() => void cite()}>
            {t('write.cite')}
          </Button>
        </div>
      ) : null}
      <RecordShown
        c={c}
        entry={entry}
        from="records"
        {...place}
        onPage={n => {
          page.current = n
        }}
        onSide={r => {
          record.current = r.id
          page.current = 1
        }}
      />
    </>
  )
}
