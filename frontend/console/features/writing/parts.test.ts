// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Content } from '../../api/types'
import { questionName } from '../../lib/question-name'
import { firstOpen, partsOf } from './parts'

const empty = {
  thanks: 'Thank you.',
  complaint: 'Weight loss',
  history: '',
  reviewed: ['CT'],
  findings: [],
  assessment: '',
  answers: [
    { question: 'One?', text: '', reason: '', parts: [] },
    {
      question: 'Two?',
      text: '',
      reason: '',
      parts: [
        { question: 'now', text: '', reason: '' },
        { question: 'later', text: '', reason: '' },
      ],
    },
  ],
  sections: [],
  scenarios: [],
  recommendation: '',
  limits: ['No examination'],
  references: [],
  notes: [],
} as unknown as Content

describe('partsOf', () => {
  it('names questions and their parts as the letter does', () => {
    expect(partsOf(empty).filter(p => p.group === 'questions').map(questionName)).toEqual(['1', '2a', '2b'])
  })
  it('counts an answer to the whole question for its parts', () => {
    const c = { ...empty, answers: empty.answers.map((a, i) => (i === 1 ? { ...a, reason: 'Outside my field.' } : a)) }
    expect(partsOf(c).filter(p => p.group === 'questions').map(p => p.done)).toEqual([false, true, true])
  })
  it('takes a question as done by its state', () => {
    const of = (more: object) => partsOf({ ...empty, answers: [{ question: 'One?', text: '', reason: '', parts: [], ...more }] }).find(p => p.key === 'q0')?.done
    expect([{}, { state: 'answered', reason: 'No.' }, { state: 'needs', reason: 'Slides' }, { state: 'cannot', text: 'Yes.' }].map(of)).toEqual([false, false, false, false])
    expect([{ text: 'Yes.' }, { reason: 'No.' }, { state: 'needs', reason: 'Slides', from: 'The clinic' }, { state: 'cannot', reason: 'No.' }].map(of)).toEqual([true, true, true, true])
  })
  it('begins where something is open, questions first', () => {
    expect(firstOpen(partsOf(empty))).toBe('q0')
    const answered = { ...empty, answers: [] }
    expect(firstOpen(partsOf(answered))).toBe('assessment')
  })
})
