// What the images of a series make together: slides, each a pyramid of levels,
// with the small pictures that were taken beside it.
import { type Part, sizeOf, spacingOf } from './file'
import { disputedOf, first, joined, type Level, levelOf, together } from './level'

export type Slide = {
  /** The coarsest first. */
  levels: Level[]
  label?: Level
  overview?: Level
  /** mm of a pixel of the finest level: its height and width. */
  spacing: [number, number] | null
  /** Of the lens; 0 where nobody says. */
  power: number
  /** Heights of the focal planes, the lowest first. */
  focus: number[]
  paths: string[]
  labeled: boolean
  profile: boolean
  /** Files of its levels that are not here. */
  missing: number
  /** Files of its levels that do not say where they lie. */
  unplaced: number
  /** Files that contradict others of it: they claim the same place, or another size of the whole. */
  disputed: number
}

/**
 * The slides of a series, and the labels and overviews in it that belong to none
 * of them. What was scanned in another space or pyramid is another slide, also
 * where both are said to be of one container: an anonymizer gives all the same.
 */
export function slidesOf(all: Part[]): { slides: Slide[]; alone: Level[] } {
  const groups = new Map<string, Part[]>()
  const beside: Part[] = []
  for (const p of all) {
    const { role, container, space, pyramid } = p.file
    if (role !== 'volume') {
      beside.push(p)
      continue
    }
    const key = JSON.stringify([container, space, pyramid])
    groups.set(key, [...(groups.get(key) ?? []), p])
  }
  const volumes = [...groups.values()]
  // A picture beside is of the slide in whose space it was taken, else of the only slide of its container.
  const alone = new Map<string, Part[]>()
  for (const p of beside) {
    const like = volumes.filter(g => g[0]?.file.container === p.file.container)
    const near = like.filter(g => g[0]?.file.space === p.file.space)
    const [own] = near.length === 1 ? near : like
    if (own && (near.length === 1 || like.length === 1)) own.push(p)
    else {
      const key = JSON.stringify([p.file.container, p.file.space])
      alone.set(key, [...(alone.get(key) ?? []), p])
    }
  }
  const slides = disputed([...volumes, ...alone.values()].flatMap(slidesIn), all)
  const placed = new Set(slides.flatMap(s => [...s.levels, s.label, s.overview].flatMap(l => l?.parts ?? [])))
  const pictures = joined(all.filter(p => p.file.role === 'label' || p.file.role === 'overview')).filter(i => !i.parts.some(p => placed.has(p)))
  return { slides, alone: pictures.map(levelOf) }
}

/** The slide that the parts make; images that are no levels of it are slides of their own. */
function slidesIn(parts: Part[]): Slide[] {
  const images = joined(parts)
  const of = (role: string) => images.filter(i => i.parts[0]?.file.role === role).map(levelOf).sort((a, b) => b.columns - a.columns)
  const volumes = of('volume')
  const [finest] = volumes.length > 0 ? volumes : of('thumbnail')
  if (!finest) return []
  const spacing = spacingOf(first(finest).file)
  const shape = finest.columns / finest.rows
  const levels: Level[] = []
  const apart: Part[] = []
  for (const l of [...volumes, ...of('thumbnail')]) {
    const own = spacingOf(first(l).file)
    const volume = first(l).file.role === 'volume'
    // By what a pixel measures where both say it; a level that does not show the whole is none.
    const scale = spacing && own && volume ? { x: own[1] / spacing[1], y: own[0] / spacing[0] } : { x: finest.columns / l.columns, y: finest.rows / l.rows }
    const whole = Math.abs((l.columns * scale.x) / finest.columns - 1) < 0.05 && Math.abs((l.rows * scale.y) / finest.rows - 1) < 0.05 && Math.abs(l.columns / l.rows / shape - 1) < 0.05
    const known = levels.find(k => Math.abs(k.columns / l.columns - 1) < 0.01)
    if (whole && !known) levels.push({ ...l, scale })
    else if (whole && known && volume && complements(known, l)) {
      known.parts.push(...l.parts)
      known.focus = together(known.parts)
      known.missing += l.missing
      known.unplaced += l.unplaced
      known.twice += l.twice
    }
    else if (volume) apart.push(...l.parts)
  }
  const within = levels.filter(l => first(l).file.role === 'volume').flatMap(l => l.parts)
  const union = (v: string[][]) => [...new Set(v.flat())]
  const slide: Slide = {
    levels: levels.sort((a, b) => a.columns - b.columns),
    label: of('label')[0],
    overview: of('overview')[0],
    spacing,
    power: Math.max(0, ...parts.map(p => p.file.power)),
    focus: levels.map(l => l.focus).reduce((a, b) => (b.length > a.length ? b : a), [0]),
    paths: union(within.map(p => p.file.paths)),
    labeled: within.some(p => p.file.labeled),
    profile: parts.some(p => p.file.profile),
    missing: levels.reduce((n, l) => n + l.missing, 0),
    unplaced: levels.reduce((n, l) => n + l.unplaced, 0),
    disputed: levels.reduce((n, l) => n + l.twice + disputedOf(l), 0),
  }
  return [slide, ...(apart.length > 0 && apart.length < parts.length ? slidesIn(apart) : [])]
}

/** Whether one level shows by another optical path what the other shows. */
function complements(known: Level, l: Level): boolean {
  const paths = new Set(known.parts.flatMap(p => p.file.paths))
  return first(known).file.role === 'volume' && known.tile.columns === l.tile.columns && known.tile.rows === l.tile.rows && known.columns === l.columns && known.rows === l.rows && !first(l).file.paths.some(p => paths.has(p))
}

/** Adds the files of an image whose parts are of several sizes: which of them is right nobody can tell. */
function disputed(slides: Slide[], all: Part[]): Slide[] {
  const sizes = new Map<string, Set<string>>()
  for (const { file } of all) {
    if (file.concatenation) sizes.set(file.concatenation, (sizes.get(file.concatenation) ?? new Set()).add(sizeOf(file)))
  }
  const odd = (p: Part) => (sizes.get(p.file.concatenation)?.size ?? 0) > 1
  return slides.map(s => ({ ...s, disputed: s.disputed + s.levels.flatMap(l => l.parts).filter(odd).length }))
}
