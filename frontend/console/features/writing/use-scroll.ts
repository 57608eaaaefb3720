import { editorOf, focus as giveKeys } from '@shared/editor/fields'
import { useCallback, useEffect, useRef, useState } from 'react'
import { fields } from './pen'

/**
 * The one scroll in which all parts of the letter stand, and which of them one is
 * at: the part with the cursor while it is in sight, else the one that is read.
 */
export function useScroll(first: string) {
  const scroll = useRef<HTMLElement>(null)
  const hold = useCallback((el: HTMLElement | null) => {
    scroll.current = el
  }, [])
  const [current, setCurrent] = useState(first)
  const at = useRef(first)
  const be = useCallback((key: string | undefined) => {
    if (!key || at.current === key) return
    at.current = key
    setCurrent(key)
  }, [])

  const sectionOf = useCallback((key: string) => scroll.current?.querySelector<HTMLElement>(`[data-part="${key}"]`) ?? null, [])

  /** Leads to a part: its beginning is at the top, and the cursor is in its first text or where it was in it. */
  const goTo = useCallback(
    (key: string, focus = true) => {
      const [box, section] = [scroll.current, sectionOf(key)]
      if (!box || !section) return
      be(key)
      box.scrollTop = section.offsetTop + 1 // without the line above it
      if (!focus) return
      const field = section.querySelector<HTMLElement>(`${fields}, input`) ?? section
      const editor = editorOf(field)
      if (editor) giveKeys(editor)
      else field.focus({ preventScroll: true })
      // Where it was left may be far below.
      if (editor && !editor.state.selection.empty) editor.commands.setTextSelection(editor.state.selection.to)
      editor?.commands.scrollIntoView()
    },
    [be, sectionOf],
  )

  // Where it is to begin: before it is drawn.
  const began = useRef(false)
  useEffect(() => {
    if (began.current) return
    began.current = true
    if (!scroll.current?.contains(document.activeElement)) goTo(first, false)
  }, [first, goTo])

  const frame = useRef(0)
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  const onScroll = useCallback(() => {
    cancelAnimationFrame(frame.current)
    frame.current = requestAnimationFrame(() => {
      const box = scroll.current
      if (!box) return
      const [top, bottom] = [box.scrollTop, box.scrollTop + box.clientHeight]
      const isSeen = (s: HTMLElement | null | undefined) => Boolean(s && s.offsetTop < bottom - 32 && s.offsetTop + s.offsetHeight > top + 32)
      const focused = box.contains(document.activeElement) ? document.activeElement?.closest<HTMLElement>('[data-part]') : null
      if (isSeen(focused)) return be(focused?.dataset.part)
      const all = [...box.querySelectorAll<HTMLElement>('[data-part]')]
      const line = top + box.clientHeight / 3
      // At the end short parts never get to the top.
      if (bottom >= box.scrollHeight - 2 && isSeen(sectionOf(at.current))) return
      be(all.findLast(s => s.offsetTop <= line)?.dataset.part)
    })
  }, [be, sectionOf])

  const onFocus = useCallback((el: EventTarget) => be(el instanceof Element ? el.closest<HTMLElement>('[data-part]')?.dataset.part : undefined), [be])

  return { hold, current, goTo, onScroll, onFocus }
}
