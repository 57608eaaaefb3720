import { formatDay } from '@shared/format/date'
import { Button, ButtonLink } from '@shared/ui/button'
import { Icon } from '@shared/ui/icon'
import { SearchField } from '@shared/ui/search-field'
import { Empty } from '@shared/ui/states'
import { useViewerSoon } from '@shared/viewer/soon'
import { targetSearch } from '@shared/viewer/target'
import { IconPhoto } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case } from '../api/types'
import { recordAddress } from '../api/records'
import { mayRead } from './case-reader'
import { useRecordDialog } from './record-dialog'
import { called, useEntries } from './record-entries'
import { FoundInRecords } from './record-search'
import { largest } from './record-shown'
import { StudyPassports } from './study-passports'
import { StudyZip } from './study-zip'
import { TakeOut } from './take-out'
import classes from './record-list.module.css'

/** A plain list: what it is, when, and a way to the bytes. */
export function RecordList({ c }: { c: Case }) {
  const { t } = useTranslation('console')
  const entries = useEntries(c.records)
  const { read, dialog } = useRecordDialog(c)
  const [words, setWords] = useState('')
  const [opened, setOpened] = useState<string[]>([]) // studies: the headers of their images are read for them
  const shown = called(entries, words)
  const imaging = entries.some(e => e.images.length > 0)
  useViewerSoon(imaging)
  if (entries.length === 0) return <Empty what={t('records.none')} />
  return (
    <>
      <div className={classes.head}>
        {imaging ? (
          <ButtonLink to={`/case/${c.id}/images`} icon={<Icon of={IconPhoto} />}>
            {t('records.look')}
          </ButtonLink>
        ) : null}
        <SearchField label={t('records.search')} className={classes.search} words={words} onWords={setWords} />
      </div>
      <ul className={classes.list}>
        {shown.map(e => (
          <li key={e.key} className={classes.entry}>
            <b>
              <bdi>{e.title}</bdi>
            </b>
            <span className="oso-ink-3">{e.date ? formatDay(e.date) : ''}</span>
            {e.images.length > 0 ? (
              <>
                <details className={classes.images} onToggle={x => x.currentTarget.open && setOpened([...opened, e.key])}>
                  <summary className="oso-small oso-ink-2">{e.detail}</summary>
                  {e.order ? (
                    <p className="oso-small oso-ink-2">
                      <bdi>{e.order}</bdi>
                    </p>
                  ) : null}
                  {opened.includes(e.key) ? <StudyPassports caseId={c.id} study={e.record.study_uid} /> : null}
                  <StudyZip c={c} record={e.record} />
                  <ul>
                    {e.images.map((r, i) => (
                      <li key={r.id} className="oso-small">
                        <a href={recordAddress(c.id, r.id)} download>
                          {t('records.image', { series: r.series || r.modality, number: i + 1 })}
                        </a>
                      </li>
                    ))}
                  </ul>
                </details>
                <ButtonLink kind="link" className={`oso-small ${classes.open}`} to={`/case/${c.id}/images${targetSearch({ series: largest(e.images.map(r => r.series_uid)) })}`}>
                  {t('records.open')}
                  <span className="oso-hidden">{` ${e.title}`}</span>
                </ButtonLink>
              </>
            ) : (
              <>
                <span className="oso-small oso-ink-2">{e.detail}</span>
                {mayRead(e.record) ? (
                  <Button kind="link" className="oso-small" onClick={() => read(e, {})}>
                    {t('records.open')}
                  </Button>
                ) : (
                  <a className="oso-small" href={recordAddress(c.id, e.record.id)} target="_blank" rel="noreferrer">
                    {t('records.open')}
                  </a>
                )}
              </>
            )}
            {e.language ? <span className={`oso-small oso-ink-2 ${classes.origin}`}>{e.language}</span> : null}
            {e.origin ? (
              <span className={`oso-small oso-ink-2 ${classes.origin}`}>
                {e.origin} {e.record.origin?.item ? <TakeOut item={e.record.origin.item} title={e.title} /> : null}
              </span>
            ) : null}
          </li>
        ))}
        {shown.length === 0 ? <li className={classes.nothing}>{t('records.noMatch')}</li> : null}
      </ul>
      <div className={classes.found}>
        <FoundInRecords caseId={c.id} entries={entries} words={words} onOpen={read} />
      </div>
      {dialog}
    </>
  )
}
