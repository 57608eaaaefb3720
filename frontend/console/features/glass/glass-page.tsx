import { after } from '@shared/after'
import type { Fault } from '@shared/fault'
import { RadioField } from '@shared/form/choice'
import { formatMoment } from '@shared/format/date'
import { formatReference } from '@shared/format/number'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { Header } from '@shared/ui/page'
import { Empty } from '@shared/ui/states'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useGlasses, useGlassStep } from '../../api/glass/glass'
import type { Glass, Glasses } from '../../api/types'
import { FaultNote } from '../../lib/fault-view'
import { useGlassWords } from '../../lib/glass-words'
import { ReasonDialog } from '../../lib/reason-dialog'
import { WholePage } from '../../lib/whole-page'
import classes from './glass.module.css'

/** Cases that were taken under break-glass: what was seen, and whether it was justified. */
export function GlassPage() {
  const { t } = useTranslation('console')
  const glasses = useGlasses()
  return (
    <WholePage current="glass" title={t('glass.title')} loading={t('glass.loading')} asked={glasses}>
      {data => <All glasses={data} />}
    </WholePage>
  )
}

function All({ glasses }: { glasses: Glasses }) {
  const { t } = useTranslation('console')
  const [reviewing, setReviewing] = useState<Glass | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const step = useGlassStep()
  return (
    <>
      <Header>
        <h1>{t('glass.title')}</h1>
      </Header>
      <main tabIndex={0} className={`oso-scroll ${classes.scroll}`} aria-label={t('glass.title')}>
        <FaultNote fault={fault} />
        {glasses.rows.length === 0 ? (
          <Empty what={t('glass.none')} how={t('glass.noneHow')} />
        ) : (
          <ul className={classes.list}>
            {glasses.rows.map(g => (
              <li key={g.id}>
                <One
                  glass={g}
                  busy={step.isPending}
                  onReview={() => setReviewing(g)}
                  onEnd={() => {
                    setFault(null)
                    after(step.mutateAsync({ id: g.id, step: 'end' }), { failed: setFault })
                  }}
                />
              </li>
            ))}
          </ul>
        )}
      </main>
      {reviewing ? <ReviewDialog glass={reviewing} onClose={() => setReviewing(null)} /> : null}
    </>
  )
}

function One({ glass: g, busy, onReview, onEnd }: { glass: Glass; busy: boolean; onReview: () => void; onEnd: () => void }) {
  const { t } = useTranslation('console')
  const words = useGlassWords()
  return (
    <article className={classes.one} aria-label={formatReference(g.case.reference)}>
      <div className={classes.words}>
        <h2>
          <bdi>{g.person.name}</bdi>, <Link to={`/case/${g.case.id}`}>{formatReference(g.case.reference)}</Link>
        </h2>
        <p className={`${classes.state} ${g.open ? 'oso-problem' : 'oso-ink-2'}`}>
          {g.open ? <Glyph kind="problem" /> : null}
          {g.open ? t('glass.open', { until: formatMoment(g.until) }) : t('glass.over', { from: formatMoment(g.began), until: formatMoment(g.ended ?? g.until) })}
          {g.ended ? `, ${t('glass.endedBy', { name: g.ended_by.name, at: formatMoment(g.ended) })}` : ''}
        </p>
        <p dir="auto">
          {words.reason(g.reason)}
          {g.why ? `: ${g.why}` : ''}
        </p>
        <p className="oso-small oso-ink-2">{g.saw.length > 0 ? t('glass.saw', { what: g.saw.map(s => (s.count > 1 ? `${words.what(s.what)} (${s.count})` : words.what(s.what))).join(', ') }) : t('glass.sawNothing')}</p>
        {g.reviewed ? (
          <p dir="auto">
            {t('glass.reviewed', { verdict: t(`glass.${g.verdict as 'justified' | 'not-justified'}`), by: g.by.name, at: formatMoment(g.reviewed) })}
            {g.note ? `: ${g.note}` : ''}
          </p>
        ) : (
          <p className={`${classes.state} oso-time`}>
            <Glyph kind="time" />
            {t('glass.waits')}
          </p>
        )}
      </div>
      <span className={classes.acts}>
        {g.ends ? (
          <Button busy={busy && t('dialog.doing')} onClick={onEnd}>
            {t('glass.end')}
          </Button>
        ) : null}
        {g.reviews ? <Button onClick={onReview}>{t('glass.review')}</Button> : null}
      </span>
    </article>
  )
}

function ReviewDialog({ glass, onClose }: { glass: Glass; onClose: () => void }) {
  const { t } = useTranslation('console')
  const words = useGlassWords()
  const step = useGlassStep()
  const [verdict, setVerdict] = useState<'justified' | 'not-justified' | ''>('')
  const [asked, setAsked] = useState(false)
  return (
    <ReasonDialog
      title={t('glass.reviewTitle')}
      lead={<span dir="auto">{t('glass.reviewLead', { name: glass.person.name, reason: words.reason(glass.reason), why: glass.why || '–' })}</span>}
      act={t('glass.review')}
      label={t('glass.note')}
      hint={t('glass.noteHint')}
      ready={() => {
        setAsked(true)
        return verdict !== ''
      }}
      onClose={onClose}
      onAct={note => step.mutateAsync({ id: glass.id, step: 'review', body: { verdict: verdict as 'justified', note } })}
    >
      <RadioField
        legend={t('glass.verdict')}
        value={verdict}
        onChange={setVerdict}
        choices={[
          { value: 'justified', label: t('glass.justified'), description: glass.open ? t('glass.openMeans') : undefined },
          { value: 'not-justified', label: t('glass.not-justified'), description: t('glass.notMeans') },
        ]}
        error={asked && verdict === '' ? t('glass.needVerdict') : undefined}
      />
    </ReasonDialog>
  )
}
