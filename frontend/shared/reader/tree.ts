import type { Ask } from './source'

// The tree of text that Go makes of a record: internal/transcript says what it means.

export type TreeImage = { study?: string; series?: string; uid: string; frames?: number[] }
export type TreeFact = { depth?: number; name?: string; value: string; flag?: boolean; image?: TreeImage }
export type TreeBlock = {
  form: 'heading' | 'paragraph' | 'facts' | 'table' | 'list' | 'verbatim' | 'inner'
  level?: number
  text?: string
  facts?: TreeFact[]
  head?: string[]
  rows?: string[][]
  number?: number
}
export type TreeInner = { name: string; media: string; bytes: number }
export type Tree = { kind: string; title: string; blocks: TreeBlock[]; inner: TreeInner[]; notes: string[]; cut: boolean; letters: string; guessed: boolean }

export async function askTree(ask: Ask, record: string, letters: string, signal: AbortSignal): Promise<Tree> {
  const res = await ask(`records/${record}/text${letters ? `?letters=${encodeURIComponent(letters)}` : ''}`, { signal })
  return (await res.json()) as Tree
}

/** Character sets that a person may choose for a plain text. */
export const letterSets = ['utf-8', 'windows-1252', 'windows-1250', 'windows-1251', 'windows-1253', 'windows-1254', 'windows-1255', 'windows-1256', 'ibm850', 'ibm866', 'shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'big5'] as const
