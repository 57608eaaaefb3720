// Where the records of a disc go: what is proposed, what a person changed, and what is sent.

import type { CaseDocument, DiscCase, DiscLoose, DiscPerson, DiscState, Place } from '../../bridge'
import { wholeDocument } from '../../lib/document'

/** A case's id, or one of these; `with:KEY` is the case of another person of the disc. */
export const toNew = 'new'
export const toNone = 'none'
export const undecided = ''
const withPrefix = 'with:'

export const withPerson = (key: string) => withPrefix + key

export type Changed = {
  /** By a person's key. */
  targets: Readonly<Record<string, string>>
  /** By the id of what names nobody: a person's key, or toNone. */
  loose: Readonly<Record<string, string>>
  /** Where those live whose place is not everybody's, by key. */
  places: Readonly<Record<string, Place>>
  /** What a person typed over what is proposed, by key. */
  documents: Readonly<Record<string, CaseDocument>>
}

export const nothingChanged: Changed = { targets: {}, loose: {}, places: {}, documents: {} }

/** The case that is proposed for a person, with what somebody typed over it. */
export function documentOf(state: DiscState, changed: Changed, key: string): CaseDocument {
  return changed.documents[key] ?? wholeDocument(state.found.find(f => f.person === key)?.document as CaseDocument | undefined)
}

/** Where a person lives: as somebody said of them, else as a table says; nothing where they live as everybody does. */
export function placeOf(state: DiscState, changed: Changed, key: string): Place | undefined {
  const said = changed.places[key]
  if (said) return said
  const listed = state.found.find(f => f.person === key)?.document.residence
  return listed?.country ? listed : undefined
}

export function targetOf(state: DiscState, changed: Changed, key: string): string {
  return changed.targets[key] ?? state.found.find(f => f.person === key)?.proposed ?? undecided
}

/** Whose records go into a case, by a person's key: not those who are left out. */
function taken(state: DiscState, changed: Changed): DiscPerson[] {
  return state.seen.people.filter(p => targetOf(state, changed, p.key) !== toNone)
}

/** Whether there is nothing to choose: an import tells of it, or asks for its password. */
export function reported(loose: DiscLoose): boolean {
  return loose.kind === 'refused' || loose.kind === 'locked'
}

/** Of one patient alone, what names nobody goes along unless somebody says otherwise; of several a person must say. */
export function looseOf(state: DiscState, changed: Changed, loose: DiscLoose): string {
  const chosen = changed.loose[loose.id]
  if (chosen !== undefined) return chosen
  const only = state.seen.people.length === 1 ? state.seen.people[0] : undefined
  if (reported(loose)) return loose.beside || only?.key || toNone
  if (only) return targetOf(state, changed, only.key) === toNone ? toNone : only.key
  return taken(state, changed).length === 0 ? toNone : undecided
}

/** What a person must still say: keys of people, ids of what names nobody. */
export function open(state: DiscState, changed: Changed): string[] {
  const people = state.seen.people.filter(p => targetOf(state, changed, p.key) === undecided).map(p => p.key)
  return [...people, ...state.seen.loose.filter(l => looseOf(state, changed, l) === undecided).map(l => l.id)]
}

/** The people whose records make a new case. */
export function newcomers(state: DiscState, changed: Changed): DiscPerson[] {
  return state.seen.people.filter(p => targetOf(state, changed, p.key) === toNew)
}

/** Follows "the case of another" to its end; a circle goes nowhere. */
function endOf(state: DiscState, changed: Changed, key: string): string {
  const seen = new Set<string>()
  let at = key
  while (!seen.has(at)) {
    seen.add(at)
    const target = targetOf(state, changed, at)
    if (!target.startsWith(withPrefix)) return at
    at = target.slice(withPrefix.length)
  }
  return ''
}

/** What is sent: one entry for each case, new or found. */
export function casesOf(state: DiscState, changed: Changed, everybody: Place, specimen: Place): DiscCase[] {
  const cases = new Map<string, DiscCase>()
  const caseFor = new Map<string, DiscCase>()
  for (const p of state.seen.people) {
    const end = endOf(state, changed, p.key)
    const target = end ? targetOf(state, changed, end) : toNone
    if (target === toNone || target === undecided) continue
    const id = target === toNew ? `new:${end}` : target
    let c = cases.get(id)
    if (!c) {
      const document = { ...documentOf(state, changed, end), residence: placeOf(state, changed, end) ?? everybody, specimen }
      c = { people: [], loose: [], case: target === toNew ? '' : target, document }
      cases.set(id, c)
    }
    // The one whose case it is comes first: what is proposed is theirs.
    if (p.key === end) c.people.unshift(p.key)
    else c.people.push(p.key)
    caseFor.set(p.key, c)
  }
  for (const l of state.seen.loose) caseFor.get(looseOf(state, changed, l))?.loose.push(l.id)
  return [...cases.values()]
}
