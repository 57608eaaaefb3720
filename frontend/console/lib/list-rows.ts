/** A row of the page: its name there for as long as it stands, and where it is in the list; at -1 it waits for its first sign. */
export type Row = { id: number; at: number }

type Kept<T> = { id: number; is: T | null }

const same = (a: unknown, b: unknown) => a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))

/**
 * The rows of a list whose lines have no names: each keeps its own wherever its
 * line goes, so that the cursor stays in the row that it is in when one before it
 * is taken out or put in, here or in another window. Rows that wait for their
 * first sign stand among them and are not in the list; open: the last one always
 * waits for one more.
 */
export class ListRows<T> {
  #list: readonly T[] = []
  #kept: Kept<T>[] = []
  #rows: Row[] | null = null
  #next = 1
  readonly #open: boolean

  constructor(open = false) {
    this.#open = open
  }

  /** The rows of the list as it is now; the same where nothing is another. */
  readonly of = (list: readonly T[]): Row[] => {
    if (this.#rows && list === this.#list) return this.#rows
    if (list !== this.#list) this.#match(list)
    this.#list = list
    if (this.#open && this.#kept.at(-1)?.is !== null) this.#kept.push(this.#new())
    let at = 0
    this.#rows = this.#kept.map(({ id, is }) => ({ id, at: is === null ? -1 : at++ }))
    return this.#rows
  }

  /** A row that waits, beside another. */
  wait(id: number, side: 'before' | 'after'): number {
    return this.#insert(id, this.#new(), side)
  }

  /** A row that is about to be in the list with what it says, behind another. */
  put(id: number, is: T): number {
    return this.#insert(id, this.#new(is), 'after')
  }

  /** A row that waited is about to be in the list: where. */
  fill(id: number, is: T): number {
    const i = this.#kept.findIndex(r => r.id === id)
    const row = this.#kept[i]
    if (row) row.is = is
    this.#rows = null
    return this.#kept.slice(0, i).filter(r => r.is !== null).length
  }

  /** A row is no more: it waited, or its line is about to be taken out. */
  drop(id: number): void {
    this.#kept = this.#kept.filter(r => r.id !== id)
    this.#rows = null
  }

  /** The row beside one; undefined where there is none. */
  beside(id: number, by: 1 | -1): number | undefined {
    const i = this.#kept.findIndex(r => r.id === id)
    return i < 0 ? undefined : this.#kept[i + by]?.id
  }

  #new(is: T | null = null): Kept<T> {
    return { id: this.#next++, is }
  }

  #insert(id: number, row: Kept<T>, side: 'before' | 'after'): number {
    const i = this.#kept.findIndex(r => r.id === id)
    this.#kept.splice(i < 0 ? this.#kept.length : side === 'after' ? i + 1 : i, 0, row)
    this.#rows = null
    return row.id
  }

  /** Gives each line of a list the row that said it, in between those that stand there in their order. */
  #match(list: readonly T[]): void {
    const was = this.#kept.filter(r => r.is !== null)
    let start = 0
    while (start < Math.min(was.length, list.length) && same(was[start]?.is, list[start])) start++
    let end = 0
    while (end < Math.min(was.length, list.length) - start && same(was.at(-1 - end)?.is, list.at(-1 - end))) end++
    const left = was.slice(start, was.length - end)
    const between = list.slice(start, list.length - end)
    const takeOf = (is: T) => {
      const i = left.findIndex(r => same(r.is, is))
      return i < 0 ? undefined : left.splice(i, 1)[0]
    }
    const known = between.map(takeOf)
    // As many as there were: what is left is the same rows with other words.
    const many = between.length === was.length - end - start
    const rows = [...was.slice(0, start), ...known.map((row, i) => row ?? (many ? left.shift() : undefined) ?? this.#new(between[i])), ...was.slice(was.length - end)]
    rows.forEach((row, i) => (row.is = list[i] as T))
    // What waits stays behind what it stood behind.
    const out: Kept<T>[] = [...rows]
    let before: Kept<T> | undefined
    for (const row of this.#kept) {
      if (row.is === null) {
        const i = before ? out.indexOf(before) : -1
        out.splice(i < 0 && before ? out.length : i + 1, 0, row)
      }
      before = row
    }
    // The one that waits for one more is the last.
    const last = this.#kept.at(-1)
    if (this.#open && last?.is === null) out.push(...out.splice(out.indexOf(last), 1))
    this.#kept = out
  }
}
