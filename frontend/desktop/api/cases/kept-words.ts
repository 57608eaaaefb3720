import { useCallback, useEffect, useRef, useState } from 'react'
import { go } from '../../bridge'
import { useUnsaved } from './save-section'
import { most, pause } from './unsaved'

/**
 * What a person types for an act (a reason, a sentence), kept with the case until the act is done: a lock, a crash or
 * another page loses none of it. place names the field, alike each time. The third of the answer forgets it.
 */
export function useKeptWords(id: string, place: string): [text: string, write: (text: string) => void, done: () => void] {
  const unsaved = useUnsaved()
  const here = `${id} ${place}`
  const [shown, setShown] = useState({ of: here, text: '' }) // another place begins empty
  const setText = useCallback((next: string) => setShown({ of: here, text: next }), [here])
  const held = useRef(nothing())

  const save = useCallback(async () => {
    const h = held.current // of this place also where the answer comes at another
    clearTimeout(h.timer)
    if (!h.dirty) return true
    h.dirty = false
    try {
      await go.cases.KeepWords(id, place, h.text)
      return true
    } catch {
      h.dirty = true
      return false
    }
  }, [id, place])

  useEffect(() => {
    let open = true
    const h = (held.current = nothing())
    void go.cases.Words(id, place).then(
      kept => {
        if (open && !h.typed && kept) setText((h.text = kept))
      },
      () => undefined, // nothing was kept that can be shown
    )
    const end = unsaved.also(save)
    return () => {
      open = false
      end()
      void save()
    }
  }, [id, place, unsaved, save, setText])

  const write = useCallback(
    (next: string) => {
      const h = held.current
      if (!h.dirty) h.since = Date.now()
      Object.assign(h, { text: next, dirty: true, typed: true })
      setText(next)
      clearTimeout(h.timer)
      h.timer = setTimeout(() => void save(), Math.min(pause, Math.max(0, h.since + most - Date.now())))
    },
    [save, setText],
  )

  const done = useCallback(() => {
    Object.assign(held.current, { text: '', dirty: true, typed: true })
    setText('')
    void save()
  }, [save, setText])

  return [shown.of === here ? shown.text : '', write, done]
}

/** What a place holds before anything was typed or read. */
function nothing() {
  return { text: '', dirty: false, typed: false, since: 0, timer: undefined as ReturnType<typeof setTimeout> | undefined }
}
