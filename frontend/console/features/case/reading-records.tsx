import { Loading } from '@shared/ui/states'
import { ViewerSoon } from '@shared/viewer/soon'
import { KeyImageWork } from '@shared/viewer/key-image-work'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useImageSource } from '../../api/images/source'
import { useLooked } from '../../api/notes/notes'
import { useFigureHands } from '../../api/opinion/figure-hands'
import { filmAddress, recordAddress } from '../../api/records'
import type { Case } from '../../api/types'
import { mayRead, type RecordPlace } from '../../lib/case-reader'
import { EntryReader } from '../../lib/entry-reader'
import { RecordChooser } from '../../lib/record-chooser'
import { useEntries } from '../../lib/record-entries'
import { largest } from '../../lib/record-shown'
import classes from './reading.module.css'
import type { Cite } from './report-pane'

/** The records beside the report: chosen above, read below; a study is looked at in its own place. */
export function ReadingRecords({ c, onLook, onCite }: { c: Case; onLook: (series: string) => void; onCite?: Cite }) {
  const { t } = useTranslation('console')
  const entries = useEntries(c.records)
  const [opened, setOpened] = useState<{ key: string; place: RecordPlace }>({ key: '', place: {} })
  const entry = entries.find(e => e.key === opened.key)
  const looked = useLooked(c.id, true)
  const { place } = opened
  return (
    <div className={classes.records}>
      <RecordChooser
        caseId={c.id}
        className={classes.chooser}
        entries={entries}
        chosen={opened.key}
        from="case"
        onChoose={(e, at) => {
          looked(e.record.id)
          if (e.images.length > 0) onLook(largest(e.images.map(r => r.series_uid)))
          else setOpened({ key: e.key, place: at })
        }}
      />
      {entry ? (
        <section key={`${entry.key}/${place.inner}/${place.page}/${place.find}`} className={classes.record} aria-label={entry.title} tabIndex={0}>
          <EntryReader c={c} entry={entry} place={place} from="case" head={classes.recordHead} frame={classes.recordBody} onCite={onCite && ((page, record) => void onCite({ record }, mayRead(entry.record) ? page : 0))} />
        </section>
      ) : (
        <p className={classes.choose}>{t('records.choose')}</p>
      )}
    </div>
  )
}

const nothing = () => {}

/** The case's images beside the report, in the viewer that there is. */
export function ReadingImages({ c, series, onCite, onBack }: { c: Case; series: string; onCite?: Cite; onBack: () => void }) {
  const { t } = useTranslation('console')
  const source = useImageSource(c.id)
  useEffect(() => source.begin?.(), [source])
  const looked = useLooked(c.id, true)
  const own = useFigureHands(c.id, false, source, nothing, nothing)
  const [work] = useState(() => new KeyImageWork()) // a reader marks none
  const keyImages = useMemo(() => ({ ...own, work, others: [{ title: t('keyImages.clinic'), list: c.key_images }] }), [own, work, c.key_images, t])
  const { patient, reference } = c
  return (
    <div className={classes.viewer}>
      <ViewerSoon
        waiting={<Loading what={t('records.opening')} />}
        source={source}
        person={{ name: patient?.name ?? '', native: patient?.native, sex: patient?.sex ?? '', birthDate: patient?.birth_date ?? '', reference }}
        back={{ label: t('reading.toRecords'), onClick: onBack }}
        target={series ? { series } : undefined}
        keyImages={keyImages}
        onLooked={looked}
        onCite={onCite && (place => void onCite(place))}
        saves={i => ({ film: { address: filmAddress(c.id, i.record) }, file: { address: recordAddress(c.id, i.record) } })}
      />
    </div>
  )
}
