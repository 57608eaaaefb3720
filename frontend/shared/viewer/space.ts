// Where an image lies in the patient (PS3.3 C.7.6.2): L, P and H grow.

import type { Point } from './view'

export type Vec = [number, number, number]

export type Plane = { position: Vec; row: Vec; column: Vec; normal: Vec; /** Between rows, between columns. */ spacing: [number, number] }

export const dot = (a: Vec, b: Vec) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const cross = (a: Vec, b: Vec): Vec => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
const length = (a: Vec) => Math.hypot(...a)
const minus = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]

type Placed = { position: number[] | null; orientation: number[] | null; spacing: [number, number] | null }

/** The plane of an image, where all of it is known and the directions are directions. */
export function planeOf({ position, orientation, spacing }: Placed): Plane | undefined {
  if (!position || !orientation || !spacing || position.length !== 3 || orientation.length !== 6) return undefined
  const row = orientation.slice(0, 3) as Vec
  const column = orientation.slice(3) as Vec
  const normal = cross(row, column)
  if (Math.abs(length(row) - 1) > 0.02 || Math.abs(length(column) - 1) > 0.02 || Math.abs(length(normal) - 1) > 0.02) return undefined
  return { position: position as Vec, row, column, normal, spacing }
}

export function toPatient(p: Plane, { x, y }: Point): Vec {
  // A pixel's middle is its place; our points count from its corner.
  const along = (x - 0.5) * p.spacing[1]
  const down = (y - 0.5) * p.spacing[0]
  return [0, 1, 2].map(i => (p.position[i] ?? 0) + (p.row[i] ?? 0) * along + (p.column[i] ?? 0) * down) as Vec
}

export function fromPatient(p: Plane, v: Vec): Point {
  const d = minus(v, p.position)
  return { x: dot(d, p.row) / p.spacing[1] + 0.5, y: dot(d, p.column) / p.spacing[0] + 0.5 }
}

/** How far a plane lies along another's normal. */
export function depth(p: Plane, of: Vec): number {
  return dot(minus(of, p.position), p.normal)
}

/** The letters of a direction, the strongest first: "A", "LA"; what is a fifth off is said, too. */
export function letters(v: Vec): string {
  const names = [
    ['R', 'L'],
    ['A', 'P'],
    ['F', 'H'],
  ] as const
  return ([0, 1, 2] as const)
    .map(i => ({ size: Math.abs(v[i]), name: names[i][v[i] > 0 ? 1 : 0] }))
    .filter(x => x.size > 0.2)
    .sort((a, b) => b.size - a.size)
    .map(x => x.name)
    .join('')
}

const opposites: Record<string, string> = { R: 'L', L: 'R', A: 'P', P: 'A', F: 'H', H: 'F' }
export function opposite(s: string): string {
  return [...s].map(c => opposites[c] ?? '').join('')
}

/** Where another image's plane crosses this one, as a line in this one's pixels; nothing for planes that nearly run side by side. */
export function crossing(here: Plane, there: Plane, size: { columns: number; rows: number }): [Point, Point] | undefined {
  if (Math.abs(dot(here.normal, there.normal)) > 0.94) return undefined
  const corners = [
    { x: 0, y: 0 },
    { x: size.columns, y: 0 },
    { x: size.columns, y: size.rows },
    { x: 0, y: size.rows },
  ].map(c => toPatient(there, c))
  const cuts: Vec[] = []
  corners.forEach((from, i) => {
    const to = corners[(i + 1) % 4] as Vec
    const d0 = depth(here, from)
    const d1 = depth(here, to)
    if (d0 === d1 || d0 > 0 === d1 > 0) return
    const t = d0 / (d0 - d1)
    cuts.push([0, 1, 2].map(k => (from[k] ?? 0) + t * ((to[k] ?? 0) - (from[k] ?? 0))) as Vec)
  })
  const [a, b] = cuts
  return a && b ? [fromPatient(here, a), fromPatient(here, b)] : undefined
}
