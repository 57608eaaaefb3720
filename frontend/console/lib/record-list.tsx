import { formatDay } from '@shared/format/date'
import { formatBytes } from '@shared/format/number'
import { ReaderDialog } from '@shared/reader/reader-dialog'
import { Button, ButtonLink } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { Empty } from '@shared/ui/states'
import { useViewerSoon } from '@shared/viewer/soon'
import { IconPhoto } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseRecord } from '../api/types'
import { recordAddress, studyAddress } from '../api/records'
import { CaseReader, mayRead } from './case-reader'
import { StudyPassports } from './study-passports'
import classes from './record-list.module.css'

export type RecordEntry = { key: string; title: string; date: string; detail: string; order: string; record: CaseRecord; images: CaseRecord[] }

/** Studies as one entry each, then documents. */
export function useEntries(records: CaseRecord[]): RecordEntry[] {
  const { t } = useTranslation('console')
  // Whose order a study was made on: who referred for it is seldom who asks us.
  const ordered = (list: CaseRecord[]) => {
    const all = (of: (r: CaseRecord) => string) => [...new Set(list.map(of))].filter(Boolean).join(', ')
    const [number, name] = [all(r => r.accession_number), all(r => r.referring_physician)]
    return [number && t('records.accession', { number }), name && t('records.referrer', { name })].filter(Boolean).join(', ')
  }
  const studies = new Map<string, CaseRecord[]>()
  const documents: RecordEntry[] = []
  for (const r of records) {
    if (r.study_uid && !mayRead(r)) {
      studies.set(r.study_uid, [...(studies.get(r.study_uid) ?? []), r])
      continue
    }
    const detail = r.kept ? t('records.kept', { why: r.kept }) : `${r.media_type.split('/').at(-1)?.toUpperCase() ?? ''}, ${formatBytes(r.bytes)}`
    documents.push({ key: r.id, title: (r.study_uid && (r.series || r.study)) || r.name, date: r.study_uid ? r.date : '', detail, order: '', record: r, images: [] })
  }
  const imaging = [...studies.entries()].flatMap(([uid, list]) => {
    const first = list[0]
    if (!first) return []
    // Most studies are called by their modality already: "CT chest without contrast".
    const study = first.study.toLowerCase().startsWith(first.modality.toLowerCase()) ? first.study : `${first.modality} ${first.study}`
    const title = first.study ? study.trim() : t('records.study', { modality: first.modality })
    return [{ key: uid, title, date: first.date, detail: t('records.images', { count: list.length }), order: ordered(list), record: first, images: list }]
  })
  return [...imaging.sort((a, b) => b.date.localeCompare(a.date)), ...documents]
}

/** A plain list: what it is, when, and a way to the bytes. */
export function RecordList({ caseId, records, takesStudy }: { caseId: string; records: CaseRecord[]; takesStudy: boolean }) {
  const { t } = useTranslation('console')
  const entries = useEntries(records)
  const [reading, setReading] = useState<RecordEntry | null>(null)
  const [opened, setOpened] = useState<string[]>([]) // studies: the headers of their images are read for them
  const imaging = entries.some(e => e.images.length > 0)
  useViewerSoon(imaging)
  if (entries.length === 0) return <Empty what={t('records.none')} />
  return (
    <>
      {imaging ? (
        <ButtonLink to={`/case/${caseId}/images`} icon={<Icon of={IconPhoto} />} className={classes.look}>
          {t('records.look')}
        </ButtonLink>
      ) : null}
      <ul className={classes.list}>
        {entries.map(e => (
          <li key={e.key} className={classes.entry}>
            <b>
              <bdi>{e.title}</bdi>
            </b>
            <span className="oso-ink-3">{e.date ? formatDay(e.date) : ''}</span>
            {e.images.length > 0 ? (
              <details className={classes.images} onToggle={x => x.currentTarget.open && setOpened([...opened, e.key])}>
                <summary className="oso-small oso-ink-2">{e.detail}</summary>
                {e.order ? (
                  <p className="oso-small oso-ink-2">
                    <bdi>{e.order}</bdi>
                  </p>
                ) : null}
                {opened.includes(e.key) ? <StudyPassports caseId={caseId} study={e.record.study_uid} /> : null}
                {takesStudy ? (
                  <a className="oso-small" href={studyAddress(caseId, e.record.id)} download>
                    {t('records.zip')}
                  </a>
                ) : null}
                <ul>
                  {e.images.map((r, i) => (
                    <li key={r.id} className="oso-small">
                      <a href={recordAddress(caseId, r.id)} download>
                        {t('records.image', { series: r.series || r.modality, number: i + 1 })}
                      </a>
                    </li>
                  ))}
                </ul>
              </details>
            ) : (
              <>
                <span className="oso-small oso-ink-2">{e.detail}</span>
                {mayRead(e.record) ? (
                  <Button kind="link" className="oso-small" onClick={() => setReading(e)}>
                    {t('records.open')}
                  </Button>
                ) : (
                  <a className="oso-small" href={recordAddress(caseId, e.record.id)} target="_blank" rel="noreferrer">
                    {t('records.open')}
                  </a>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
      {reading ? (
        <ReaderDialog title={reading.title} onClose={() => setReading(null)}>
          <CaseReader caseId={caseId} record={reading.record} />
        </ReaderDialog>
      ) : null}
    </>
  )
}
