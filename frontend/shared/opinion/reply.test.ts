// @vitest-environment node
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { spoken } from './reply'

const table = JSON.parse(readFileSync('../internal/deed/testdata/said/replies.json', 'utf8')) as { name: string; reply: Parameters<typeof spoken>[0]; want: string }[]

it.each(table)('$name', ({ reply, want }) => expect(spoken(reply)).toBe(want))
