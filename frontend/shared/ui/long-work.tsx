import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBytesOf, formatCount, formatRate, roundLeft } from '../format/number'
import classes from './long-work.module.css'

/** A meter 4 high; its words stand beside it. */
export function Meter({ done, total, label }: { done: number; total: number; label: string }) {
  const share = total > 0 ? Math.min(1, done / total) : 0
  return (
    <span className={classes.meter} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(share * 100)}>
      <span className={classes.fill} style={{ width: `${share * 100}%` }} />
    </span>
  )
}

export type Work = {
  files?: number
  totalFiles?: number
  bytes: number
  totalBytes: number
  /** Bytes a second. */
  rate: number
  /** Left; below 0: not known. */
  seconds: number
}

/** What long work says of itself, in words. */
export function useWorkWords(): (w: Work) => { amount: string; pace: string } {
  const { t } = useTranslation('shared')
  return w => {
    const of = formatBytesOf(w.bytes, w.totalBytes)
    const files = w.totalFiles ? t('work.files', { done: formatCount(w.files ?? 0), total: formatCount(w.totalFiles) }) : ''
    const bytes = w.totalBytes > 0 ? t('work.bytes', of) : ''
    const left = w.seconds >= 0 ? roundLeft(w.seconds) : null
    const leftWords = left ? (left.unit === 'seconds' ? t('when.leftSeconds', { count: left.count }) : t('when.leftMinutes', { count: left.count })) : ''
    return {
      amount: [files, bytes].filter(Boolean).join(', '),
      pace: [w.rate > 0 ? formatRate(w.rate) : '', leftWords].filter(Boolean).join(', '),
    }
  }
}

/** Import, sending, export, verifying: what, how much, how fast, how long, and a way to stop. */
export function LongWork({ title, work, stop }: { title: string; work: Work; stop?: ReactNode }) {
  const words = useWorkWords()
  const { amount, pace } = words(work)
  const share = work.totalBytes > 0 ? work.bytes / work.totalBytes : work.totalFiles ? (work.files ?? 0) / work.totalFiles : 0
  const said = useQuarters(share)
  return (
    <section className={classes.work} aria-label={title}>
      <div className={classes.line}>
        <b className={classes.title}>{title}</b>
        <span className="oso-ink-2 oso-nowrap">{amount}</span>
        <span className="oso-ink-2 oso-end oso-nowrap">{pace}</span>
        {stop}
      </div>
      <Meter done={share} total={1} label={title} />
      <span className="oso-hidden" role="status">
        {said}
      </span>
    </section>
  )
}

/** Announced at 25, 50, 75 and 100%, not at every step. */
function useQuarters(share: number): string {
  const quarter = Math.floor(Math.min(1, share) * 4) * 25
  const [said, setSaid] = useState('')
  const last = useRef(0)
  useEffect(() => {
    if (quarter > last.current) setSaid(`${quarter}%`)
    last.current = quarter
  }, [quarter])
  return said
}
