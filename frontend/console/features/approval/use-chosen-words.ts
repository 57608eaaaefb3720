import { type RefObject, useCallback, useEffect, useState } from 'react'
import { findQuote, rangeOf, selectedIn, shownWords, wordsOf } from '../../lib/quote'
import type { Place } from '../../lib/words-in-place'

/** Words of the letter that are selected, and where on the paper they end. */
export type Chosen = { part: string; quote: string; start: number; top: number; left: number }

/** What of the paper is selected: words of one part. */
export function useChosenWords(paper: RefObject<HTMLElement | null>, enabled: boolean): { chosen: Chosen | null; forget: () => void } {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  useEffect(() => {
    if (!enabled) return
    let waiting: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      clearTimeout(waiting)
      waiting = setTimeout(() => setChosen(chosenOn(paper.current)), 150) // once it stands still
    }
    document.addEventListener('selectionchange', look)
    return () => {
      clearTimeout(waiting)
      document.removeEventListener('selectionchange', look)
    }
  }, [enabled, paper])
  const forget = useCallback(() => {
    window.getSelection()?.removeAllRanges()
    setChosen(null)
  }, [])
  return { chosen, forget }
}

function chosenOn(paper: HTMLElement | null): Chosen | null {
  const selection = window.getSelection()
  if (!paper || !selection || selection.rangeCount === 0 || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  const from = range.startContainer.parentElement?.closest<HTMLElement>('[data-part]')
  if (!from || !paper.contains(from)) return null
  const words = selectedIn(from, selection) // what goes on in the next part is left out
  if (!words) return null
  const own = rangeOf(from, words.start, words.start + 1) && rangeOfWords(from, words.quote, words.start)
  const box = own?.getClientRects?.()
  const last = box?.[box.length - 1]
  const origin = paper.getBoundingClientRect()
  return { part: from.dataset.part ?? '', ...words, top: (last?.bottom ?? origin.top) - origin.top + 6, left: Math.max(0, Math.min((last?.right ?? origin.left) - origin.left - 80, origin.width - 200)) }
}

function rangeOfWords(root: Element, quote: string, start: number): Range | null {
  const found = findQuote(shownWords(root).words, quote, start)
  return found && rangeOf(root, found.from, found.to)
}

/** How a comment names the part in which a place of the content stands. */
function partOf(place: string): string {
  const [root = '', i = ''] = place.split('.')
  return root === 'answers' ? `answers[${i}]` : root === 'not_reviewed' ? 'notReviewed' : root === 'also_reviewed' ? 'reviewed' : root === 'travel_for' ? 'recommendation' : root
}

/** Goes to words of the letter and chooses them, so that something can be said of them. */
export function chooseWords({ place, block, start, words }: Place) {
  const root = [...document.querySelectorAll<HTMLElement>('[data-part]')].find(el => el.dataset.part === partOf(place))
  if (!root) return
  const inside = findQuote(shownWords(root).words, block, 0)
  const range = words ? rangeOfWords(root, words, (inside?.from ?? 0) + wordsOf(block.slice(0, start)).length) : null
  const at = range?.startContainer.parentElement ?? root
  at.scrollIntoView?.({ block: 'center' })
  if (!range) return
  const selection = window.getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
}

const name = 'oso-remark'

/** Marks the words that comments are about, where the browser can do that without touching them. */
export function useShownRemarks(paper: RefObject<HTMLElement | null>, remarks: readonly { part: string; quote: string; start: number }[]) {
  const said = JSON.stringify(remarks.filter(r => r.quote !== '').map(({ part, quote, start }) => ({ part, quote, start })))
  useEffect(() => {
    if (typeof Highlight === 'undefined') return
    const ranges = (JSON.parse(said) as typeof remarks).flatMap(r => {
      const root = [...(paper.current?.querySelectorAll<HTMLElement>('[data-part]') ?? [])].find(el => el.dataset.part === r.part)
      const range = root && rangeOfWords(root, r.quote, r.start)
      return range ? [range] : []
    })
    CSS.highlights.set(name, new Highlight(...ranges))
    return () => {
      CSS.highlights.delete(name)
    }
  })
}
