import { Fault } from '../../fault'
import { kindOf } from '../kind'
import { type Ask, bytesAt, type Readable } from '../source'
import { askTree, type Tree } from '../tree'

/** What one record says, page by page; a text without pages is one. */
export type RecordText = {
  pages: string[]
  /** Pages that are pictures. */
  pictures: number
  /** Pages whose text cannot be read. */
  broken: number
  /** Why nothing of it is searched; '' where something is. */
  why: '' | 'picture' | 'locked' | 'unread' | 'other'
}

const nothing = (why: RecordText['why']): RecordText => ({ pages: [], pictures: 0, broken: 0, why })

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
    const size = text.pages.reduce((n, p) => n + p.length, 0)
    if (this.#kept + size <= mostKept) {
      this.#kept += size
      this.#texts.set(record.id, text)
    }
    return text
  }

  async #read(record: Readable, signal: AbortSignal): Promise<RecordText> {
    switch (kindOf(record)) {
      case 'pdf':
        return pdfText(bytesAt(this.#ask, `records/${record.id}`, record.bytes), signal)
      case 'text':
        try {
          return await this.#tree(record, await askTree(this.#ask, record.id, '', signal), signal)
        } catch (e) {
          if (e instanceof Fault && e.kind === 'unreadable') return nothing('other')
          throw e
        }
      case 'picture':
        return nothing('picture')
      default:
        return nothing('other')
    }
  }

  async #tree(record: Readable, tree: Tree, signal: AbortSignal): Promise<RecordText> {
    const [only] = tree.inner
    if (tree.kind === 'document' && only) {
      return only.media === 'application/pdf' ? pdfText(bytesAt(this.#ask, `records/${record.id}/inner/1`, only.bytes), signal) : nothing('picture')
    }
    return { pages: [wordsOf(tree)], pictures: 0, broken: 0, why: '' }
  }
}

/** All that a tree says, a line for each of its lines. */
export function wordsOf(tree: Tree): string {
  const lines = [tree.title]
  for (const b of tree.blocks) {
    if (b.text) lines.push(b.text)
    for (const f of b.facts ?? []) lines.push([f.name, f.value].filter(Boolean).join(': '))
    for (const r of [b.head ?? [], ...(b.rows ?? [])]) if (r.length > 0) lines.push(r.join(' '))
  }
  return lines.join('\n')
}

async function pdfText(bytes: ReturnType<typeof bytesAt>, signal: AbortSignal): Promise<RecordText> {
  const { PdfFile, Rank } = await import('../pdf/pdf-file')
  const locked = new Error('locked')
  let file
  try {
    file = await PdfFile.open({ bytes, password: () => Promise.reject(locked) })
  } catch (e) {
    if (signal.aborted || (e instanceof Fault && e.kind !== 'damaged')) throw e
    return nothing(e === locked ? 'locked' : 'unread')
  }
  const out: RecordText = { pages: [], pictures: 0, broken: 0, why: '' }
  try {
    for (let n = 1; n <= file.pages; n++) {
      let text = ''
      try {
        text = await file.run(
          n,
          Rank.Text,
          async page => {
            const { items } = await page.getTextContent()
            return items.map(i => ('str' in i ? i.str + (i.hasEOL ? '\n' : '') : '')).join('')
          },
          { signal },
        )
        if (text.trim() === '') out.pictures++
      } catch (e) {
        if (signal.aborted || e instanceof Fault) throw e
        out.broken++
      }
      out.pages.push(text)
    }
  } finally {
    file.close()
  }
  if (out.pictures === out.pages.length) out.why = 'picture'
  return out
}
