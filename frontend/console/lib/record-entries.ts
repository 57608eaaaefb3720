import { formatDay } from '@shared/format/date'
import { formatBytes } from '@shared/format/number'
import { useTranslation } from 'react-i18next'
import type { CaseRecord } from '../api/types'
import { mayRead } from './case-reader'

export type RecordEntry = { key: string; title: string; date: string; detail: string; order: string; record: CaseRecord; images: CaseRecord[]; /** How it came, where the clinic did not seal it. */ origin: string; /** That it is translated, a translation, or waits for one. */ language: string }

/** Studies as one entry each, then documents. */
export function useEntries(records: CaseRecord[]): RecordEntry[] {
  const { t } = useTranslation('console')
  // Whose order a study was made on: who referred for it is seldom who asks us.
  const ordered = (list: CaseRecord[]) => {
    const all = (of: (r: CaseRecord) => string) => [...new Set(list.map(of))].filter(Boolean).join(', ')
    const [number, name] = [all(r => r.accession_number), all(r => r.referring_physician)]
    return [number && t('records.accession', { number }), name && t('records.referrer', { name })].filter(Boolean).join(', ')
  }
  const came = (list: CaseRecord[]) => {
    const o = list.find(r => r.origin)?.origin
    return o ? t('inbox.origin', { channel: t(`inbox.by.${o.channel}` as 'inbox.by.fax', { defaultValue: o.channel }), date: formatDay(o.arrived_at), name: o.filed_by }) : ''
  }
  const speaks = (r: CaseRecord) => {
    const original = records.find(o => o.id === r.translates)
    if (original) return t('language.translates', { name: original.name })
    switch (r.translation?.state) {
      case 'waiting':
        return t('language.waitsHere', { date: r.translation.due ? formatDay(r.translation.due) : '' })
      case 'here':
        return t('language.hasOne', { name: records.find(o => o.id === r.translation?.record)?.name ?? '' })
    }
    return ''
  }
  const studies = new Map<string, CaseRecord[]>()
  const documents: RecordEntry[] = []
  for (const r of records) {
    if (r.study_uid && !mayRead(r)) {
      studies.set(r.study_uid, [...(studies.get(r.study_uid) ?? []), r])
      continue
    }
    const detail = r.kept ? t('records.kept', { why: r.kept }) : `${r.media_type === 'text/plain' ? 'TXT' : (r.media_type.split('/').at(-1)?.toUpperCase() ?? '')}, ${formatBytes(r.bytes)}`
    documents.push({ key: r.id, title: (r.study_uid && (r.series || r.study)) || r.name, date: r.study_uid ? r.date : (r.origin?.date ?? ''), detail, order: '', record: r, images: [], origin: came([r]), language: speaks(r) })
  }
  const imaging = [...studies.entries()].flatMap(([uid, list]) => {
    const first = list[0]
    if (!first) return []
    // Most studies are called by their modality already: "CT chest without contrast".
    const study = first.study.toLowerCase().startsWith(first.modality.toLowerCase()) ? first.study : `${first.modality} ${first.study}`
    const title = first.study ? study.trim() : t('records.study', { modality: first.modality })
    return [{ key: uid, title, date: first.date, detail: t('records.images', { count: list.length }), order: ordered(list), record: first, images: list, origin: came(list), language: '' }]
  })
  return [...imaging.sort((a, b) => b.date.localeCompare(a.date)), ...documents]
}

/** Entries that are called so. */
export function called(entries: RecordEntry[], words: string): RecordEntry[] {
  const wanted = words.trim().toLowerCase()
  return entries.filter(e => `${e.title} ${e.detail}`.toLowerCase().includes(wanted))
}
