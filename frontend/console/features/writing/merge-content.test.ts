// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Content, Earlier, Option, Reviewable } from '../../api/types'
import { opinion } from '../../testing/fake-service'
import { mergeContent, mergeMarks } from './merge-content'

const option = (id: string, name: string, stance = 'preferred'): Option => ({ id, name, stance, reason: '', change: '' })
const earlier = (id: string, said: string, stand = 'agrees'): Earlier => ({ id, source: '', who: 'Dr. B', date: '', said, stand, why: '' })
const base: Content = {
  ...opinion().content,
  assessment: 'Short [1].',
  references: ['A'],
  answers: [
    { question: 'One?', text: '', reason: '', parts: [{ question: 'now', text: '', reason: '' }, { question: 'later', text: '', reason: '' }] },
    { question: 'Two?', text: '', reason: '', parts: [] },
  ],
  options: [option('a', 'Wait'), option('b', 'Cut', 'avoid')],
  earlier: [earlier('x', 'Cut.')],
}
const of = (more: Partial<Content>): Content => ({ ...base, ...more })
const answered = (i: number, text: string, sub?: number) =>
  base.answers.map((a, k) => (k !== i ? a : sub === undefined ? { ...a, text, state: 'answered' as const } : { ...a, parts: a.parts.map((p, j) => (j === sub ? { ...p, text } : p)) }))

// S9: neither of two tabs overwrites what the other wrote.
describe('two windows on one draft', () => {
  it('keep what each wrote in another field, answer or part', () => {
    const got = mergeContent(base, of({ thanks: 'Mine', answers: answered(0, 'Now.', 0) }), of({ recommendation: 'Theirs', plan: 'changed', answers: answered(0, 'Then.', 1) }))
    expect(got).toMatchObject({ thanks: 'Mine', recommendation: 'Theirs', plan: 'changed' })
    expect(got?.answers[0]?.parts.map(p => p.text)).toEqual(['Now.', 'Then.'])
  })

  it('keep the rows of both, each field with who changed it', () => {
    const mine = of({ options: [option('a', 'Wait for 3 months'), option('b', 'Cut', 'avoid'), option('m', 'Mine')], earlier: [earlier('x', 'Cut.', 'differs')] })
    const stored = of({ options: [option('t', 'Theirs'), option('a', 'Wait', 'acceptable'), option('b', 'Cut', 'avoid')], earlier: [earlier('x', 'Cut at once.')] })
    const got = mergeContent(base, mine, stored)
    expect(got?.options).toEqual([option('t', 'Theirs'), option('a', 'Wait for 3 months', 'acceptable'), option('b', 'Cut', 'avoid'), option('m', 'Mine')])
    expect(got?.earlier).toEqual([earlier('x', 'Cut at once.', 'differs')])
  })

  it('take away what one removed, and put in order what one moved', () => {
    const got = mergeContent(base, of({ options: [option('b', 'Cut', 'avoid'), option('a', 'Wait')] }), of({ options: [option('a', 'Wait'), option('b', 'Cut early', 'avoid')], earlier: [] }))
    expect(got?.options).toEqual([option('b', 'Cut early', 'avoid'), option('a', 'Wait')])
    expect(got?.earlier).toEqual([])
  })

  it.each<[string, Partial<Content>, Partial<Content>]>([
    ['one text', { assessment: 'Long.' }, { assessment: 'Wide.' }],
    ['one choice', { diagnosis: 'refined' }, { diagnosis: 'changed' }],
    ['one answer', { answers: answered(1, 'Yes.') }, { answers: answered(1, 'No.') }],
    ['one field of a row', { options: [option('a', 'Wait a year'), option('b', 'Cut', 'avoid')] }, { options: [option('a', 'Wait a week'), option('b', 'Cut', 'avoid')] }],
    ['a row that the other removed', { options: [option('a', 'Wait a year'), option('b', 'Cut', 'avoid')] }, { options: [option('b', 'Cut', 'avoid')] }],
    ['the numbers of references, and the other a text', { thanks: 'See [1].' }, { references: ['B', 'A'], assessment: 'Short [2].' }],
    ['the list of limits', { limits: ['a'] }, { limits: ['b'] }],
  ])('leave it to their author where both changed %s', (_, mine, stored) => {
    expect(mergeContent(base, of(mine), of(stored))).toBeNull()
    expect(mergeContent(base, of(stored), of(mine))).toBeNull()
  })

  it('take up what the other stored where nothing was written here, whatever it is', () => {
    const stored = of({ references: ['B', 'A'], assessment: 'Short [2].', limits: ['x'], options: [], reached: 'By reading.' })
    expect(mergeContent(base, base, stored)).toEqual({ ...stored, figures: [], citations: [] })
  })

  it('keep the citations of both', () => {
    const cite = (label: string) => ({ label, target: { record: label } })
    expect(mergeContent(base, of({ citations: [cite('m')] }), of({ citations: [cite('t')] }))?.citations).toEqual([cite('t'), cite('m')])
  })
})

describe('what was marked as seen in two windows', () => {
  const mark = (key: string, seen: string): Reviewable => ({ key, line: key, records: [], seen, over: 'o', changed: false })
  it('is kept of both', () => {
    const got = mergeMarks([mark('a', ''), mark('b', '')], [mark('a', 'seen'), mark('b', '')], [mark('a', ''), mark('b', 'none'), mark('c', '')])
    expect(got?.map(r => r.seen)).toEqual(['seen', 'none', ''])
  })
  it('is for its author to say where it differs', () => {
    expect(mergeMarks([mark('a', '')], [mark('a', 'seen')], [mark('a', 'none')])).toBeNull()
  })
})
