// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { caseStates } from '@shared/wire/case-states'
import { describe, expect, it } from 'vitest'
import acts from '../acts.json'
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

  it('say all that the audit writes', () => {
    const top = path.resolve(import.meta.dirname, '../../..')
    const go = ['internal/server', 'app/server'].flatMap(dir => readdirSync(path.join(top, dir), { recursive: true, encoding: 'utf8' }).map(f => path.join(top, dir, f))).filter(f => /(?<!_test)\.go$/.test(f))
    const written = go.flatMap(f => [...readFileSync(f, 'utf8').matchAll(/(?:Event:\s*|db\.Entry\([^"\n]*|\.Audit\(ctx, [^"\n]*|(?:audit|contactChanged)\(ctx, tx, )"([a-z][a-z-]+)"/g)].map(m => m[1] ?? ''))
    expect(written).toContain('device-revoked')
    expect(written.filter(event => !(event in en.did) && !(event in acts.done))).toEqual([])
  })

  it('say every notice that the service writes', () => {
    const dir = path.resolve(import.meta.dirname, '../../../internal/server/notify/templates')
    const notices = readdirSync(dir).flatMap(f => [...readFileSync(path.join(dir, f), 'utf8').matchAll(/\{\{define "([a-z-]+)\/subject"\}\}/g)].map(m => m[1] ?? ''))
    expect(notices).toContain('overread-assigned')
    expect(notices.filter(n => !(n in en.letter))).toEqual([])
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
