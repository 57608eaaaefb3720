import type { Target } from '@shared/wire/key-image'
import { address, ask, askAt } from '../client'
import type { Citation, Figure, FigureRequest, Opinion, Picture } from '../types'

/** Where the picture of a figure is: of a version, or of the author's draft. */
export function pictureAddress(id: string, version: number, sha256: string): string {
  return address(`/cases/${id}/opinion/pictures/${sha256}?version=${version}`)
}

/** Keeps the picture of a key image for the draft. */
export async function keepPicture(id: string, png: Blob): Promise<Picture> {
  const answer = await askAt(address(`/cases/${id}/opinion/pictures`), { method: 'PUT', body: png })
  return (await answer.json()) as Picture
}

/** The draft that a change is made over: one that was saved since is a conflict. */
export type Base = Pick<Opinion, 'version' | 'row_version'>

/** Adds a figure to the draft, or another state of it; a new one before the one of that id, else as the last. */
export const putFigure = (id: string, { version, row_version }: Base, figure: Figure, before?: string) =>
  ask<Opinion>('PUT', `/cases/${id}/opinion/figures/${figure.image.id}`, { version, row_version, figure, before } satisfies FigureRequest)

/** Takes a figure away; kind refused where a text names it. */
export const dropFigure = (id: string, { version, row_version }: Base, image: string) => ask<Opinion>('DELETE', `/cases/${id}/opinion/figures/${image}?version=${version}&row_version=${row_version}`)

/** How a text names a place in the records. */
export function askCitation(id: string, target: Target, page = 0): Promise<Citation> {
  const params = new URLSearchParams({ record: target.record ?? '' })
  for (const name of ['frame', 'x', 'y'] as const) if (target[name] !== undefined) params.set(name, String(target[name]))
  if (page > 0) params.set('page', String(page))
  return ask<Citation>('GET', `/cases/${id}/opinion/citation?${params.toString()}`)
}
