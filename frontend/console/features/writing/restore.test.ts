// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Content, Figure } from '../../api/types'
import { opinion } from '../../testing/fake-service'
import { restored, restoredPart } from './restore'
import { partChanges } from '../../lib/version-parts'

const { content } = opinion()
const answer = { question: 'Operate?', text: '', reason: '', parts: [] }
const letter = (more: Partial<Content>): Content => ({ ...content, answers: [answer], references: [], notes: [], citations: [], figures: undefined, ...more })
const figure = (id: string) => ({ image: { id, record: 'r1', frame: 1 }, printed: true, picture: { sha256: id, bytes: 1, width: 1, height: 1 } }) as unknown as Figure

describe('one part of an earlier state', () => {
  it('says what it said, in the numbers that references and notes have now', () => {
    const state = letter({ assessment: 'See [1, 3] and [*1].', references: ['Alpha', 'Beta', 'Gamma'], notes: ['Off label'] })
    const now = letter({ assessment: 'Gone.', recommendation: 'Wait [1].', references: ['Gamma'], notes: ['Other'] })
    const is = restoredPart(now, state, 'assessment')
    expect([is.assessment, is.references, is.notes]).toEqual(['See [1, 2] and [*2].', ['Gamma', 'Alpha'], ['Other', 'Off label']])
    expect(is.recommendation).toBe('Wait [1].') // Beta is cited by nobody and stays away
  })

  it('brings along the figures and records that it names', () => {
    const x = { label: 'CT.pdf', target: { record: 'r7' } }
    const state = letter({ assessment: 'See [Figure 2] and [CT.pdf].', figures: [figure('a'), figure('b')], citations: [x, { label: 'Other', target: { record: 'r8' } }] })
    const now = letter({ assessment: '', figures: [figure('c')] })
    const is = restoredPart(now, state, 'assessment')
    expect(is.assessment.replaceAll('\u00a0', ' ')).toBe('See [Figure 2] and [CT.pdf].')
    expect([is.figures?.map(f => f.image.id), is.citations]).toEqual([['c', 'b'], [x]])
  })

  it('puts into a list that is named by numbers what is missing, and takes nothing away', () => {
    const is = restoredPart(letter({ assessment: '[1]', references: ['New', 'Both'] }), letter({ references: ['Old', 'Both'] }), 'references')
    expect([is.assessment, is.references]).toEqual(['[1]', ['New', 'Both', 'Old']])
  })

  it('is an answer only of the question that is asked today', () => {
    const state = letter({ answers: [{ ...answer, text: 'No.', state: 'answered' }] })
    expect(restoredPart(letter({}), state, 'q0').answers[0]?.text).toBe('No.')
    expect(restoredPart(letter({ answers: [{ ...answer, question: 'Wait?' }] }), state, 'q0').answers[0]?.text).toBe('')
  })
})

it('puts all back but what is the service’s and the readers’', () => {
  const report = { heading: 'Imaging review', text: 'Signed.' }
  const state = letter({ assessment: 'Then.', date: '2026-01-01', findings: [{ heading: 'Imaging review', text: 'Forged.' }, { heading: 'Own', text: 'Seen.' }], answers: [{ ...answer, text: 'No.' }] })
  const now = letter({ assessment: 'Now.', date: '2026-11-30', findings: [report], answers: [answer, { ...answer, question: 'New?', text: 'Yes.' }] })
  const is = restored(now, state)
  expect([is.assessment, is.date, is.findings, is.answers.map(a => a.text)]).toEqual(['Then.', '2026-11-30', [report, { heading: 'Own', text: 'Seen.' }], ['No.', 'Yes.']])
})

it('shows part by part what is another, also what is gone', () => {
  const changes = partChanges(letter({ sections: [{ heading: 'A', text: 'One.' }], limits: ['x'] }), letter({ limits: ['x', 'y'] }), 'Come.')
  expect(changes.map(c => [c.part, c.pieces.map(p => p.kind)])).toEqual([
    ['essay', ['gone']],
    ['limits', ['same', 'added']],
  ])
})
