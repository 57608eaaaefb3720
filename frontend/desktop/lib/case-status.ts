// Whose turn a case is and what to say of it, from what Go knows. Words are keys
// of the catalog; sections 1 and 7 of the look say which.

import type { GlyphKind } from '@shared/ui/glyph'
import { caseStateOf } from '@shared/wire/case-states'
import type { CaseRow } from '../bridge'

export const Turn = { You: 'you', Patient: 'patient', Us: 'us', Done: 'done' } as const
export type Turn = (typeof Turn)[keyof typeof Turn]
export const turns = [Turn.You, Turn.Patient, Turn.Us, Turn.Done] as const

type Say =
  | { key: 'decisions' | 'left'; count: number }
  | { key: 'importing'; done: number; total: number }
  | { key: 'readyStaff'; physician: string }
  | { key: 'readOnly'; desk: string }
  | { key: 'sending'; done: number; total: number }
  | { key: 'hold' | 'cannot'; reason: string }
  | { key: 'expired'; date: string }
  | { key: PlainKey }

type PlainKey =
  | 'agreement'
  | 'draft'
  | 'ready'
  | 'readyNobody'
  | 'sealed'
  | 'received'
  | 'registration'
  | 'asks'
  | 'collecting'
  | 'checksRecords'
  | 'choosing'
  | 'writing'
  | 'approving'
  | 'arrived'
  | 'arrivedStaff'
  | 'read'
  | 'readDeclined'
  | 'corrected'
  | 'closed'
  | 'outcome'
  | 'addendum'
  | 'correction'
  | 'holdPlain'
  | 'withdrawn'
  | 'cannotPlain'
  | 'refused'
  | 'erased'
  | 'other'

export type Standing = { turn: Turn; glyph: GlyphKind; say: Say; problem?: boolean }

type Reader = { role: string }

function plain(turn: Turn, glyph: GlyphKind, key: PlainKey): Standing {
  return { turn, glyph, say: { key } }
}

/** Where a case stands for the person who reads it. */
export function standing(row: CaseRow, reader: Reader): Standing {
  if (row.read_only) return { turn: Turn.You, glyph: 'draft', say: { key: 'readOnly', desk: row.read_only } }
  switch (row.state) {
    case 'draft':
    case 'agreed':
      return unfinished(row)
    case 'ready':
      if (row.imports > 0) return unfinished(row)
      if (reader.role === 'physician') return plain(Turn.You, 'you', 'ready')
      if (row.physician) return { turn: Turn.You, glyph: 'draft', say: { key: 'readyStaff', physician: row.physician } }
      return plain(Turn.You, 'draft', 'readyNobody')
    case 'sealed':
      return plain(Turn.Us, 'us', 'sealed')
    case 'sending':
      return { turn: Turn.Us, glyph: 'us', say: { key: 'sending', done: row.sent_bytes, total: row.total_bytes } }
    default:
      return atService(row, reader)
  }
}

function unfinished(row: CaseRow): Standing {
  if (row.decisions > 0) return { turn: Turn.You, glyph: 'problem', say: { key: 'decisions', count: row.decisions }, problem: true }
  if (row.imports > 0 && row.import_found > 0) return { turn: Turn.You, glyph: 'time', say: { key: 'importing', done: row.import_read, total: row.import_found } }
  if (row.agreement === 'none' && row.things_left === 1) return plain(Turn.Patient, 'patient', 'agreement')
  if (row.things_left > 0) return { turn: Turn.You, glyph: 'draft', say: { key: 'left', count: row.things_left } }
  return plain(Turn.You, 'draft', 'draft')
}

/** The physician has the opinion; what follows is beside it. */
const opened = new Set<string>(['accessed', 'completed', 'payment-failed', 'closed'])

function atService(row: CaseRow, reader: Reader): Standing {
  if (row.opinion === 'corrected') return plain(Turn.You, 'you', 'corrected')
  if (row.opinion === 'arrived') {
    return reader.role === 'physician' ? plain(Turn.You, 'you', 'arrived') : plain(Turn.You, 'draft', 'arrivedStaff')
  }
  if (row.request) return plain(Turn.You, 'you', 'asks')
  if (row.server_state === '') return plain(Turn.Us, 'us', 'received')
  const state = caseStateOf(row.server_state)
  if (state && opened.has(state)) {
    if (row.revising === 'correction') return plain(Turn.Us, 'us', 'correction')
    if (row.revising === 'addendum') return plain(Turn.Us, 'us', 'addendum')
    if (row.outcome_asked && reader.role === 'physician') return plain(Turn.You, 'you', 'outcome')
  }
  switch (state) {
    case 'registered':
      return plain(Turn.Us, 'us', 'received')
    case 'awaiting-physician':
    case 'preparing':
      return plain(Turn.Us, 'us', 'registration')
    case 'awaiting-materials':
      return plain(Turn.Patient, 'patient', 'collecting')
    case 'intake-review':
      return plain(Turn.Us, 'us', 'checksRecords')
    case 'triage':
    case 'offered':
      return plain(Turn.Us, 'us', 'choosing')
    case 'in-review':
      return plain(Turn.Us, 'us', 'writing')
    case 'signed-draft':
    case 'approval':
    case 'released': // released, and not here yet
      return plain(Turn.Us, 'us', 'approving')
    case 'accessed':
    case 'completed':
    case 'payment-failed':
      return plain(Turn.Done, 'done', row.copy_declined ? 'readDeclined' : 'read')
    case 'closed':
      return plain(Turn.Done, 'done', 'closed')
    case 'on-hold':
      return row.reason ? { turn: Turn.Us, glyph: 'time', say: { key: 'hold', reason: row.reason } } : plain(Turn.Us, 'time', 'holdPlain')
    case 'expired':
      return { turn: Turn.Done, glyph: 'draft', say: { key: 'expired', date: row.waiting } }
    case 'withdrawn':
      return plain(Turn.Done, 'draft', 'withdrawn')
    case 'cannot-answer':
      return row.reason ? { turn: Turn.Done, glyph: 'draft', say: { key: 'cannot', reason: row.reason } } : plain(Turn.Done, 'draft', 'cannotPlain')
    case 'not-eligible':
      return plain(Turn.Done, 'draft', 'refused')
    case 'erased':
      return plain(Turn.Done, 'draft', 'erased')
    case undefined:
      // A newer service may know states that this program does not.
      return plain(Turn.Us, 'us', 'other')
  }
}
