import type { Section } from '../api/types'

/** A report's text as parts of a letter: one for each heading, what stands under it a level higher. */
export function sectionsOf(text: string): Section[] {
  return text
    .split(/^(?=# )/m)
    .map(piece => piece.trim())
    .filter(piece => piece !== '')
    .map(piece => {
      const found = /^# (.*)\n*([\s\S]*)$/.exec(piece)
      return { heading: found?.[1]?.trim() ?? '', text: (found ? (found[2] ?? '') : piece).replaceAll(/^## /gm, '# ') }
    })
}
