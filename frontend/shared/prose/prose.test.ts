// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseLine } from './line'
import { parse } from './parse'
import { escape, escapeLine, plain, plainOfLine } from './plain'
import { spell } from './spell'
import type { Inline, Text } from './text'

// The same tables as internal/prose/prose_test.go.
const read = (name: string): unknown => JSON.parse(readFileSync(`../internal/prose/testdata/prose/${name}.json`, 'utf8'))
const examples = read('examples') as { name: string; in: string; spelling?: string; text: Text; plain: string }[]
const lines = read('lines') as { name: string; in: string; inlines: Inline[]; plain: string }[]
const escapes = read('escape') as { name: string; plain: string; prose: string }[]

/** Go leaves out what is empty: two trees are one where they differ in that alone. */
function full(text: unknown): unknown {
  return JSON.parse(JSON.stringify(text, (key, v: unknown) => ((Array.isArray(v) && v.length === 0 && key !== '' && !/^\d+$/.test(key)) || v === false ? undefined : v === null ? [] : v)))
}

describe('prose', () => {
  it.each(examples)('$name', e => {
    expect(full(parse(e.in))).toEqual(full(e.text))
    expect(spell(parse(e.in))).toBe(e.spelling ?? e.in)
    expect(plain(e.in)).toBe(e.plain)
    const spelled = spell(parse(e.in))
    expect(parse(spelled)).toEqual(parse(e.in))
  })
})

describe('a text of one line', () => {
  it.each(lines)('$name', e => {
    expect(parseLine(e.in)).toEqual(e.inlines)
    expect(plainOfLine(e.in)).toBe(e.plain)
  })
})

describe('escape', () => {
  it.each(escapes)('$name', e => expect(escape(e.plain)).toBe(e.prose))
})

it.each(['https://example.org/a_b_c/~x/~y and NM_000546.6', '10. October 2026: read again', '2019. Lancet', '- not seen', '# 1', '| a |', '**', 'a \\\\ b', '[1] x_y'])('a line is what was typed: %s', line => {
  expect(plain(escapeLine(line))).toBe(line)
  expect(spell(parse(escapeLine(line)))).toBe(escapeLine(line))
})

it('reads any string, and spells it in one way', () => {
  const bits = ['**', '_', '^', '~', '*', '\\', '[', ']', '[1]', 'a', 'b', ' ', '\n', '\n\n', '- ', '1. ', '# ', '|', '\n| --- |\n', '\n  ', '\n    - ', '\\/', '| a |', 'é']
  let seed = 7
  const random = (n: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return Math.floor((seed / 0x7fffffff) * n) % n
  }
  for (let k = 0; k < 800; k++) {
    const s = Array.from({ length: 1 + random(13) }, () => bits[random(bits.length)]).join('')
    const spelled = spell(parse(s))
    expect(parse(spelled), s).toEqual(parse(s))
    expect(spell(parse(spelled)), s).toBe(spelled)
  }
})
