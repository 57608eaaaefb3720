import { formatDay } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { Sheet } from '@shared/ui/dialog'
import { Header } from '@shared/ui/page'
import { Empty, Loading } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFigureCases, useFigures } from '../../api/figures/figures'
import type { Causes, FigureCasesRequest, Figures } from '../../api/types'
import { FaultPage } from '../../lib/fault-view'
import { WholePage } from '../../lib/whole-page'
import { useWords } from '../../lib/words'
import { type Bar, Bars } from './bars'
import classes from './figures.module.css'
import { WeeksChart } from './weeks-chart'

type Asked = FigureCasesRequest & { title: string }

/** How the service does, in numbers: of the service, never of a person. */
export function FiguresPage() {
  const { t } = useTranslation('console')
  const figures = useFigures()
  const [asked, setAsked] = useState<Asked | null>(null)
  return (
    <WholePage current="figures" title={t('numbers.title')} loading={t('numbers.loading')} asked={figures}>
      {data => (
        <>
          <Header>
            <h1>{t('numbers.title')}</h1>
            <span className="oso-ink-2">{t('numbers.since', { day: formatDay(data.from) })}</span>
          </Header>
          <main tabIndex={0} className={`oso-scroll ${classes.scroll}`} aria-label={t('numbers.title')}>
            <Charts figures={data} onCases={data.cases ? setAsked : undefined} />
          </main>
          {asked ? (
            <Sheet open onClose={() => setAsked(null)} title={asked.title}>
              <CasesOf asked={asked} />
            </Sheet>
          ) : null}
        </>
      )}
    </WholePage>
  )
}

function Charts({ figures: f, onCases }: { figures: Figures; onCases?: (a: Asked) => void }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const to = (chart: FigureCasesRequest['chart'], key: string, title: string) => (onCases ? () => onCases({ chart, key, title }) : undefined)
  const broken = (title: string, c: Causes, chart: FigureCasesRequest['chart'], word: (key: string) => string): [Bar[], string] => [
    c.rows.map(r => ({ key: r.key, name: word(r.key), count: r.count, onCount: to(chart, r.key, `${title}: ${word(r.key)}`) })),
    c.rows.length === 0 ? t(c.small ? 'numbers.few' : 'numbers.none') : c.small ? (c.rest > 0 ? t('numbers.rest', { count: c.rest }) : t('numbers.others')) : '',
  ]
  const [deficient, deficientNote] = broken(t('numbers.deficient'), f.deficient, 'deficient', k => say('reason', k))
  const [corrections, correctionsNote] = broken(t('numbers.corrections'), f.corrections, 'correction', k => say('reason', k))
  const outcome = (k: string) => t(`numbers.outcome.${k as 'confirmed'}`)
  const [diagnoses, diagnosesNote] = broken(t('numbers.diagnoses'), f.diagnoses, 'diagnosis', outcome)
  const [plans, plansNote] = broken(t('numbers.plans'), f.plans, 'plan', outcome)
  return (
    <>
      <WeeksChart weeks={f.weeks} onWeek={onCases ? (begins, late) => onCases({ chart: late ? 'late-week' : 'week', key: begins, title: t(late ? 'numbers.lateOfWeek' : 'numbers.ofWeek', { day: formatDay(begins) }) }) : undefined} />
      <div className={classes.grid}>
        <Bars title={t('numbers.stages')} head={t('numbers.stage')} late note={f.stages.length === 0 ? t('numbers.noneOpen') : ''} bars={f.stages.map(s => ({ key: s.key, name: say('state', s.key), count: s.count, late: s.late, to: onCases ? `/stage/${s.key}` : undefined, onLate: s.late > 0 ? to('late-stage', s.key, t('numbers.lateIn', { stage: say('state', s.key) })) : undefined }))} />
        <Bars title={t('numbers.unread')} head={t('numbers.age')} note="" bars={f.unread.map(u => ({ key: u.key, name: t(`numbers.ages.${u.key as 'older'}`), count: u.count, onCount: u.count > 0 ? to('unread', u.key, `${t('numbers.unread')}: ${t(`numbers.ages.${u.key as 'older'}`)}`) : undefined }))} />
        <Bars title={t('numbers.readings')} head={t('numbers.review')} late note={f.readings.length === 0 ? t('numbers.noneOpen') : ''} bars={f.readings.map(r => ({ key: r.key, name: t(`numbers.kinds.${r.key as 'imaging'}`), count: r.count, late: r.late, onCount: to('reading', r.key, `${t('numbers.readings')}: ${t(`numbers.kinds.${r.key as 'imaging'}`)}`), onLate: r.late > 0 ? to('late-reading', r.key, `${t('numbers.readings')}, ${t('numbers.late')}: ${t(`numbers.kinds.${r.key as 'imaging'}`)}`) : undefined }))} />
        <Bars title={t('numbers.deficient')} head={t('numbers.cause')} note={deficientNote} bars={deficient} />
        <Bars title={t('numbers.diagnoses')} head={t('numbers.came')} note={diagnosesNote} bars={diagnoses} />
        <Bars title={t('numbers.plans')} head={t('numbers.came')} note={plansNote} bars={plans} />
        <Bars title={t('numbers.corrections')} head={t('numbers.cause')} note={correctionsNote} bars={corrections} />
      </div>
      <p className="oso-small oso-ink-2">{t('numbers.means')}</p>
    </>
  )
}

/** The cases behind a number. */
function CasesOf({ asked: { chart, key } }: { asked: Asked }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const cases = useFigureCases({ chart, key })
  if (cases.error) return <FaultPage fault={cases.error} retry={() => void cases.refetch()} />
  if (!cases.data) return <Loading what={t('numbers.loading')} />
  if (cases.data.cases.length === 0) return <Empty what={t('numbers.none')} />
  return (
    <ul className={classes.cases}>
      {cases.data.cases.map(c => (
        <li key={c.id}>
          <Link to={`/case/${c.id}`}>{formatReference(c.reference)}</Link> <span className="oso-small oso-ink-2">{say('state', c.state)}</span>
        </li>
      ))}
      {cases.data.cases.length === 2000 ? <li className="oso-small oso-ink-2">{t('numbers.most')}</li> : null}
    </ul>
  )
}
