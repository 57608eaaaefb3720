import { formatDay } from '@shared/format/date'
import { CheckField } from '@shared/form/choice'
import { Button, ButtonLink } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, Material } from '../../api/types'
import { ActDialog } from '../../lib/act-dialog'
import type { CheckLine } from '../../lib/checks'
import { type RecordEntry, useEntries } from '../../lib/record-entries'
import { useWords } from '../../lib/words'
import { ArrivedForm } from './arrived-form'
import classes from './case.module.css'
import type { Doing } from './intake-panel'

/** What was declared, each with what came of it; and what came and is of nothing that was declared. */
export function useMaterialsLine(c: Case, { can, busy, run, onAct }: Omit<Doing, 'read'>): CheckLine {
  const { t } = useTranslation('console')
  const say = useWords()
  const [arrived, setArrived] = useState('') // the material that is being compared, as it stood then
  const [asks, setAsks] = useState(false)
  const entries = useEntries(c.records.filter(r => !r.translates))
  const coming = c.materials.filter(m => m.state !== 'arrived')
  const missing = coming.map(m => m.id).join()
  const waived = c.tracks?.materials === 'waived'
  const loose = entries.filter(e => !c.materials.some(m => m.id === e.record.material))
  return {
    key: 'materials',
    glyph: coming.length === 0 || waived ? 'done' : c.state === 'awaiting-materials' ? 'patient' : 'you',
    text: t('intake.materials'),
    sub: waived ? t('intake.materialsWaived') : coming.length === 0 ? t('intake.materialsHere') : t('intake.materialsOpen', { count: coming.length }),
    more: (
      <>
        <ul className={classes.things}>
          {c.materials.map(m => (
            <li key={m.id}>
              <Glyph kind={m.state === 'arrived' ? 'done' : m.state === 'deficient' ? 'problem' : 'draft'} />
              <span className="oso-grow">
                {m.description}, {t('intake.channel', { channel: say('channel', m.channel) })}
                <span className="oso-ink-3">
                  {', '}
                  {t(`intake.state.${m.state}` as 'intake.state.arrived', { defaultValue: m.state })}
                  {m.state === 'arrived' && m.arrived_at ? ` ${m.received_by ? t('intake.sinceBy', { date: formatDay(m.arrived_at), name: m.received_by }) : t('intake.sinceDay', { date: formatDay(m.arrived_at) })}` : ''}
                  {m.reason ? `: ${say('reason', m.reason)}` : ''}
                  {m.note ? ` (${m.note})` : ''}
                </span>
              </span>
              {m.state !== 'arrived' && can('record-material') ? (
                <Button kind="link" aria-expanded={arrived === stands(m)} onClick={() => setArrived(arrived === stands(m) ? '' : stands(m))}>
                  {t('intake.arrived')}
                </Button>
              ) : null}
              {m.state === 'arrived' && m.physical && !m.returned_at && can('record-material') ? (
                <Button kind="link" aria-expanded={arrived === stands(m)} onClick={() => setArrived(arrived === stands(m) ? '' : stands(m))}>
                  {t('intake.more')}
                  <span className="oso-hidden">{` ${m.description}`}</span>
                </Button>
              ) : null}
              {arrived === stands(m) && (m.state !== 'arrived' || m.physical) ? (
                <ArrivedForm c={c} material={m} busy={busy('record-material')} onRecord={(what, done) => run({ act: 'record-material', body: { material: m.id, ...what } }, done)} onClose={() => setArrived('')} />
              ) : null}
              <Came c={c} entries={entries.filter(e => e.record.material === m.id)} of={m} />
            </li>
          ))}
        </ul>
        {loose.length > 0 ? (
          <section aria-label={t('intake.loose')}>
            <p className={classes.loose}>{t('intake.loose')}</p>
            <Came c={c} entries={loose} />
          </section>
        ) : null}
        {asks ? (
          <ActDialog key={missing} c={c} act="find-deficient" keptAs={missing} begins={{ items: coming.map(m => ({ material: m.id, code: m.reason || 'missing', note: m.note })) }} onClose={() => setAsks(false)} />
        ) : null}
      </>
    ),
    acts:
      can('find-deficient') || can('waive-materials') || can('record-material') ? (
        <>
          {can('record-material') ? (
            <ButtonLink kind="plain" to={`/case/${c.id}/sheet`}>
              {t('sheet.print')}
            </ButtonLink>
          ) : null}
          {can('waive-materials') && coming.length > 0 ? (
            <Button kind="plain" onClick={() => onAct('waive-materials')}>
              {t('intake.waive')}
            </Button>
          ) : null}
          {can('find-deficient') && coming.length > 0 ? (
            <Button kind="plain" onClick={() => setAsks(true)}>
              {t('intake.askMissing', { count: coming.length })}
            </Button>
          ) : null}
          {can('find-deficient') ? (
            <Button kind="plain" onClick={() => onAct('find-deficient')}>
              {t('intake.deficient')}
            </Button>
          ) : null}
        </>
      ) : null,
  }
}

/** What came: by kind and date, and a way to say of what it is. */
function Came({ c, entries, of }: { c: Case; entries: RecordEntry[]; of?: Material }) {
  const { t } = useTranslation('console')
  const say = useWords()
  const [tie, setTie] = useState<RecordEntry[]>([])
  const [ticked, setTicked] = useState<readonly string[]>([])
  // Several at once, where nobody has said yet what they are.
  const severalOf = !of && entries.length > 1 && c.acts.includes('tie-records')
  const chosen = entries.filter(e => ticked.includes(e.key))
  if (entries.length === 0) return of && of.state === 'arrived' && !of.physical ? <span className={`${classes.came} oso-ink-3`}>{t('intake.cameNone')}</span> : null
  return (
    <ul className={classes.came}>
      {entries.map(e => {
        const kind = e.record.origin?.kind || (e.record.media_type === 'application/dicom' ? 'imaging' : '')
        const name = (
          <>
            <bdi>{e.title}</bdi>
            <span className="oso-ink-3">{[kind ? t(`inbox.kind.${kind}` as 'inbox.kind.imaging', { defaultValue: say('party', kind) }) : '', e.date ? formatDay(e.date) : t('intake.undated'), e.images.length > 0 ? e.detail : ''].filter(Boolean).map(x => `, ${x}`)}</span>
          </>
        )
        return (
          <li key={e.key}>
            <div className={classes.what}>{severalOf ? <CheckField label={name} checked={ticked.includes(e.key)} onChange={on => setTicked(on ? [...ticked, e.key] : ticked.filter(k => k !== e.key))} /> : name}</div>
            {c.acts.includes('tie-records') ? (
              <Button kind="link" onClick={() => setTie([e])}>
                {t(of ? 'intake.tieElse' : 'intake.tie')}
                <span className="oso-hidden">{` ${e.title}`}</span>
              </Button>
            ) : null}
          </li>
        )
      })}
      {chosen.length > 1 ? (
        <li>
          <Button onClick={() => setTie(chosen)}>{t('intake.tieTicked', { count: chosen.length })}</Button>
        </li>
      ) : null}
      {tie.length > 0 ? (
        <ActDialog
          c={c}
          act="tie-records"
          given={{ records: tie.flatMap(e => (e.images.length > 0 ? e.images : [e.record])).map(r => r.id).join(' ') }}
          about={tie.map(e => [e.title, e.date ? formatDay(e.date) : ''].filter(Boolean).join(', ')).join('; ')}
          begins={of ? { material: of.id } : undefined}
          onClose={() => setTie([])}
          onDone={() => setTicked([])}
        />
      ) : null}
    </ul>
  )
}

/** A material as it stands: once something came of it, what was asked about it is over. */
const stands = (m: Material) => [m.id, m.state, m.things.length].join()
