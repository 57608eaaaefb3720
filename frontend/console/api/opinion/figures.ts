import type { Target } from '@shared/wire/key-image'
import { address, ask, askAt } from '../client'
import type { Citation, Figure, Opinion, Picture } from '../types'

/** Where the picture of a figure is: of a version, or of the author's draft. */
export function pictureAddress(id: string, version: number, sha256: string): string {
  return address(`/cases/${id}/opinion/pictures/${sha256}?version=${version}`)
}

/** Keeps the picture of a key image for the draft. */
export async function keepPicture(id: string, png: Blob): Promise<Picture> {
  const answer = await askAt(address(`/cases/${id}/opinion/pictures`), { method: 'PUT', body: png })
  return (await answer.json()) as Picture
}

/** Adds a figure to the draft as it stands, or another state of it. */
export const putFigure = (id: string, figure: Figure) => ask<Opinion>('PUT', `/cases/${id}/opinion/figures/${figure.image.id}`, figure)

/** Takes a figure away; kind refused where a text names it. */
export const dropFigure = (id: string, image: string) => ask<Opinion>('DELETE', `/cases/${id}/opinion/figures/${image}`)

/** How a text names a place in the records. */
export function askCitation(id: string, target: Target, page = 0): Promise<Citation> {
  const params = new URLSearchParams({ record: target.record ?? '' })
  for (const name of ['frame', 'x', 'y'] as const) if (target[name] !== undefined) params.set(name, String(target[name]))
  if (page > 0) params.set('page', String(page))
  return ask<Citation>('GET', `/cases/${id}/opinion/citation?${params.toString()}`)
}
