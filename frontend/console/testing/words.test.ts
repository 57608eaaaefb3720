// @vitest-environment node
import { caseStates } from '@shared/wire/case-states'
import { describe, expect, it } from 'vitest'
import en from '../en.json'
import text from '../en.json?raw'

describe('words', () => {
  it('say every state that a case can be in here', () => {
    // An erased one is a state of the desk alone: here its last state stands.
    for (const state of caseStates.filter(s => s !== 'erased')) {
      expect(en.state).toHaveProperty(state)
      expect(en.wait).toHaveProperty(state)
    }
  })

  it('are each said once: of two of one name the last would count without a word', () => {
    const open: Set<string>[] = []
    const twice: string[] = []
    for (const line of text.split('\n')) {
      const name = /^\s*"([^"]+)": /.exec(line)?.[1]
      if (name !== undefined && open.at(-1)?.has(name)) twice.push(name)
      if (name !== undefined) open.at(-1)?.add(name)
      if (/\{$/.test(line)) open.push(new Set())
      if (/^\s*\},?$/.test(line)) open.pop()
    }
    expect(twice).toEqual([])
  })
})
