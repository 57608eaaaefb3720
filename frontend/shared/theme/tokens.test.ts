import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { cssVariablesResolver } from './theme'

const rooms = ['console', 'desktop', 'shared'].map(r => path.join(import.meta.dirname, '../..', r))

/** Every place in the styles that names a token of the look. */
function* named(): Generator<{ file: string; token: string }> {
  for (const room of rooms) {
    for (const file of readdirSync(room, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(css|tsx?)$/.test(file) || file.endsWith('.test.ts')) continue
      for (const m of readFileSync(path.join(room, file), 'utf8').matchAll(/var\((--oso-[a-z0-9-]+)/g)) yield { file, token: m[1] ?? '' }
    }
  }
}

/** What is the same in light and dark stands in the sheet itself. */
const base = new Set(Array.from(readFileSync(path.join(import.meta.dirname, 'base.css'), 'utf8').matchAll(/^\s*(--oso-[a-z0-9-]+):/gm), m => m[1]))

// A browser takes what is not defined for nothing, and says nothing.
it('has every token that a style names, light and dark', () => {
  const all = cssVariablesResolver({} as never)
  const has = (set: Record<string, string>, token: string) => token in set || token in all.variables || base.has(token)
  const places = [...named()]
  expect(places.length).toBeGreaterThan(300)
  expect(places.filter(p => !has(all.light, p.token) || !has(all.dark, p.token))).toEqual([])
})
