import type { Instance } from '../contract'
import { tiled } from '../describe'
import { NotShown, Why } from '../decode/frame-info'
import type { Source } from '../source'
import type { Part } from './file'
import type { Level } from './level'
import { type Slide, slidesOf } from './pyramid'

/** What the files of a series say of the slides that they make, and of the pictures that belong to none; why is of the first that does not say it. */
export async function readSlides(source: Source, instances: Instance[], signal: AbortSignal): Promise<{ slides: Slide[]; alone: Level[]; why: string; whole: boolean }> {
  const asked = instances.filter(i => i.shown).map(i => source.slide(i.record, signal).then((file): Part => ({ record: i.record, uid: i.uid, file })))
  const all = await Promise.allSettled(asked)
  const failed = all.find(a => a.status === 'rejected')
  const why = failed?.reason instanceof Error ? failed.reason.message : (instances.find(i => i.why)?.why ?? '')
  return { ...slidesOf(all.flatMap(a => (a.status === 'fulfilled' ? a.value : []))), why, whole: !failed }
}

/** The slides of the series that a record belongs to. */
export async function slidesAround(source: Source, record: string, signal: AbortSignal): Promise<{ slides: Slide[]; whole: boolean }> {
  const { studies } = await source.images(signal)
  const series = studies.flatMap(s => s.series).find(s => s.instances.some(i => i.record === record))
  if (!series) throw new NotShown(Why.Untold)
  return readSlides(source, series.instances.filter(i => tiled.includes(i.sop)), signal)
}
