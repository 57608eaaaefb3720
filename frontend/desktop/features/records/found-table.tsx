import { IconCircleMinus } from '@tabler/icons-react'
import { Button } from '@shared/ui/button'
import { Glyph } from '@shared/ui/glyph'
import { Icon } from '@shared/ui/icon'
import { SeriesQuality } from '@shared/ui/series-quality'
import { sexCode } from '@shared/ui/identity'
import { formatDay } from '@shared/format/date'
import { formatBytes, formatCount } from '@shared/format/number'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Discrepancy, ImportState, RecordList, RecordPerson, StoredRecord, Study } from '../../bridge'
import classes from './records.module.css'

type Props = { data: RecordList; editable: boolean; running: ImportState | undefined; current: Discrepancy | undefined; onChoose: (f: Discrepancy) => void; onRead: (r: StoredRecord) => void }

/** Studies and files by whose they are: this patient, to decide, somebody else. */
export function FoundTable({ data, editable, running, current, onChoose, onRead }: Props) {
  const { t } = useTranslation('desktop')
  const [kept, setKept] = useState(false)
  return (
    <>
      <table className={classes.table} aria-label={t('records.found')}>
        <colgroup>
          <col className={classes.colDate} />
          <col />
          <col className={classes.colSeries} />
          <col className={classes.colCount} />
        </colgroup>
        {data.people.map((p, i) => (
          <PersonRows
            key={i}
            person={p}
            discrepancy={data.open.find(f => f.id === p.discrepancy)}
            out={editable ? data.decided.find(f => f.id === p.discrepancy) : undefined}
            current={current}
            onChoose={onChoose}
            onRead={onRead}
            reading={running?.running ?? false}
          />
        ))}
      </table>
      {data.kept.length > 0 ? (
        <div className={classes.outcome}>
          <p className="oso-small oso-ink-3">
            {t('records.unreadable', { count: data.kept.length })}{' '}
            <Button kind="link" aria-expanded={kept} onClick={() => setKept(!kept)}>
              {t('records.showThem')}
            </Button>
          </p>
          {kept ? (
            <ul className={classes.files} aria-label={t('records.keptTitle')}>
              {data.kept.map(r => (
                <li key={r.id}>
                  <button type="button" className={classes.read} onClick={() => onRead(r)}>
                    <bdi>{r.name}</bdi>
                  </button>
                  <span className="oso-ink-2">{r.reason}</span>
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
    </>
  )
}

type PersonProps = { person: RecordPerson; discrepancy: Discrepancy | undefined; out: Discrepancy | undefined; current: Discrepancy | undefined; onChoose: (f: Discrepancy) => void; onRead: (r: StoredRecord) => void; reading: boolean }

function PersonRows({ person, discrepancy, out, current, onChoose, onRead, reading }: PersonProps) {
  const { t } = useTranslation('desktop')
  const { t: shared } = useTranslation('shared')
  const other = person.whose === 'other' || person.whose === 'left'
  const here = current !== undefined && (discrepancy ?? out)?.id === current.id
  const choose = discrepancy ? () => onChoose(discrepancy) : undefined
  const differs = (field: string) => (discrepancy && person.differs.includes(field) ? 'oso-problem' : undefined)
  const verdict = discrepancy
    ? t('records.decide', { what: discrepancy.title })
    : other
      ? t(person.whose === 'left' ? 'records.leftOut' : 'records.left')
      : person.whose === 'patient'
        ? t('records.thisPatient')
        : person.whose === 'nobody'
          ? t('records.noIdentity')
          : t('records.decided')
  return (
    <tbody>
      <tr className={classes.person} data-problem={discrepancy ? true : undefined} onClick={choose}>
        <th colSpan={4} scope="rowgroup">
          <span className={classes.personLine}>
            {discrepancy ? <Glyph kind="problem" /> : other ? <Icon of={IconCircleMinus} /> : <Glyph kind={person.whose === 'patient' ? 'done' : 'draft'} />}
            <span className={classes.personName}>
              {person.name === '' ? (
                t('records.noIdentity')
              ) : (
                <>
                  <b className={differs('name')}>
                    <bdi>{person.name}</bdi>
                  </b>
                  {person.native ? <bdi className="oso-native"> {person.native}</bdi> : null}
                  {person.sex ? (
                    <>
                      {', '}
                      <span className={differs('sex')}>{shared(`sex.${sexCode(person.sex)}`)}</span>
                    </>
                  ) : null}
                  {person.birth_date ? (
                    <>
                      {', '}
                      {shared('identity.born', { date: '' })}
                      <span className={differs('birth_date')} style={differs('birth_date') && { fontWeight: 600 }}>
                        {formatDay(person.birth_date)}
                      </span>
                    </>
                  ) : null}
                </>
              )}
            </span>
            {person.whose === 'nobody' ? null : out ? (
              <span className={`${classes.verdict} oso-ink-3`}>
                {verdict}
                <Button kind="link" onClick={() => onChoose(out)} aria-pressed={here}>
                  {t('records.back')}
                </Button>
              </span>
            ) : discrepancy ? (
              <button type="button" className={`${classes.verdict} oso-problem`} onClick={choose} aria-pressed={here}>
                {verdict}
              </button>
            ) : (
              <span className={`${classes.verdict} oso-ink-3`}>{verdict}</span>
            )}
          </span>
        </th>
      </tr>
      {person.studies.map(s => (
        <Fragment key={s.uid}>
          <StudyRow study={s} current={here} left={other} reading={reading && !s.stored} onClick={choose} />
          {s.documents.map(r => (
            <FileRow key={r.id} record={r} current={here} left={other} onClick={choose} onRead={onRead} />
          ))}
        </Fragment>
      ))}
      {person.records.map(r => (
        <FileRow key={r.id} record={r} current={here} left={other} onClick={choose} onRead={onRead} />
      ))}
    </tbody>
  )
}

/** What the headers of each series say: one line, and what it means for a reader. */
function Qualities({ study }: { study: Study }) {
  const { t } = useTranslation('desktop')
  const [open, setOpen] = useState(false)
  const told = study.series.filter(s => s.quality !== '')
  if (told.length === 0) return null
  return (
    <>
      <Button
        kind="link"
        aria-expanded={open}
        onClick={e => {
          e.stopPropagation()
          setOpen(!open)
        }}
      >
        {t('records.quality', { count: told.length })}
      </Button>
      {open ? (
        <ul className={classes.qualities}>
          {told.map(s => (
            <li key={s.uid}>
              <bdi className={classes.seriesName}>{s.description || t('records.seriesName', { modality: s.modality })}</bdi>
              <SeriesQuality line={s.quality} means={s.means} asked={s.asked} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function StudyRow({ study, current, left, reading, onClick }: { study: Study; current: boolean; left: boolean; reading: boolean; onClick?: () => void }) {
  const { t } = useTranslation('desktop')
  const count = left
    ? study.stored
      ? t('records.notSent')
      : t('records.notStored')
    : study.missing > 0
      ? t('records.imagesOf', { done: formatCount(study.images), total: formatCount(study.images + study.missing) })
      : t('records.images', { count: study.images })
  const order = [study.accession && t('records.accession', { number: study.accession }), study.referrer && t('records.referrer', { name: study.referrer })]
    .filter(Boolean)
    .join(', ')
  return (
    <tr className={classes.study} data-current={current || undefined} data-left={left || undefined} data-reading={reading || undefined} onClick={onClick}>
      <td className="oso-ink-2">{formatDay(study.date) || t('records.undated')}</td>
      <td title={study.description}>
        <span className={classes.description}>{study.description || study.modality}</span>
        {order ? (
          <span className={`${classes.note} oso-ink-3`} title={order}>
            <bdi>{order}</bdi>
          </span>
        ) : null}
        {study.note ? <span className={`${classes.note} oso-time`}>{study.note}</span> : null}
        <Qualities study={study} />
      </td>
      <td className={classes.number}>{t('records.seriesCount', { count: study.series.length })}</td>
      <td className={classes.number}>{count}</td>
    </tr>
  )
}

function FileRow({ record, current, left, onClick, onRead }: { record: StoredRecord; current: boolean; left: boolean; onClick?: () => void; onRead: (r: StoredRecord) => void }) {
  const { t } = useTranslation('desktop')
  const name = record.pages > 0 ? t('records.pages', { name: record.name, count: record.pages }) : record.name
  return (
    <tr className={classes.study} data-current={current || undefined} data-left={left || undefined} onClick={onClick}>
      <td className="oso-ink-2">{formatDay(record.date) || t('records.undated')}</td>
      <td title={name}>
        {record.id ? (
          <button
            type="button"
            className={`${classes.description} ${classes.read}`}
            onClick={e => {
              e.stopPropagation()
              onRead(record)
            }}
          >
            <bdi>{name}</bdi>
          </button>
        ) : (
          <bdi className={classes.description}>{name}</bdi>
        )}
        {record.reason ? <span className={`${classes.note} oso-ink-2`}>{record.reason}</span> : null}
      </td>
      <td />
      <td className={classes.number}>{left ? t('records.notSent') : formatBytes(record.bytes)}</td>
    </tr>
  )
}
