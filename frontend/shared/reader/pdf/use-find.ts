import { useEffect, useRef, useState } from 'react'
import { fold, folded, placesOf, type Searchable, type Span } from '../find'
import { type PdfFile, Rank } from './pdf-file'

/** A place of the words: on a page, at a part of its height. */
export type Hit = Span & { page: number; y: number }

export type Found = {
  words: string
  hits: Hit[]
  /** Pages looked at so far. */
  looked: number
  /** Pages that have no text at all: pictures. */
  pictures: number
  /** Pages whose text cannot be read. */
  broken: number
  done: boolean
  /** There are more than are listed. */
  more: boolean
}

const most = 5000
const nothing: Found = { words: '', hits: [], looked: 0, pictures: 0, broken: 0, done: true, more: false }

type PageText = { text: Searchable; y: Float32Array; broken?: boolean }

/** The words of each page as they were read once; kept for as long as the file is open. */
function usePageTexts(file: PdfFile | null) {
  const texts = useRef<{ file: PdfFile | null; pages: Map<number, PageText> }>({ file: null, pages: new Map() })
  return async (n: number, signal: AbortSignal): Promise<PageText> => {
    if (texts.current.file !== file) texts.current = { file, pages: new Map() }
    const known = texts.current.pages.get(n)
    if (known || !file) return known ?? { text: fold([]), y: new Float32Array() }
    let read: PageText
    try {
      read = await file.run(
        n,
        Rank.Text,
        async page => {
          const content = await page.getTextContent()
          const view = page.getViewport({ scale: 1 })
          const items = content.items.filter(i => 'str' in i)
          const y = items.map(i => (view.convertToViewportPoint(i.transform[4] as number, i.transform[5] as number)[1] ?? 0) / view.height)
          return { text: fold(items.map(i => ({ text: i.str, endsLine: i.hasEOL }))), y: Float32Array.from(y) }
        },
        { signal },
      )
    } catch (e) {
      if (signal.aborted) throw e
      read = { text: fold([]), y: new Float32Array(), broken: true }
    }
    texts.current.pages.set(n, read)
    return read
  }
}

/** Looks for words through all pages, those of a page at a time. */
export function useFind(file: PdfFile | null, words: string): Found {
  const [found, setFound] = useState(nothing)
  const textOf = usePageTexts(file)
  const read = useRef(textOf)
  useEffect(() => {
    read.current = textOf
  })
  const wanted = folded(words)
  useEffect(() => {
    if (!file || wanted === '') return
    const left = new AbortController()
    const look = async () => {
      const hits: Hit[] = []
      let [pictures, broken, told] = [0, 0, 0]
      for (let n = 1; n <= file.pages && hits.length < most; n++) {
        const page = await read.current(n, left.signal)
        if (left.signal.aborted) return
        if (page.broken) broken++
        else if (page.text.text.trim() === '') pictures++
        for (const s of placesOf(page.text, wanted, most - hits.length)) hits.push({ ...s, page: n, y: page.y[s.from[0]] ?? 0 })
        const now = performance.now()
        const last = n === file.pages || hits.length >= most
        if (last || now - told > 200) {
          told = now
          setFound({ words: wanted, hits: [...hits], looked: n, pictures, broken, done: last, more: hits.length >= most })
        }
      }
    }
    // Not for each letter of a word that is being typed.
    const timer = setTimeout(() => void look().catch(() => {}), 150)
    return () => {
      clearTimeout(timer)
      left.abort()
    }
  }, [file, wanted])
  if (wanted === '') return nothing
  return found.words === wanted ? found : { ...nothing, words: wanted, done: false }
}
