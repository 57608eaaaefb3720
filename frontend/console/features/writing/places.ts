import type { Answer, Content, PartAnswer, Section } from '../../api/types'

/**
 * A place of the letter that is written on its own: what stands there, and the
 * content with something else there. at is its name in the page, the way to it in
 * the content.
 */
export type Place<T> = { at: string; get: (c: Content) => T; put: (c: Content, value: T) => Content }

type Keyed<T> = { [K in keyof Content]-?: Required<Content>[K] extends T ? (T extends Required<Content>[K] ? K : never) : never }[keyof Content]

export type TextKey = Keyed<string>
export type LinesKey = Keyed<string[]>
export type SectionsKey = Keyed<Section[]>

export const textPlace = (key: TextKey): Place<string> => ({ at: key, get: c => c[key] ?? '', put: (c, value) => ({ ...c, [key]: value }) })

const none: string[] = []

export const linesPlace = (key: LinesKey): Place<string[]> => ({ at: key, get: c => c[key] ?? none, put: (c, value) => ({ ...c, [key]: value }) })

export const sectionsPlace = (key: SectionsKey): Place<Section[]> => ({ at: key, get: c => c[key], put: (c, value) => ({ ...c, [key]: value }) })

/** The heading or the text of one section of a list. */
export const sectionPlace = (key: SectionsKey, i: number, of: keyof Section): Place<string> => ({
  at: `${key}.${i}.${of}`,
  get: c => c[key][i]?.[of] ?? '',
  put: (c, value) => ({ ...c, [key]: c[key].map((s, k) => (k === i ? { ...s, [of]: value } : s)) }),
})

/** The answer to a question, or to a part of it; undefined where it has none. */
export function answerOf(c: Content, question: number, sub: number | undefined): PartAnswer | undefined {
  const a = c.answers[question]
  return sub === undefined ? a : a?.parts[sub]
}

/** A question's answer, or that of a part, or the reason why there is none: what is answered needs no reason. */
export const answerPlace = (question: number, sub: number | undefined, of: 'text' | 'reason'): Place<string> => ({
  at: `answers.${question}.${sub === undefined ? '' : `parts.${sub}.`}${of}`,
  get: c => answerOf(c, question, sub)?.[of] ?? '',
  put: (c, value) => withAnswer(c, question, sub, p => ({ text: of === 'text' ? value : p.text, reason: of === 'text' ? '' : value, question: p.question })),
})

/** The content with an answer made anew, or with that of a part. */
export function withAnswer(c: Content, question: number, sub: number | undefined, make: (p: PartAnswer) => PartAnswer): Content {
  const into = (a: Answer): Answer => (sub === undefined ? { ...a, ...make(a) } : { ...a, parts: a.parts.map((p, j) => (j === sub ? make(p) : p)) })
  return { ...c, answers: c.answers.map((a, i) => (i === question ? into(a) : a)) }
}
