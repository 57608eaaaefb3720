// @vitest-environment node
import { caseStates } from '@shared/wire/case-states'
import { describe, expect, it } from 'vitest'
import en from '../en.json'

describe('words', () => {
  it('say every state that a case can be in here', () => {
    // An erased one is a state of the desk alone: here its last state stands.
    for (const state of caseStates.filter(s => s !== 'erased')) {
      expect(en.state).toHaveProperty(state)
      expect(en.wait).toHaveProperty(state)
    }
  })
})
