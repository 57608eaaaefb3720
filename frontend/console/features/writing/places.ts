import type { Answer, Citation, Content, Earlier, Option, PartAnswer, Section } from '../../api/types'

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

/** What is said to a question, or to a part of it. */
export const answerPlace = (question: number, sub: number | undefined, of: 'text' | 'reason' | 'from'): Place<string> => ({
  at: `answers.${question}.${sub === undefined ? '' : `parts.${sub}.`}${of}`,
  get: c => answerOf(c, question, sub)?.[of] ?? '',
  put: (c, value) => withAnswer(c, question, sub, p => ({ ...p, [of]: value })),
})

/** How far a question is answered; where nothing is chosen, what is typed is an answer. */
export const statePlace = (question: number, sub: number | undefined): Place<'answered' | 'cannot' | 'needs'> => ({
  at: `answers.${question}.${sub === undefined ? '' : `parts.${sub}.`}state`,
  get: c => (answerOf(c, question, sub)?.state || 'answered') as 'answered' | 'cannot' | 'needs',
  put: (c, state) => withAnswer(c, question, sub, p => ({ ...p, state })),
})

/** What is chosen of a question; '' where nothing is, and nothing is said. */
export const chosenState = (c: Content, question: number, sub: number | undefined): string => {
  const a = answerOf(c, question, sub)
  return a?.state || ((a?.text ?? '').trim() === '' ? '' : 'answered')
}

/** Lists of rows that are known by their names. */
export type RowsKey = 'options' | 'earlier'
export type RowOf = { options: Option; earlier: Earlier }

const noRows: never[] = []

const rows = <K extends RowsKey>(c: Content, key: K): RowOf[K][] => (c[key] as RowOf[K][] | undefined) ?? noRows

export const rowsPlace = <K extends RowsKey>(key: K): Place<RowOf[K][]> => ({ at: key, get: c => rows(c, key), put: (c, value) => ({ ...c, [key]: value }) })

/** One field of a row, which stands as the i-th now and may be moved. */
export const rowPlace = <K extends RowsKey>(key: K, i: number, id: string, of: keyof RowOf[K] & string): Place<string> => ({
  at: `${key}.${i}.${of}`,
  get: c => (rows(c, key).find(r => r.id === id)?.[of] as string | undefined) ?? '',
  put: (c, value) => ({ ...c, [key]: rows(c, key).map(r => (r.id === id ? { ...r, [of]: value } : r)) }),
})

/** Which record an earlier opinion is, with the citation that its name needs. */
export const sourcePlace = (i: number, id: string): Place<{ source: string; citations: Citation[] }> => {
  const place = rowPlace('earlier', i, id, 'source')
  return { at: place.at, get: c => ({ source: place.get(c), citations: c.citations ?? noRows }), put: (c, { source, citations }) => ({ ...place.put(c, source), citations }) }
}

/** The content with an answer made anew, or with that of a part. */
export function withAnswer(c: Content, question: number, sub: number | undefined, make: (p: PartAnswer) => PartAnswer): Content {
  const into = (a: Answer): Answer => (sub === undefined ? { ...a, ...make(a) } : { ...a, parts: a.parts.map((p, j) => (j === sub ? make(p) : p)) })
  return { ...c, answers: c.answers.map((a, i) => (i === question ? into(a) : a)) }
}
