import { Fault } from '../../fault'
import { kindOf } from '../kind'
import { type Ask, bytesAt, type Readable } from '../source'
import { askTree, type Tree } from '../tree'

/** One page of what a record says; a text without pages is one. inner: of that document inside of it, from 1; 0: of its own. */
export type TextPage = { inner: number; page: number; text: string }

/** What one record says, and how many of its pages and documents were not read. */
export type RecordText = {
  pages: TextPage[]
  /** Are pictures. */
  pictures: number
  /** Ask for a password. */
  locked: number
  /** Cannot be read as text for another reason. */
  unread: number
}

export const nothing = (why: Partial<RecordText>): RecordText => ({ pages: [], pictures: 0, locked: 0, unread: 0, ...why })
const unread = nothing({ unread: 1 })

// Letters that are kept; what is beyond is read again for the next search.
const mostKept = 30_000_000

/**
 * The texts of a case's records, each read once, by this page, and kept in its
 * memory for as long as the case is open. Nothing of them is kept anywhere else.
 */
export class RecordTexts {
  #ask: Ask
  #texts = new Map<string, RecordText>()
  #kept = 0

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async of(record: Readable, signal: AbortSignal): Promise<RecordText> {
    const known = this.#texts.get(record.id)
    if (known) return known
    const text = await this.#read(record, signal)
    const size = text.pages.reduce((n, p) => n + p.text.length, 0)
    if (this.#kept + size <= mostKept) {
      this.#kept += size
      this.#texts.set(record.id, text)
    }
    return text
  }

  async #read(record: Readable, signal: AbortSignal): Promise<RecordText> {
    switch (kindOf(record)) {
      case 'pdf':
        return pdfText(bytesAt(this.#ask, `records/${record.id}`, record.bytes), 0, signal)
      case 'text':
      case 'waveform':
        try {
          return await this.#tree(record, await askTree(this.#ask, record.id, '', signal), signal)
        } catch (e) {
          if (e instanceof Fault && (e.kind === 'unreadable' || e.kind === 'too-large')) return unread
          throw e
        }
      case 'picture':
        return nothing({ pictures: 1 })
      default:
        return unread
    }
  }

  /** The record's own text, and that of each document inside of it. */
  async #tree(record: Readable, tree: Tree, signal: AbortSignal): Promise<RecordText> {
    const out = nothing(tree.kind === 'document' ? {} : { pages: [{ inner: 0, page: 1, text: wordsOf(tree) }] })
    for (const [i, doc] of tree.inner.entries()) {
      const part =
        doc.media === 'application/pdf'
          ? await pdfText(bytesAt(this.#ask, `records/${record.id}/inner/${i + 1}`, doc.bytes), i + 1, signal)
          : doc.media.startsWith('image/')
            ? nothing({ pictures: 1 })
            : unread
      out.pages.push(...part.pages)
      out.pictures += part.pictures
      out.locked += part.locked
      out.unread += part.unread
    }
    return out
  }
}

/** Stands between what is said apart: a row of a table is not of the row above it. */
export const apart = '\u2029'

/** All that a tree says, a paragraph for each of its lines. */
export function wordsOf(tree: Tree): string {
  const lines = [tree.title]
  for (const b of tree.blocks) {
    if (b.text) lines.push(b.text)
    for (const f of b.facts ?? []) lines.push([f.name, f.value].filter(Boolean).join(': '))
    for (const r of [b.head ?? [], ...(b.rows ?? [])]) if (r.length > 0) lines.push(r.join(' '))
  }
  return lines.filter(Boolean).join(apart)
}

async function pdfText(bytes: ReturnType<typeof bytesAt>, inner: number, signal: AbortSignal): Promise<RecordText> {
  const { PdfFile, Rank } = await import('../pdf/pdf-file')
  const locked = new Error('locked')
  let file
  try {
    file = await PdfFile.open({ bytes, password: () => Promise.reject(locked) })
  } catch (e) {
    if (signal.aborted || (e instanceof Fault && e.kind !== 'damaged')) throw e
    return e === locked ? nothing({ locked: 1 }) : unread
  }
  const out = nothing({})
  try {
    for (let page = 1; page <= file.pages; page++) {
      let text = ''
      try {
        text = await file.run(
          page,
          Rank.Text,
          async p => {
            const { items } = await p.getTextContent()
            return items.map(i => ('str' in i ? i.str + (i.hasEOL ? '\n' : '') : '')).join('')
          },
          { signal },
        )
        if (text.trim() === '') out.pictures++
      } catch (e) {
        if (signal.aborted || e instanceof Fault) throw e
        out.unread++
      }
      out.pages.push({ inner, page, text })
    }
  } finally {
    file.close()
  }
  return out
}
