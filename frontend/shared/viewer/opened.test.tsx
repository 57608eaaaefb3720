import { act, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startText } from '../i18n/i18n'
import { LookProvider } from '../theme/provider'
import type { Instance } from './contract'
import type { Decoder } from './frames'
import { Frames } from './frames'
import { Opened } from './opened'
import type { Source } from './source'
import { stacksOf } from './stack'
import { Tags } from './tags'

beforeEach(() => {
  startText({})
  // Nothing is near in a page without a layout: no small picture is drawn.
  vi.stubGlobal('IntersectionObserver', class { observe() {} disconnect() {} })
})
afterEach(() => vi.unstubAllGlobals())

const lo = (v: string) => ({ vr: 'LO', Value: [v] })
const decoder: Decoder = { decode: () => Promise.resolve({ kind: 'gray', rows: 1, columns: 1, values: Int16Array.of(0), min: 0, max: 0 }), dispose: () => {} }

function source(more: Partial<Source> = {}): Source {
  return {
    images: () => Promise.reject(new Error('not asked for')),
    slide: () => Promise.reject(new Error()),
    dataset: () => Promise.resolve({}),
    frame: () => Promise.resolve({ bytes: Uint8Array.of(1), syntax: '1' }),
    ...more,
  }
}

const instance = (n: number): Instance => ({ record: `r${n}`, sop: '', uid: `u${n}`, number: n, frames: 1, rows: 1, columns: 1, syntax: '', bytes: 1, position: null, orientation: null, thickness: null, spacing: null, shown: true, why: '' })

describe('the viewer', () => {
  it('says which image stands on the screen', async () => {
    const from = source()
    const onLooked = vi.fn()
    const stacks = stacksOf({ studies: [{ uid: 's', date: '', description: '', accession: '', series: [{ uid: 'x', number: 1, modality: 'CT', description: '', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', asked: '', notes: [] }, missing: [], instances: [instance(1), instance(2)] }] }], others: [] })
    render(<Opened onSlide={() => {}} source={from} frames={new Frames(from, { budget: 1e6, decoder })} person={{ name: '', sex: '', birthDate: '', reference: '' }} back={{ label: '', onClick: () => {} }} target={{ sop: 'u2' }} onLooked={onLooked} stacks={stacks} others={[]} />, { wrapper: LookProvider })
    // The image comes first, and what stands around it afterwards.
    expect(screen.queryByRole('button', { name: /2 images/ })).toBeNull()
    await waitFor(() => expect(onLooked).toHaveBeenCalledWith('r2', 1))
    await screen.findByRole('button', { name: /2 images/ })
    expect(onLooked).not.toHaveBeenCalledWith('r1', 1)
  })
})

describe('what a file says', () => {
  it('is never said of another', async () => {
    const answers = new Map<string, () => void>()
    const from = source({ dataset: record => new Promise((resolve, reject) => answers.set(record, () => (record === 'bad' ? reject(new Error('cannot be read')) : resolve({ '00081030': lo(`of ${record}`) })))) })
    const tags = (record: string) => <Tags source={from} record={record} onClose={() => {}} />
    const comes = (record: string) => act(async () => { answers.get(record)?.(); await Promise.resolve() })
    const shown = render(tags('a'), { wrapper: LookProvider })
    await comes('a')
    await screen.findByText('of a')
    shown.rerender(tags('bad'))
    expect(screen.queryByText('of a')).toBeNull()
    await comes('bad')
    await screen.findByText('cannot be read')
    shown.rerender(tags('b'))
    await comes('b')
    await screen.findByText('of b')
    expect(screen.queryByText('cannot be read')).toBeNull()
  })
})
