import { fold, placesOf } from './find'

const mostMarks = 2000

/** A text with the words that are looked for marked. */
export function Words({ text, find }: { text: string; find: string }) {
  if (find === '' || text === '') return text
  const places = placesOf(fold([{ text }]), find, mostMarks)
  if (places.length === 0) return text
  const out = []
  let from = 0
  for (const p of places) {
    const end = p.to[1] + String.fromCodePoint(text.codePointAt(p.to[1]) ?? 32).length
    out.push(text.slice(from, p.from[1]), <mark key={p.from[1]}>{text.slice(p.from[1], end)}</mark>)
    from = end
  }
  out.push(text.slice(from))
  return out
}
