import type { Content } from '../api/types'

/** Which question of a letter, or which part of one. */
type Place = { question?: number; sub?: number }

/** "2", "3b": as people name a question. */
export function questionName(place: Place): string {
  const n = String((place.question ?? 0) + 1)
  return place.sub === undefined ? n : n + String.fromCharCode(97 + place.sub)
}

/** The words of the question, or of its part. */
export function questionWords(c: Content, place: Place): string {
  const a = c.answers[place.question ?? -1]
  if (!a) return ''
  return place.sub === undefined ? a.question : (a.parts[place.sub]?.question ?? '')
}
