import { renumber } from '@shared/opinion/marks'
import type { Content } from '../../api/types'
import { mergeFigures, withFigures } from './draft-figures'

/** Something that its author did: the whole letter before and after, which share all that did not change. */
type Step = { was: Content; is: Content; kind: string; at: number }

/** A way through the letter: into a record by name, into a list by number, into a list of rows with names by that of the row. */
type Path = (string | number | Named)[]
type Named = { id: string }

/** What is different in a place of the letter; the place by the way to it. */
type Change = { path: Path; from: unknown; to: unknown }

const most = 500 // steps that can be taken back
const pause = 700 // ms without typing that end a step

/**
 * What an author did in the letter, in whichever part, in its order: text typed,
 * rows, parts, references and figures added or removed, choices made. What came
 * from elsewhere (another window, another author) is in no step, so it is never
 * taken back: a step is undone in the letter as it stands, around what came.
 */
export class History {
  #past: Step[] = []
  #future: Step[] = []

  get canUndo(): boolean {
    return this.#past.length > 0
  }

  get canRedo(): boolean {
    return this.#future.length > 0
  }

  /** now: ms. What is typed without a pause in one place is one step; what follows from a step by itself belongs to it. */
  record(was: Content, is: Content, now: number, follows = false): void {
    const changes = changesOf(was, is)
    if (changes.length === 0) return
    this.#future = []
    const last = this.#past.at(-1)
    const kind = kindOf(changes)
    // What a text cites is listed beside it: both are one thing that was done.
    const joins = last && (follows || kind === 'citations' || (kind !== '' && kind === last.kind && now - last.at < pause))
    if (last && joins) this.#past[this.#past.length - 1] = { was: last.was, is, kind: last.kind, at: now }
    else {
      this.#past.push({ was, is, kind, at: now })
      if (this.#past.length > most) this.#past.shift()
    }
  }

  /** Where the next step back leads to; '' where there is none. */
  placeOf(way: 'undo' | 'redo', now: Content): string {
    const step = (way === 'undo' ? this.#past : this.#future).at(-1)
    return step ? placeOf(changesOf(step.was, step.is), way === 'undo' ? step.is : step.was, now) : ''
  }

  /** The letter with the last step taken back, or done again; whole is false where what came from elsewhere stands in its way. */
  take(way: 'undo' | 'redo', now: Content): { content: Content; whole: boolean } | null {
    const [from, to] = way === 'undo' ? [this.#past, this.#future] : [this.#future, this.#past]
    const step = from.pop()
    if (!step) return null
    const done = way === 'undo' ? carried(now, step.is, step.was) : carried(now, step.was, step.is)
    // What cannot be taken back any more is passed over the next time.
    if (done.whole) to.push({ ...step, kind: '', at: 0 })
    return done
  }
}

/** What goes on being typed in one place has a name; all else is a step of its own. */
function kindOf(changes: Change[]): string {
  if (changes.every(c => c.path[0] === 'citations')) return 'citations'
  const [only, other] = changes
  if (!only || other || typeof only.from !== 'string' || typeof only.to !== 'string') return ''
  const more = only.to.length - only.from.length
  return Math.abs(more) > 40 ? '' : `${only.path.map(k => (typeof k === 'object' ? k.id : k)).join('.')} ${more < 0 ? 'less' : 'more'}`
}

/** The place of the first change, figures and what is cited last. */
function placeOf(changes: Change[], from: Content, now: Content): string {
  const beside = ['figures', 'citations']
  const first = changes.find(c => !beside.includes(String(c.path[0]))) ?? changes[0]
  if (!first) return ''
  // What is nowhere any more leads to the list that it was in.
  return (wayTo(now, from, first.path) ?? first.path.slice(0, first.path.findIndex(k => typeof k !== 'string'))).join('.')
}

/** Where two letters differ, as near as can be said. What texts say of figures goes with the figures. */
export function changesOf(was: Content, is: Content): Change[] {
  const out: Change[] = []
  const ids = [idsOf(was), idsOf(is)].map(String)
  const compare = (from: unknown, to: unknown, path: Path) => {
    if (from === to) return
    const names = namesOf(from)
    if (names && String(names) === String(namesOf(to))) return (from as unknown[]).forEach((x, i) => compare(x, (to as unknown[])[i], [...path, { id: names[i] ?? '' }]))
    if (path[0] !== 'figures' && !names && Array.isArray(from) && Array.isArray(to) && from.length === to.length) from.forEach((x, i) => compare(x, to[i], [...path, i]))
    else if (isRecord(from) && isRecord(to)) for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) compare(from[key], to[key], [...path, key])
    else out.push({ path, from, to })
  }
  compare(was, is, [])
  return ids[0] === ids[1] ? out : out.filter(c => c.path[0] === 'figures')
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)
/** The names of a list's rows; null where it has none. */
function namesOf(list: unknown): string[] | null {
  if (!Array.isArray(list) || list.length === 0) return null
  const names = list.map((row: unknown) => (isRecord(row) && typeof row.id === 'string' ? row.id : ''))
  return names.every((name, i) => name !== '' && names.indexOf(name) === i) ? names : null
}

/**
 * The way in the letter as it stands to what a way led to in a letter of before: a
 * row is the one of that name, or the one that says what it said, or the one at its
 * place where all around it is as it was. Null where it cannot be told.
 */
function wayTo(now: unknown, from: unknown, [key, ...rest]: Path): (string | number)[] | null {
  if (key === undefined) return []
  let at: string | number | null
  let was: string | number
  if (typeof key === 'object') {
    const [there, before] = [now, from].map(list => namesOf(list)?.indexOf(key.id) ?? -1)
    at = there !== undefined && there >= 0 ? there : null
    was = before ?? -1
  } else {
    at = Array.isArray(now) && Array.isArray(from) && typeof key === 'number' ? rowIn(now, from, key, rest[0]) : key
    was = key
  }
  if (at === null) return null
  const on = wayTo(valueAt(now, [at]), valueAt(from, [was]), rest)
  return on && [at, ...on]
}

/** Where a row of a list without names is now. field: what of it is to be changed. */
function rowIn(now: unknown[], from: unknown[], i: number, field: Path[number] | undefined): number | null {
  const [rows, before] = [now, from].map(list => list.map(row => JSON.stringify(row)))
  if (!rows || !before) return null
  if (rows[i] === before[i]) return i
  const [same, other] = rows.flatMap((row, k) => (row === before[i] ? [k] : []))
  if (same !== undefined) return other === undefined ? same : null
  if (rows.length !== before.length) return null
  const [there, was] = [now[i], from[i]]
  // An answer is that to its question.
  if (isRecord(there) && isRecord(was) && typeof was.question === 'string') return there.question === was.question ? i : null
  const rest = (row: unknown) => (isRecord(row) && typeof field === 'string' ? Object.entries(row).filter(([name]) => name !== field) : [])
  const said = rest(was).some(([, value]) => value !== '')
  if (said && JSON.stringify(rest(there)) === JSON.stringify(rest(was))) return i
  return rows.every((row, k) => k === i || row === before[k]) ? i : null
}

const idsOf = (c: Content) => (c.figures ?? []).map(f => f.image.id)

/** The letter as it stands with what leads from one letter to another done in it, and nothing else. */
export function carried(now: Content, from: Content, to: Content): { content: Content; whole: boolean } {
  let content = now
  let whole = true
  for (const c of changesOf(from, to)) {
    if (c.path[0] === 'figures') {
      content = withFigures(content, mergeFigures(from.figures ?? [], to.figures ?? [], content.figures ?? []))
      continue
    }
    // In the numbers that the figures have now.
    const [a, b] = [c.from, c.to].map((x, i) => (typeof x === 'string' ? renumber(x, idsOf(i === 0 ? from : to), idsOf(content)) : x))
    const path = wayTo(content, from, c.path)
    if (!path) {
      whole = false
      continue
    }
    const there = valueAt(content, path)
    if (JSON.stringify(there) === JSON.stringify(a)) content = withValue(content, path, b) as Content
    else if (typeof a === 'string' && typeof b === 'string' && typeof there === 'string') {
      const text = carriedText(there, a, b)
      if (text === null) whole = false
      else content = withValue(content, path, text) as Content
    } else whole = false
  }
  return { content, whole }
}

/** A text with what leads from one to another done in it; null where what else was changed in it lies in the way. */
export function carriedText(now: string, from: string, to: string): string | null {
  // Nothing is found again in any text: what stands there is somebody else's.
  if (from === '') return now === '' ? to : null
  const mine = changed(from, to)
  const theirs = changed(from, now)
  const put = to.slice(mine.start, to.length - (from.length - mine.end))
  if (theirs.start >= mine.end) return now.slice(0, mine.start) + put + now.slice(mine.end)
  const moved = now.length - from.length
  if (theirs.end <= mine.start) return now.slice(0, mine.start + moved) + put + now.slice(mine.end + moved)
  // Both sides of it were changed: it is where its near surroundings are, if that is one place.
  const [before, after] = [Math.max(0, mine.start - around), Math.min(from.length, mine.end + around)]
  const near = from.slice(before, after)
  const at = now.indexOf(near)
  if (near.length - (mine.end - mine.start) < around || at < 0 || now.indexOf(near, at + 1) >= 0 || from.indexOf(near) !== before || from.indexOf(near, before + 1) >= 0) return null
  return now.slice(0, at + mine.start - before) + put + now.slice(at + mine.end - before)
}

const around = 12 // signs on either side by which a place is known again

/** What of a text is another in a second one. */
function changed(a: string, b: string): { start: number; end: number } {
  const least = Math.min(a.length, b.length)
  let start = 0
  while (start < least && a[start] === b[start]) start++
  let tail = 0
  while (tail < least - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  return { start, end: a.length - tail }
}

function valueAt(of: unknown, path: (string | number)[]): unknown {
  return path.reduce<unknown>((x, key) => (typeof x === 'object' && x !== null ? (x as Record<string | number, unknown>)[key] : undefined), of)
}

function withValue(of: unknown, [key, ...rest]: (string | number)[], value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(of)) return of.map((x: unknown, i) => (i === key ? withValue(x, rest, value) : x))
  const record = { ...(of as Record<string | number, unknown>) }
  const next = withValue(record[key], rest, value)
  if (next === undefined) delete record[key]
  else record[key] = next
  return record
}
