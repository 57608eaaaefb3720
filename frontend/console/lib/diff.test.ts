// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { changed, diffWords } from './diff'

describe('diffWords', () => {
  it('keeps what is the same and names what changed', () => {
    expect(diffWords('He is a candidate for resection.', 'He is a candidate for resection or ablation.')).toEqual([
      { kind: 'same', text: 'He is a candidate for ' },
      { kind: 'gone', text: 'resection.' },
      { kind: 'added', text: 'resection or ablation.' },
    ])
  })
  it('gives both texts again', () => {
    const pairs = [
      ['', 'a b'],
      ['a b', ''],
      ['one two\n\nthree', 'two three\n\nfour'],
      ['x  y', 'x y'],
      ['see [1] and [', 'see[2], [[Figure 1]\n[3'],
    ] as const
    for (const [before, after] of pairs) {
      const d = diffWords(before, after)
      expect(d.filter(p => p.kind !== 'added').map(p => p.text).join('')).toBe(before)
      expect(d.filter(p => p.kind !== 'gone').map(p => p.text).join('')).toBe(after)
    }
  })
  it('takes a mark whole', () => {
    expect(diffWords('Short, see [CT chest, image 2].', 'Short, see [CT chest, image 3].')).toEqual([
      { kind: 'same', text: 'Short, see ' },
      { kind: 'gone', text: '[CT chest, image 2]' },
      { kind: 'added', text: '[CT chest, image 3]' },
      { kind: 'same', text: '.' },
    ])
  })
  it('says when nothing changed', () => {
    expect(changed(diffWords('the same', 'the same'))).toBe(false)
    expect(changed(diffWords('the same', 'another'))).toBe(true)
  })
})
