// @vitest-environment node
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

const moved = JSON.parse(readFileSync('../internal/deed/testdata/marks/renumber.json', 'utf8')) as { name: string; text: string; before: string[]; after: string[]; want: string }[]

describe('renumber', () => {
  it.each(moved)('$name', c => expect(renumber(c.text, c.before, c.after)).toBe(c.want))
})
