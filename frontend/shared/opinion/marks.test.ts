import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Mark, marks, type Named, renumber } from './marks'

// The same table as internal/deed/mark_test.go.
const table = JSON.parse(readFileSync('../internal/deed/testdata/marks/cases.json', 'utf8')) as { of: Named; cases: { name: string; text: string; marks: Mark[] }[] }

describe('marks', () => {
  it.each(table.cases)('$name', c => {
    expect(marks(c.text, table.of)).toEqual(c.marks)
    expect(
      marks(c.text, table.of)
        .map(m => m.text)
        .join(''),
    ).toBe(c.text)
  })
})

describe('renumber', () => {
  const [a, b, c] = ['aaaa00', 'bbbb00', 'cccc00']
  it('lets each mark go with its figure', () => {
    expect(renumber('x [Figure 1] y [Figure 2][Figure\u00a03] z', [a!, b!, c!], [c!, a!, b!])).toBe('x [Figure 2] y [Figure 3][Figure 1] z')
  })
  it('says what was removed, and finds it again', () => {
    const text = 'x [Figure 1] y [Figure 2] z [Figure 3]'
    const without = renumber(text, [a!, b!, c!], [a!, c!])
    expect(without).toBe('x [Figure 1] y [Figure removed bbbb] z [Figure 2]')
    expect(renumber(without, [a!, c!], [a!, b!, c!])).toBe(text)
  })
  it('leaves alone what names no figure', () => {
    expect(renumber('[1] [Figure 7] [figure 1] [Figure removed dddd]', [a!], [])).toBe('[1] [Figure 7] [figure 1] [Figure removed dddd]')
  })
})
