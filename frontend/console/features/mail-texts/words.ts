import type { MailWords } from '../../api/types'

/** Which notice to whom: one text each. */
export const keyOf = (w: MailWords) => `${w.audience} ${w.notice}`

/** What a notice says by a sheet: the office's words, else the program's. */
export function wordsOf(shipped: readonly MailWords[], sheet: readonly MailWords[], key: string): MailWords | undefined {
  return sheet.find(w => keyOf(w) === key) ?? shipped.find(w => keyOf(w) === key)
}

export const same = (a: MailWords | undefined, b: MailWords | undefined) => a?.subject === b?.subject && a?.body === b?.body

/** A sheet with one text of it changed; the program's own words need no place in it. */
export function put(shipped: readonly MailWords[], sheet: readonly MailWords[], words: MailWords): MailWords[] {
  const others = sheet.filter(w => keyOf(w) !== keyOf(words))
  return same(words, wordsOf(shipped, [], keyOf(words))) ? others : [...others, words]
}

/** The notices that say something else by one sheet than by another. */
export function changed(shipped: readonly MailWords[], before: readonly MailWords[], now: readonly MailWords[]): MailWords[] {
  return shipped.filter(w => !same(wordsOf(shipped, before, keyOf(w)), wordsOf(shipped, now, keyOf(w))))
}
