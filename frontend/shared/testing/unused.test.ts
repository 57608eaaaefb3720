// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

// Texts and classes that no page uses any more, and classes that no sheet has.

const here = path.resolve(import.meta.dirname, '../..')
const files = ['shared', 'desktop', 'console'].flatMap(dir => readdirSync(path.join(here, dir), { recursive: true, encoding: 'utf8' }).map(f => path.join(dir, f)))
const read = (file: string) => readFileSync(path.join(here, file), 'utf8')
const code = files.filter(f => /\.tsx?$/.test(f) && !/\.(test|d)\.tsx?$/.test(f)).map(file => ({ file, text: read(file) }))

/** The texts that a file names: as they are, or with a part that is put in (`glyph.${kind}`). */
function named(): (key: string) => boolean {
  const whole = new Set<string>()
  const made = new Set<string>()
  for (const { text } of code) {
    for (const [, , key = ''] of text.matchAll(/(['"`])([\w-]+(?:[.:][\w-]+)*)\1/g)) whole.add(key)
    for (const [, key = ''] of text.matchAll(/`([\w:-]+\.(?:[\w.-]|\$\{[^`{}]*\})*)`/g)) made.add(key.replace(/\.|\$\{[^}]*\}/g, part => (part === '.' ? '\\.' : '.+')))
    for (const [, group = ''] of text.matchAll(/\bsay\(\s*'(\w+)'/g)) made.add(`${group}\\..+`)
  }
  const like = new RegExp(`^(${[...made].join('|')})$`)
  return key => whole.has(key) || like.test(key)
}

const keysOf = (of: object, at = ''): string[] => Object.entries(of).flatMap(([key, value]) => (typeof value === 'string' ? [at + key] : keysOf(value as object, `${at}${key}.`)))

describe('every text is on a page', () => {
  const isNamed = named()
  it.each([
    ['shared', 'shared/i18n/en.json'],
    ['viewer', 'shared/viewer/en.json'],
    ['desktop', 'desktop/en.json'],
    ['console', 'console/en.json'],
  ])('of %s', (group, file) => {
    const unused = keysOf(JSON.parse(read(file)) as object).filter(key => {
      const one = key.replace(/_(zero|one|other)$/, '')
      return ![key, one, `${group}:${one}`].some(isNamed)
    })
    expect(unused).toEqual([])
  })
})

/** What a sheet is called where it is imported, by its path. */
function imports(): Map<string, { as: string; text: string }[]> {
  const of = new Map<string, { as: string; text: string }[]>()
  for (const { file, text } of code)
    for (const [line, as = '', from = ''] of text.matchAll(/import (\w+) from '([^']+\.module\.css)'/g)) {
      const sheet = from.startsWith('@') ? from.slice(1) : path.join(path.dirname(file), from)
      of.set(sheet, [...(of.get(sheet) ?? []), { as, text: text.replace(line, '') }])
    }
  return of
}

it('has every class of a sheet on a page, and every class of a page in its sheet', () => {
  const of = imports()
  const wrong = files
    .filter(f => f.endsWith('.module.css'))
    .flatMap(sheet => {
      const text = read(sheet).replace(/\/\*[\s\S]*?\*\/|:global\([^)]*\)/g, '')
      const has = new Set([...text.matchAll(/\.([a-zA-Z]\w*)(?=[^{}]*\{)/g)].map(m => m[1] ?? ''))
      const users = of.get(sheet) ?? []
      const used = new Set(users.flatMap(({ as, text }) => [...text.matchAll(new RegExp(`\\b${as}\\.(\\w+)`, 'g'))].map(m => m[1] ?? '')))
      const missing = [...used].filter(c => !has.has(c)).map(c => `${sheet} has no ${c}`)
      // Which of them a page takes by name (classes[kind]) is not seen here.
      const byName = users.some(({ as, text }) => text.includes(`${as}[`))
      return byName ? missing : [...missing, ...[...has].filter(c => !used.has(c)).map(c => `${sheet}: no page has ${c}`)]
    })
  expect(wrong).toEqual([])
})
