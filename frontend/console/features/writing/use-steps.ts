import { editorOf, giveBack } from '@shared/editor/fields'
import { useToast } from '@shared/ui/toast'
import { useCallback, useEffect } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Pen } from './pen'
import type { Draft } from './use-draft'

export type Way = 'undo' | 'redo'

/**
 * Undo and redo over the whole letter, in the order in which things were done,
 * whichever part has the cursor. It stands afterwards where the change was.
 */
export function useSteps(draft: Draft, pen: Pen) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const { written, step } = draft
  const take = useCallback(
    (way: Way) => {
      // What stands in a field alone is in no step: the field has its text again, and nothing else is taken back.
      if (giveBack(document.activeElement) && way === 'undo') return
      const place = written.history.placeOf(way, written.now())
      const was = standing(pen.near(place))
      let done: boolean | null = null
      flushSync(() => {
        done = step(way)
      })
      if (done === null) return
      if (done === false) toast(t('write.notTakenBack'))
      else pen.show(pen.near(place), was)
    },
    [pen, step, t, toast, written],
  )
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey || e.isComposing) return
      const key = e.key.toLowerCase()
      const way = key === 'y' || (key === 'z' && e.shiftKey) ? 'redo' : key === 'z' ? 'undo' : null
      if (!way || !isOurs(e.target)) return
      e.preventDefault()
      take(way)
    }
    // By the browser's own menu.
    const onInput = (e: InputEvent) => {
      const way = e.inputType === 'historyUndo' ? 'undo' : e.inputType === 'historyRedo' ? 'redo' : null
      if (!way || !isOurs(e.target)) return
      e.preventDefault()
      take(way)
    }
    window.addEventListener('keydown', onKey, true)
    window.addEventListener('beforeinput', onInput, true)
    return () => {
      window.removeEventListener('keydown', onKey, true)
      window.removeEventListener('beforeinput', onInput, true)
    }
  }, [take])
  return take
}

/** A field that is none of the letter's takes back its own. */
function isOurs(el: EventTarget | null): boolean {
  if (!(el instanceof HTMLElement)) return true
  if (el.closest('[role=dialog]') && !el.closest('[data-place]')) return false
  return !el.matches('input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable=true]') || el.closest('[data-place]') !== null
}

/** What stands in a text, to be compared. */
export type Standing = ReturnType<typeof standing>

function standing(el: HTMLElement | null) {
  return el instanceof HTMLTextAreaElement || el instanceof HTMLInputElement ? el.value : (editorOf(el)?.state.doc ?? null)
}
