import { useEffect, useState } from 'react'
import { Fault } from '../../fault'
import { fold, folded, placesOf, type Searchable } from '../find'
import type { Readable } from '../source'
import { apart, nothing, type RecordText, type RecordTexts } from './texts'

/** One place of the words, with what stands around it. inner: in that document inside of the record, from 1. */
export type Place = { inner: number; page: number; before: string; hit: string; after: string }

export type RecordHits = { record: Readable; count: number; places: Place[]; pages: number }

export type Results = {
  words: string
  hits: readonly RecordHits[]
  looked: number
  done: boolean
  /** Pages of PDFs, and records as a whole, that are pictures. */
  pictures: number
  /** Records and pages that could not be searched for another reason. */
  notSearched: number
  locked: number
  /** Records that did not come: the line, and nothing of theirs. */
  away: number
}

const none: Readonly<Results> = { words: '', hits: [], looked: 0, done: true, pictures: 0, notSearched: 0, locked: 0, away: 0 }
const mostPlaces = 5 // of a record; the record itself shows the others
const mostHits = 1000
const around = 48 // letters
const theLine = ['unreachable', 'unauthenticated', 'too-many', 'internal'] // kinds of faults that are no matter of a record

type Page = { starts: number[]; folded: Searchable }

/**
 * Folding is most of the work of a search, so it is done once for each text, and
 * goes with it. Beyond the bound each search folds anew: a letter takes ten bytes.
 */
export class Folds {
  #kept = new WeakMap<RecordText, Page[]>()
  #left = 10_000_000 // letters

  of(text: RecordText): Page[] {
    const known = this.#kept.get(text)
    if (known) return known
    const pages = text.pages.map(({ text: page }) => {
      const cut = page.split('\n')
      const lines = cut.map((s, n) => ({ text: s, endsLine: n < cut.length - 1 }))
      const starts: number[] = []
      lines.reduce((at, l) => (starts.push(at), at + l.text.length + 1), 0)
      return { starts, folded: fold(lines) }
    })
    const size = text.pages.reduce((n, p) => n + p.text.length, 0)
    if (size <= this.#left) {
      this.#left -= size
      this.#kept.set(text, pages)
    }
    return pages
  }
}

/** The places of words in a text's pages. */
export function placesIn(text: RecordText, words: string, folds = new Folds()): { count: number; places: Place[] } {
  const out: Place[] = []
  let count = 0
  folds.of(text).forEach(({ starts, folded }, i) => {
    const { inner = 0, page: number = 1, text: page = '' } = text.pages[i] ?? {}
    for (const s of placesOf(folded, words, mostHits - count)) {
      count++
      if (out.length >= mostPlaces) continue
      const from = (starts[s.from[0]] ?? 0) + s.from[1]
      const to = (starts[s.to[0]] ?? 0) + s.to[1] + 1
      const plain = (t: string) => t.replaceAll(apart, ' | ').replace(/\s+/g, ' ')
      out.push({ inner, page: number, before: plain(page.slice(Math.max(0, from - around), from)), hit: plain(page.slice(from, to)), after: plain(page.slice(to, to + around)) })
    }
  })
  return { count, places: out }
}

/** Searches the text of all records, one after the other; what is found shows at once. */
export function useSearch(texts: RecordTexts, records: Readable[], words: string): Results {
  const [{ of, results }, setFound] = useState<{ of: RecordTexts | null; results: Results }>({ of: null, results: none })
  const [folds] = useState(() => new Folds())
  const wanted = folded(words)
  const ids = records.map(r => r.id).join()
  const active = wanted.length >= 2
  useEffect(() => {
    if (!active) return
    const left = new AbortController()
    const look = async () => {
      const now: Results = { ...none, words: wanted, done: records.length === 0 }
      for (const record of records) {
        let text: RecordText
        let away = false
        try {
          text = await texts.of(record, left.signal)
        } catch (e) {
          if (left.signal.aborted) return
          away = e instanceof Fault && theLine.includes(e.kind)
          text = nothing({ unread: away ? 0 : 1 })
        }
        // What is typed and clicked comes before the next record.
        await new Promise(go => setTimeout(go))
        if (left.signal.aborted) return
        const { count, places } = placesIn(text, wanted, folds)
        if (count > 0) now.hits = [...now.hits, { record, count, places, pages: text.pages.length }]
        now.pictures += text.pictures
        now.notSearched += text.unread
        now.locked += text.locked
        now.away += away ? 1 : 0
        now.looked++
        now.done = now.looked === records.length
        setFound({ of: texts, results: { ...now } })
      }
    }
    const timer = setTimeout(() => void look(), 250)
    return () => {
      clearTimeout(timer)
      left.abort()
    }
    // Records are the same as long as their ids are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [texts, folds, ids, wanted, active])
  if (!active) return none
  // What another case's records said is nothing of this one's.
  return of === texts && results.words === wanted ? results : { ...none, words: wanted, done: false }
}
