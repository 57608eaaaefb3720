import type { Aside, Discrepancy, RecordList, Unfinished } from '../../bridge'
import { importCode } from '../../lib/case-pages'

export const groups = ['whose', 'unreadable', 'missing', 'hint', 'decided'] as const
export type Group = (typeof groups)[number]

/** One thing that import noticed, open or decided, as a row of the decision screen. */
export type Matter = { id: string; group: Group } & (
  | { kind: 'open' | 'decided'; discrepancy: Discrepancy }
  | { kind: 'import'; unfinished: Unfinished }
  | { kind: 'aside'; aside: Aside }
)

/** All that is noticed of a case, in the order in which it is shown: the worst first, what is decided last. */
export function matters(data: RecordList): Matter[] {
  const open = data.open.map((f): Matter => ({ id: f.id, group: groupOf(f.rank), kind: 'open', discrepancy: f }))
  const imports = data.unfinished.map((u): Matter => ({ id: `import/${u.id}`, group: 'unreadable', kind: 'import', unfinished: u }))
  const decided = [
    ...data.decided.map((f): [string, Matter] => [f.at, { id: f.id, group: 'decided', kind: 'decided', discrepancy: f }]),
    ...data.aside.map((a): [string, Matter] => [a.at, { id: `aside/${a.id}`, group: 'decided', kind: 'aside', aside: a }]),
  ].sort(([a], [b]) => b.localeCompare(a))
  const of = (g: Group) => open.filter(m => m.group === g)
  return [...of('whose'), ...imports, ...of('unreadable'), ...of('missing'), ...of('hint'), ...decided.map(([, m]) => m)]
}

/** What of the list a check of the case is about: its kind, and one of its records. */
export function matterOf(all: Matter[], code: string, record: string): Matter | undefined {
  const open = all.flatMap(m => (m.kind === 'open' ? [m] : []))
  return (
    open.find(m => m.discrepancy.code === code && m.discrepancy.records.includes(record)) ??
    (code === importCode ? all.find(m => m.kind === 'import') : undefined) ??
    open.find(m => m.discrepancy.code === code)
  )
}

function groupOf(rank: string): Group {
  return groups.find(g => g === rank) ?? 'hint'
}

/** Whether it may be decided with others by one reason: whose records these are is decided one by one. */
export function isJoint(m: Matter): boolean {
  return m.kind === 'open' && !m.discrepancy.by_name
}

/** What of the same kind one reason may be for. */
export function alike(all: Matter[], m: Matter): Matter[] {
  return m.kind === 'open' && isJoint(m) ? all.filter(x => x.kind === 'open' && x.discrepancy.code === m.discrepancy.code) : []
}

/** What waits for a person: everything that is not decided and is more than good to know. */
export function waiting(all: Matter[]): number {
  return all.filter(m => m.kind === 'import' || (m.kind === 'open' && m.group !== 'hint')).length
}
