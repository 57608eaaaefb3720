import { targetSearch } from '@shared/viewer/target'
import type { OpinionPlace } from '../../bridge'

/** Where an image or a page of a case's record opens; ids and numbers only. */
export function placeAddress(id: string, place: OpinionPlace): string {
  if (place.sop) {
    const at = place.at.length === 2 ? { x: place.at[0], y: place.at[1] } : {}
    return `/case/${id}/images${targetSearch({ record: place.record, series: place.series, sop: place.sop, frame: place.frame || undefined, ...at })}&from=opinion`
  }
  return `/case/${id}/records?${new URLSearchParams({ record: place.record, page: String(place.page || 1), from: 'opinion' }).toString()}`
}
