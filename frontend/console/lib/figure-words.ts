import { formatDay } from '@shared/format/date'
import { targetSearch } from '@shared/viewer/target'
import type { KeyImage, Optics } from '@shared/wire/key-image'
import type { CaseRecord, Citation } from '../api/types'
import { mayRead } from './case-reader'

/** What a key image is, as people name an image. The same as deed.Figure.Shows; both are held against one table. */
export function shows(k: KeyImage): string {
  const what = [k.optics ? 'Slide' : k.modality?.trim(), k.date ? `of ${formatDay(k.date)}` : ''].filter(Boolean).join(' ')
  const which = k.optics ? seenBy(k.optics) : [k.instance_number ? `image ${k.instance_number}` : '', k.frame > 1 ? `frame ${k.frame}` : '']
  return [what, k.description?.trim(), k.series_number ? `series ${k.series_number}` : '', ...which].filter(Boolean).join(', ') || 'Image'
}

/** How a part of a slide was seen, as a pathologist says it. */
function seenBy({ plane, planes, path, power, about }: Optics): string[] {
  return [plane ? `focal plane ${plane} of ${planes ?? ''}` : '', path ? `light ${path}` : '', power ? `at ${about ? 'about ' : ''}${power}×` : '']
}

/** How a comment of an approver names a figure: it stays at its figure when the order changes. */
export const figurePart = (k: KeyImage) => `figures/${k.id}`

/** Where the image of a figure opens, at its first arrow. */
export function imageAddress(id: string, k: KeyImage): string {
  const to = k.arrows?.[0]?.to
  return `/case/${id}/images${targetSearch({ record: k.record, series: k.series, sop: k.sop, frame: k.frame, x: to?.[0], y: to?.[1] })}`
}

/** Where a citation opens: the image in the viewer, and what is read, report or document, at its page. */
export function citedAddress(id: string, c: Citation, records: CaseRecord[]): string {
  const { record, series, sop, frame, x, y } = c.target
  const of = records.find(r => r.id === record)
  if (sop && !(of && mayRead(of))) return `/case/${id}/images${targetSearch({ record, series, sop, frame: frame || undefined, x, y })}`
  return `/case/${id}/records?${new URLSearchParams({ record: record ?? '', page: String(c.page ?? 1) }).toString()}`
}
