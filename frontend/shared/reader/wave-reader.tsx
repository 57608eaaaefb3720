import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../fault'
import { Button } from '../ui/button'
import { Segments } from '../ui/segments'
import { Failure } from '../ui/states'
import { fold, folded, placesOf } from './find'
import { FindBar, FindButton } from './find-bar'
import classes from './reader.module.css'
import type { Ask, Readable } from './source'
import { findKey, useFinder } from './use-finder'
import { useMarks } from './use-marks'
import { gridOf, leadPath, ofNone, placeOf, type Remark, type Wave } from './wave'
import { Words } from './words'
import { Opening } from './opening'

type Recording = { waves: Wave[]; remarks?: Remark[] }

type Props = { record: Readable; ask: Ask; find?: string; otherwise: (why: string) => ReactNode }

/** An ECG or another recording, drawn as on paper: 25 mm/s and 10 mm/mV. */
export function WaveReader({ record, ask, find = '', otherwise }: Props) {
  const { t } = useTranslation('shared')
  const waves = useQuery<Recording, Error>({
    queryKey: ['reader', record.id, 'waveform'],
    queryFn: async ({ signal }) => (await (await ask(`records/${record.id}/waveform`, { signal })).json()) as Recording,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    networkMode: 'always',
  })
  if (waves.error) {
    if (waves.error instanceof Fault && waves.error.kind !== 'unreadable' && waves.error.kind !== 'not-found') return <Failure message={waves.error.message || t('fault.unknown')} />
    return otherwise(waves.error.message)
  }
  if (!waves.data) return <Opening what={t('reader.opening')} />
  const { waves: all, remarks = [] } = waves.data
  if (!all.some(w => w.channels.some(c => c.samples.length > 0))) return otherwise(all[0]?.why || t('wave.none'))
  return <Open label={record.name} waves={all} remarks={remarks} find={find} />
}

/** Whether words stand in a remark. */
function says(r: Remark, words: string): boolean {
  return words !== '' && [r.name, r.value].some(text => placesOf(fold([{ text }]), words, 1).length > 0)
}

function Open({ label, waves, remarks, find }: { label: string; waves: Wave[]; remarks: Remark[]; find: string }) {
  const { t } = useTranslation('shared')
  const view = useRef<HTMLDivElement>(null)
  const finder = useFinder(find, () => view.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true }))
  const wanted = folded(finder.words)
  // What is looked for may stand with another recording than the one that is open.
  const [open, setOpen] = useState(0)
  const here = (r: Remark) => r.group === 0 || r.group === open + 1 || ofNone(r, waves.length)
  const [led, setLed] = useState('')
  if (led !== wanted) {
    setLed(wanted)
    const first = remarks.filter(r => says(r, wanted))
    if (first[0] && !first.some(here)) setOpen(first[0].group - 1)
  }
  const { at, count, step } = useMarks(view, wanted, open)
  const wave = waves[open]
  if (!wave) return null
  const shown = remarks.filter(here)
  const elsewhere = remarks.filter(r => !shown.includes(r) && says(r, wanted)).length
  const found = [count > 0 ? t('pdf.hitOf', { number: at + 1, count }) : elsewhere > 0 ? '' : t('pdf.noHit'), elsewhere > 0 ? t('wave.elsewhere', { count: elsewhere }) : ''].filter(Boolean).join(' ')
  function onKeyDown(e: KeyboardEvent) {
    if (!findKey(e, finder, step)) return
    e.preventDefault()
    e.stopPropagation()
  }
  return (
    <div ref={view} className={`${classes.reader} ${classes.waves}`} onKeyDown={onKeyDown}>
      {waves.length > 1 ? (
        <div className={classes.parts}>
          <Segments label={t('reader.parts')} value={String(open)} onChange={v => setOpen(Number(v))} options={waves.map((w, i) => ({ value: String(i), label: w.label || `${t('wave.recording')} ${i + 1}` }))} />
        </div>
      ) : null}
      <Strip wave={wave} remarks={shown.filter(r => !ofNone(r, waves.length))} label={label} tool={remarks.length > 0 ? <FindButton finder={finder} /> : null} bar={<FindBar finder={finder} count={count} says={wanted === '' ? '' : found} onStep={step} />} />
      <p className={`${classes.said} oso-small oso-ink-2`}>
        {[wave.channels.some(c => c.units === 'mV') ? t('wave.scale') : t('wave.speed'), filters(t, wave), t('wave.rate', { rate: wave.frequency }), wave.why].filter(Boolean).join('. ')}. {t('wave.notPrimary')}
      </p>
      <Remarks remarks={shown} wave={wave} waves={waves.length} find={wanted} />
    </div>
  )
}

/** What the device or a person noted: measurements and sentences as they stand in the file. */
function Remarks({ remarks, wave, waves, find }: { remarks: Remark[]; wave: Wave; waves: number; find: string }) {
  const { t } = useTranslation('shared')
  const [all, setAll] = useState(false)
  if (remarks.length === 0) return null
  const shown = all || find !== '' ? remarks : remarks.slice(0, mostRemarks) // a search looks at all of them
  const of = (r: Remark) => (ofNone(r, waves) ? t('wave.ofNone') : r.channels.map(c => wave.channels[c - 1]?.name || String(c)).join(', '))
  return (
    <section className={classes.remarks} tabIndex={0} aria-label={t('wave.remarks')}>
      <h3>{t('wave.remarks')}</h3>
      <dl className={classes.facts}>
        {shown.map((r, i) => (
          <div key={i}>
            <dt>
              <Words text={r.name || t('wave.remark')} find={r.name ? find : ''} />
              {of(r) ? `, ${of(r)}` : ''}
            </dt>
            <dd dir="auto">
              <Words text={r.value} find={find} />
              {r.times.length > 0 ? `${r.value ? ', ' : ''}${t('wave.at', { seconds: r.times.map(s => s.toFixed(2)).join(', ') })}` : ''}
            </dd>
          </div>
        ))}
      </dl>
      {shown.length < remarks.length ? (
        <Button kind="link" onClick={() => setAll(true)}>
          {t('keys.more', { count: remarks.length - shown.length })}
        </Button>
      ) : null}
    </section>
  )
}

const mostRemarks = 24

function filters(t: ReturnType<typeof useTranslation<'shared'>>['t'], { channels }: Wave): string {
  const c = channels.find(x => x.low > 0 || x.high > 0 || x.notch > 0)
  if (!c) return t('wave.noFilters')
  return [c.low || c.high ? t('wave.filters', { low: c.low || '–', high: c.high || '–' }) : '', c.notch ? t('wave.notch', { notch: c.notch }) : ''].filter(Boolean).join(', ')
}

const dots = 96 / 25.4 // of the screen, for a millimeter
const between = 24 // mm from lead to lead
const head = 14 // mm for the names

const mostTicks = 400
const letter = 1.4 // mm, about as wide as one is

/** Where something was noted, from left to right; its words where no other stand, and in the list in any case. */
function ticksOf(remarks: Remark[], wave: Wave): { x: number; leads: number[]; words: string }[] {
  const ends = new Map<number, number>() // of the words above a lead
  return remarks
    .map(r => ({ r, leads: wave.channels.map((_, c) => c + 1).filter(c => r.channels.length === 0 || r.channels.includes(c)) }))
    .filter(({ leads }) => leads.length > 0)
    .flatMap(({ r, leads }) => r.times.map(time => ({ r, leads, time })))
    .filter(({ time }) => time <= wave.seconds)
    .sort((a, b) => a.time - b.time)
    .slice(0, mostTicks)
    .map(({ r, leads, time }) => {
      const x = placeOf(time, head)
      const words = [r.name, r.value].filter(Boolean).join(' ')
      const row = Math.min(...leads)
      if (x < (ends.get(row) ?? 0)) return { x, leads, words: '' }
      ends.set(row, x + 1.6 + words.length * letter)
      return { x, leads, words }
    })
}

function Strip({ wave, remarks, label, tool, bar }: { wave: Wave; remarks: Remark[]; label: string; tool: ReactNode; bar: ReactNode }) {
  const { t } = useTranslation('shared')
  const [size, setSize] = useState<'1' | '1.5' | '2'>('1')
  const width = Math.max(60, wave.seconds * 25 + head)
  const height = wave.channels.length * between + 8
  const scale = dots * Number(size)
  return (
    <>
      <div className={classes.bar} role="toolbar" aria-label={t('reader.tools')}>
        <Segments label={t('wave.size')} value={size} onChange={setSize} options={[{ value: '1', label: '100%' }, { value: '1.5', label: '150%' }, { value: '2', label: '200%' }]} />
        <span className="oso-grow" />
        {tool}
      </div>
      {bar}
      <div className={classes.ecg} tabIndex={0} data-reading role="group" aria-label={label}>
        <svg viewBox={`0 0 ${width} ${height}`} width={width * scale} height={height * scale} role="img" aria-label={t('wave.drawing', { leads: wave.channels.map(c => c.name).join(', '), seconds: Math.round(wave.seconds * 10) / 10 })}>
          <path d={gridOf(width, height, 1)} stroke="var(--oso-ecg-fine)" strokeWidth={0.1} fill="none" />
          <path d={gridOf(width, height, 5)} stroke="var(--oso-ecg-grid)" strokeWidth={0.2} fill="none" />
          {/* Where something was noted: over the leads that it is about. */}
          {ticksOf(remarks, wave).map(({ x, leads, words }, i) => (
            <g key={i}>
              <path d={leads.map(c => `M${x} ${(c - 1) * between + 6}v${between - 4}`).join('')} stroke="var(--oso-ecg-note)" strokeWidth={0.3} strokeDasharray="1 1" fill="none" />
              {words ? (
                <text x={x + 0.6} y={(Math.min(...leads) - 1) * between + 5} fontSize={2.6} fill="var(--oso-ecg-note)">
                  {words}
                </text>
              ) : null}
            </g>
          ))}
          {wave.channels.map((c, i) => {
            const y = i * between + between / 2 + 4
            return (
              <g key={i}>
                {/* The calibration: 1 mV, a fifth of a second. */}
                {c.units === 'mV' ? <path d={`M3 ${y}h1v-10h5v10h1`} stroke="black" strokeWidth={0.25} fill="none" /> : null}
                <text x={head + 1} y={y - 8} fontSize={3.6} fill="black">
                  {c.name}
                  {c.units && c.units !== 'mV' ? ` (${c.units})` : ''}
                </text>
                <path d={leadPath(c, wave.frequency, head, y)} stroke="black" strokeWidth={0.25} strokeLinejoin="round" fill="none" />
              </g>
            )
          })}
        </svg>
      </div>
    </>
  )
}
