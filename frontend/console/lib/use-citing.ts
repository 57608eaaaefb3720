import { before, editorOf, goInto, insert } from '@shared/editor/fields'
import { useToast } from '@shared/ui/toast'
import type { Target } from '@shared/wire/key-image'
import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../api/client'
import { askCitation } from '../api/opinion/figures'
import type { Citation } from '../api/types'

const none: Citation[] = []

/**
 * The places in the records that one text names, beside which there is no list: those
 * that were named when it was opened, and what is cited since. hold is its editor's
 * place; cite puts a place in at its cursor.
 */
export function useCiting(id: string, begun: Citation[] = none) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const box = useRef<HTMLDivElement>(null)
  const [places, setPlaces] = useState(begun)
  const labels = useRef(new Set(begun.map(x => x.label)))
  const begins = useRef(true)
  const editor = useCallback(() => editorOf(box.current?.querySelector<HTMLElement>('[role=textbox]') ?? null) ?? null, [])
  const cite = useCallback(
    async (target: Target, page = 0): Promise<boolean> => {
      try {
        const place = await askCitation(id, target, page)
        const to = editor()
        if (!to) throw new Fault('refused', t('figures.noCursor'))
        if (!labels.current.has(place.label)) {
          labels.current.add(place.label)
          setPlaces(all => [...all, place])
        }
        // Where nobody has put the cursor yet, what is cited stands at the end.
        if (begins.current && to.state.selection.empty && to.state.selection.from <= 1) goInto(to.view.dom, 'end')
        begins.current = false
        const mark = `[${place.label}]`
        return insert(to, /(^|[\s([])$/.test(before(to)) ? mark : ` ${mark}`, true)
      } catch (e) {
        toast(e instanceof Fault && e.message ? e.message : t('figures.notCited'))
        return false
      }
    },
    [editor, id, t, toast],
  )
  const is = useCallback((bracket: string) => labels.current.has(bracket.slice(1, -1).replaceAll('\u00a0', ' ')), [])
  return { box, editor, cite, is, places }
}
