import { formatDay } from '@shared/format/date'
import { Note } from '@shared/ui/notice'
import { Segments } from '@shared/ui/segments'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case, CaseRecord } from '../api/types'
import classes from './record-list.module.css'

type Side = 'original' | 'translation'

/** A record with its translation, either at a press; and that one is waited for. */
export function Translated({ c, record, side: first, onShown, children }: { c: Case; record: CaseRecord; side?: string; onShown?: (shown: CaseRecord) => void; children: (shown: CaseRecord) => ReactNode }) {
  const { t } = useTranslation('console')
  const original = record.translates ? c.records.find(r => r.id === record.translates) : record
  const translation = record.translates ? record : c.records.find(r => r.id === record.translation?.record)
  const [side, setSide] = useState<Side>((first ?? record.id) === translation?.id ? 'translation' : 'original')
  const waits = record.translation?.state === 'waiting'
  const both = original && translation && original.id !== translation.id
  const shown = both ? (side === 'original' ? original : translation) : record
  return (
    <>
      {waits ? <Note kind="time">{t('language.waitsHere', { date: record.translation?.due ? formatDay(record.translation.due) : '' })}</Note> : null}
      {both ? (
        <div className={classes.sides}>
          <Segments
            label={t('language.sides')}
            value={side}
            onChange={(to: Side) => {
              setSide(to)
              onShown?.(to === 'original' ? original : translation)
            }}
            options={[
              { value: 'original', label: t('language.original') },
              { value: 'translation', label: t('language.translation') },
            ]}
          />
          <span className="oso-small oso-ink-2">
            <bdi>{shown.name}</bdi>
          </span>
        </div>
      ) : null}
      {children(shown)}
    </>
  )
}
