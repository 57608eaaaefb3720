import { IconAppWindow, IconFileText, IconPhoto } from '@tabler/icons-react'
import { ageOn, formatDay } from '@shared/format/date'
import { Button, ButtonLink } from '@shared/ui/button'
import { type Fact, Facts } from '@shared/ui/facts'
import { Icon } from '@shared/ui/icon'
import { sexCode } from '@shared/ui/identity'
import { Loading } from '@shared/ui/states'
import { useViewerSoon } from '@shared/viewer/soon'
import { keyImageSearch } from '@shared/viewer/target'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { hasImages } from '../../api/images/case-images'
import { useImageSource } from '../../api/images/source'
import type { Case } from '../../api/types'
import { WhyAgain } from '../../lib/why-again'
import { Asked } from '../../lib/case-text'
import { CaseHeader } from '../../lib/case-header'
import { useEntries } from '../../lib/record-entries'
import { SearchSheet } from '../../lib/record-search'
import { useTellCase, openRecords } from '../../lib/windows'
import { useWords } from '../../lib/words'
import classes from './first-page.module.css'
import { Missing } from './missing'
import { Stopped } from './stopped'
import { Threads } from './threads'

// What reads an image comes where the clinic has marked one.
const Cards = lazy(() => import('@shared/viewer/key-image-cards').then(m => ({ default: m.KeyImageCards })))

/** What a case is about, before anything is written: one page. */
export function FirstPage({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const go = useNavigate()
  useTellCase(c.id)
  const images = hasImages(c)
  useViewerSoon(images)
  return (
    <>
      <CaseHeader c={c} back={t('nav.cases')}>
        <Button kind="primary" icon={<Icon of={IconFileText} />} onClick={() => void go(`/case/${c.id}/write`)}>
          {t('first.write')}
        </Button>
      </CaseHeader>
      <Stopped c={c} />
      <WhyAgain c={c} />
      <main tabIndex={0} className={classes.page} aria-label={t('first.label')}>
        <div className={classes.columns}>
          <div>
            <h2>{t('case.asked')}</h2>
            <Asked questions={c.document?.questions ?? []} />
            <KeyImages c={c} />
            <KeyFacts c={c} />
          </div>
          <div>
            <section className={classes.block}>
              <h2>{t('first.missing')}</h2>
              <Missing c={c} />
            </section>
            {c.threads.length > 0 ? (
              <section className={classes.block} aria-label={t('messages.label')}>
                <Threads c={c} fresh={new Set(c.messages.filter(m => m.new).map(m => m.id))} />
              </section>
            ) : null}
            <Timeline c={c} />
          </div>
        </div>
      </main>
      {c.records.length > 0 ? (
        <footer className={classes.acts}>
          {images ? (
            <ButtonLink to={`/case/${c.id}/images`} icon={<Icon of={IconPhoto} />}>
              {t('records.look')}
            </ButtonLink>
          ) : null}
          <SearchSheet c={c} />
          <Button icon={<Icon of={IconAppWindow} />} onClick={() => openRecords(c.id)}>
            {t('first.window')}
          </Button>
        </footer>
      ) : null}
    </>
  )
}

/** What the clinic wants to be looked at first. */
function KeyImages({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const source = useImageSource(c.id)
  if (c.key_images.length === 0) return null
  return (
    <section className={classes.block} aria-label={t('keyImages.title')}>
      <h2>{t('keyImages.title')}</h2>
      <Suspense fallback={<Loading what={t('records.opening')} />}>
        <Cards source={source} list={c.key_images} to={k => `/case/${c.id}/images${keyImageSearch(k.id)}`} />
      </Suspense>
    </section>
  )
}

function KeyFacts({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const { t: shared } = useTranslation('shared')
  const say = useWords()
  const d = c.document
  if (!d) return null
  const years = c.patient ? ageOn(c.patient.birth_date, new Date())?.years : undefined
  const sex = c.patient ? shared(`sexWord.${sexCode(c.patient.sex)}`) : ''
  const facts: Fact[] = [
    { label: t('offer.patient'), value: years === undefined ? t('offer.sexOnly', { sex }) : t('offer.ageSex', { sex, years: String(years) }) },
    { label: t('caseText.complaint'), value: d.history.chief_complaint },
    { label: t('offer.diagnosis'), value: [d.diagnosis.text, d.diagnosis.icd10].filter(Boolean).join(', ') },
    { label: t('caseText.plan'), value: d.plan },
    { label: t('case.reason'), value: d.reason },
    { label: t('caseText.medication'), value: d.history.medication },
    { label: t('caseText.allergies'), value: d.history.allergies },
    { label: t('case.service'), value: [c.kind, ...c.add_ons].map(k => say('service', k)).join(', ') },
    { label: t('case.physician'), value: [c.physician?.name, c.clinic?.name].filter(Boolean).join(', ') },
  ]
  return (
    <section className={classes.block}>
      <h2>{t('first.facts')}</h2>
      <Facts facts={facts.filter(f => f.value)} />
    </section>
  )
}

/** What was done when, and which records are of it. */
function Timeline({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const entries = useEntries(c.records)
  const events = (c.document?.history.events ?? []).map(e => ({ date: e.date, text: e.text }))
  const studies = entries.filter(e => e.date).map(e => ({ date: e.date, text: `${e.title}, ${e.detail}` }))
  const all = [...events, ...studies].sort((a, b) => a.date.localeCompare(b.date))
  if (all.length === 0) return null
  return (
    <section className={classes.block}>
      <h2>{t('first.timeline')}</h2>
      <dl className={classes.timeline}>
        {all.map((e, i) => (
          <div key={i}>
            <dt>{formatDay(e.date)}</dt>
            <dd>
              <bdi>{e.text}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
