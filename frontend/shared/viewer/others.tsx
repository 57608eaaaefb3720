import { useRef, useState } from 'react'
import type { Other } from './contract'
import { isReadable, keyObjectsOf, type Presentation, presentationOf, type Reference } from './presentation'
import { SegmentationEntry } from './segmentation-entry'
import type { Source } from './source'
import type { Stack } from './stack'
import type { Segmentations } from './use-segmentations'
import classes from './viewer.module.css'
import { useWords } from './words'

type Props = {
  source: Source
  others: Other[]
  applied: string
  onApply: (record: string, presentation: Presentation | null) => void
  /** Something is asked for that takes a while; tells whether it is still wanted. */
  begin: () => () => boolean
  /** Whether an image is among those of the case. */
  has: (to: Reference) => boolean
  onGo: (to: Reference) => boolean
  segmentations: Segmentations
  standing: { stack: Stack; index: number }
  onChoose: (stack: Stack, index: number) => void
}

const known = ['presentation', 'key-object', 'segmentation', 'registration', 'waveform', 'report', 'measurement', 'radiotherapy', 'pdf', 'cda', 'document', 'real-world-values', 'raw-data', 'spectroscopy'] as const
type Kind = (typeof known)[number]

/** What came with the images and is none: presentation states are applied, selections lead to their images, all else is named. */
export function Others({ source, others, applied, onApply, begin, has, onGo, segmentations, standing, onChoose }: Props) {
  const { t } = useWords()
  const shown = others.filter(o => o.kind !== 'directory')
  if (shown.length === 0) return null
  return (
    <section>
      <h2 className={classes.stripHead}>{t('others.title')}</h2>
      <ul>
        {shown.map(o => {
          const kind: Kind | undefined = known.find(k => k === o.kind)
          if (kind === 'presentation') return <PresentationEntry key={o.record} source={source} other={o} applied={applied === o.record} onApply={onApply} begin={begin} onGo={onGo} />
          if (kind === 'key-object') return <SelectionEntry key={o.record} source={source} other={o} begin={begin} has={has} onGo={onGo} />
          if (kind === 'segmentation') return <SegmentationEntry key={o.record} other={o} segmentations={segmentations} standing={standing} onGo={onChoose} />
          return (
            <li key={o.record} className={classes.other}>
              <b>{t(`others.${kind ?? 'unknown'}`)}</b>
              <bdi className="oso-small">{o.description}</bdi>
              <span className="oso-small oso-ink-2">{t('others.notDrawn')}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function useRead(source: Source, record: string) {
  const { t } = useWords()
  const [says, setSays] = useState('')
  const read = async <T,>(of: (ds: Awaited<ReturnType<Source['dataset']>>) => T): Promise<T | undefined> => {
    try {
      return of(await source.dataset(record))
    } catch (e) {
      setSays(e instanceof Error && e.message ? e.message : t('image.failed'))
      return undefined
    }
  }
  return { says, setSays, read }
}

function PresentationEntry({ source, other, applied, onApply, begin, onGo }: { source: Source; other: Other; applied: boolean; onApply: Props['onApply']; begin: Props['begin']; onGo: Props['onGo'] }) {
  const { t } = useWords()
  const { says, setSays, read } = useRead(source, other.record)
  const press = async () => {
    if (applied) {
      setSays('')
      return onApply('', null)
    }
    const still = begin()
    const p = await read(ds => (isReadable(ds) ? presentationOf(ds) : null))
    if (!still()) return
    if (p === null) return setSays(t('others.mixed'))
    if (!p) return
    if (!p.images.some(onGo)) return setSays(t('others.elsewhere'))
    onApply(other.record, p)
    setSays([p.label, ...p.left.map(l => t(`others.left.${l}`))].filter(Boolean).join(' '))
  }
  return (
    <li>
      <button type="button" className={classes.other} data-record={other.record} aria-pressed={applied} onClick={() => void press()}>
        <b>{t('others.presentation')}</b>
        <bdi className="oso-small">{other.description}</bdi>
        <span className="oso-small oso-ink-2">{says || (applied ? t('others.applied') : t('others.apply'))}</span>
      </button>
    </li>
  )
}

function SelectionEntry({ source, other, begin, has, onGo }: { source: Source; other: Other; begin: Props['begin']; has: Props['has']; onGo: Props['onGo'] }) {
  const { t } = useWords()
  const { says, setSays, read } = useRead(source, other.record)
  const next = useRef(0)
  const presses = useRef(0) // that wait for the file: who presses twice at once is led two further
  const press = async () => {
    if (presses.current++ > 0) return
    const still = begin()
    const k = await read(keyObjectsOf)
    const times = presses.current
    presses.current = 0
    if (!k || !still()) return
    const here = k.images.filter(has)
    const at = (next.current + times - 1) % Math.max(1, here.length)
    const image = here[at]
    if (!image || !onGo(image)) return setSays(t('others.elsewhere'))
    next.current = at + 1
    const absent = k.images.length - here.length
    setSays([[k.title, t('others.ofSelection', { number: at + 1, total: here.length }), k.note].filter(Boolean).join(', '), absent > 0 ? t('others.someElsewhere', { count: absent }) : ''].filter(Boolean).join('. '))
  }
  return (
    <li>
      <button type="button" className={classes.other} data-record={other.record} onClick={() => void press()}>
        <b>{t('others.key-object')}</b>
        <bdi className="oso-small">{other.description}</bdi>
        <span className="oso-small oso-ink-2">{says || t('others.select')}</span>
      </button>
    </li>
  )
}
