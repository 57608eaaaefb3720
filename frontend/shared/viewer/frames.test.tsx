import { act, renderHook, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { Instance } from './contract'
import type { Picture } from './decode/frame-info'
import { budgetOf, type Decoder, Frames, keyOf } from './frames'
import type { FrameBytes, Source } from './source'
import { type Stack, stacksOf } from './stack'
import { useImage } from './use-image'

/** A source that answers when it is told to, and remembers what was given up. */
function slowSource() {
  const waiting = new Map<string, (b: FrameBytes) => void>()
  const aborted: string[] = []
  const asked: string[] = []
  const source: Source = {
    images: () => Promise.reject(new Error('not asked for')),
    slide: () => Promise.reject(new Error()),
    dataset: () => Promise.resolve({ '00280010': { vr: 'US', Value: [1] }, '00280011': { vr: 'US', Value: [1] } }),
    frame: (record, frame, signal) =>
      new Promise((resolve, reject) => {
        const key = keyOf({ record, frame })
        asked.push(key)
        waiting.set(key, resolve)
        signal?.addEventListener('abort', () => {
          aborted.push(key)
          reject(new DOMException('', 'AbortError'))
        })
      }),
  }
  const comes = (record: string) => waiting.get(`${record}/1`)?.({ bytes: new TextEncoder().encode(record), syntax: '1' })
  const comesEmpty = (record: string) => waiting.get(`${record}/1`)?.({ bytes: new Uint8Array(0), syntax: '1' })
  return { source, comes, comesEmpty, aborted, asked }
}

/** A picture whose one value is the number of its record. */
const decoder: Decoder = {
  decode: (_, bytes) => Promise.resolve<Picture>({ kind: 'gray', rows: 1, columns: 1, values: Int16Array.of(Number(new TextDecoder().decode(bytes).slice(1))), min: 0, max: 0 }),
  dispose: () => {},
}

function stack(n: number): Stack {
  const instances = Array.from({ length: n }, (_, i): Instance => ({ record: `r${i}`, sop: '', uid: `u${i}`, number: i + 1, frames: 1, rows: 1, columns: 1, syntax: '', bytes: 1, position: null, orientation: null, thickness: null, spacing: null, shown: true, why: '' }))
  return stacksOf({ studies: [{ uid: 's', date: '', description: '', accession: '', series: [{ uid: 'x', number: 1, modality: 'CT', description: '', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', asked: '', notes: [] }, missing: [], instances }] }], others: [] })[0]!
}

const settle = () => act(() => new Promise(r => setTimeout(r, 5)))

describe('the image of a number', () => {
  it('is its own, whatever order the answers come in', async () => {
    const { source, comes } = slowSource()
    const frames = new Frames(source, { budget: 1e6, decoder })
    const s = stack(50)
    const hook = renderHook(({ index }) => useImage(frames, s, index, 0), { initialProps: { index: 0 } })
    comes('r0')
    await waitFor(() => expect(hook.result.current).toMatchObject({ kind: 'shown', index: 0 }))
    hook.rerender({ index: 10 })
    hook.rerender({ index: 20 })
    await settle()
    // Until the new one is there the old one stands, under its own number.
    expect(hook.result.current).toMatchObject({ kind: 'shown', index: 0 })
    comes('r20')
    await waitFor(() => expect(hook.result.current).toMatchObject({ kind: 'shown', index: 20 }))
    comes('r10')
    await settle()
    const now = hook.result.current
    expect(now.kind === 'shown' && [now.index, now.shown.picture.kind === 'gray' && now.shown.picture.values[0]]).toEqual([20, 20])
  })

  it('goes by while a key is held, and what is far behind is given up', async () => {
    const { source, comes, aborted } = slowSource()
    const frames = new Frames(source, { budget: 1e6, decoder })
    const s = stack(50)
    const hook = renderHook(({ index }) => useImage(frames, s, index, 0), { initialProps: { index: 0 } })
    for (let i = 1; i <= 8; i++) hook.rerender({ index: i })
    await settle()
    expect(aborted).toEqual(['r0/1', 'r1/1', 'r2/1', 'r3/1', 'r4/1'])
    comes('r6')
    await waitFor(() => expect(hook.result.current).toMatchObject({ kind: 'shown', index: 6 }))
  })

  it('comes to a window that gave way to another', async () => {
    const { source, comes } = slowSource()
    const frames = new Frames(source, { budget: 1e6, decoder })
    const s = stack(50)
    const waits = renderHook(() => useImage(frames, s, 40, 0))
    const goes = renderHook(({ index }) => useImage(frames, s, index, 0), { initialProps: { index: 0 } })
    for (let i = 1; i <= 8; i++) {
      goes.rerender({ index: i })
      await settle()
    }
    comes('r40')
    comes('r8')
    await waitFor(() => expect(waits.result.current).toMatchObject({ kind: 'shown', index: 40 }))
    await waitFor(() => expect(goes.result.current).toMatchObject({ kind: 'shown', index: 8 }))
  })
})

describe('a small picture', () => {
  const cs = (...v: string[]) => ({ vr: 'CS', Value: v })
  const of = (sop: string, modality: string, ...kind: string[]) => ({ '00080016': { vr: 'UI', Value: [sop] }, '00080060': cs(modality), '00080008': cs(...kind) })
  const slide = '1.2.840.10008.5.1.4.1.1.77.1.6'
  const capture = '1.2.840.10008.5.1.4.1.1.7'
  const micrograph = '1.2.840.10008.5.1.4.1.1.77.1.2'

  it.each([
    ['the label of a slide', of(slide, 'SM', 'ORIGINAL', 'PRIMARY', 'LABEL', 'NONE')],
    ['the overview of a slide', of(slide, 'SM', 'ORIGINAL', 'PRIMARY', 'OVERVIEW', 'NONE')],
    ['a tile of a slide', of(slide, 'SM', 'ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE')],
    ['a tiled pyramid', of('1.2.840.10008.5.1.4.1.1.77.1.9', 'SM', 'DERIVED', 'PRIMARY')],
    ['a label that was captured', of(capture, 'OT', 'DERIVED', 'SECONDARY', 'label ')],
    ['what was captured of a slide, in colors', of(`${capture}.4`, 'SM', 'DERIVED', 'SECONDARY')],
    ['an overview that is not tiled', of(micrograph, 'SM', 'ORIGINAL', 'PRIMARY', 'OVERVIEW')],
    ['a picture with its label in it', { ...of(micrograph, 'GM', 'ORIGINAL', 'PRIMARY'), '00480010': cs('YES') }],
  ])('of %s is neither fetched nor shown, also when the image itself is open', async (_, said) => {
    const { source, asked, comes } = slowSource()
    const frames = new Frames({ ...source, dataset: () => Promise.resolve({ '00280010': { vr: 'US', Value: [1] }, '00280011': { vr: 'US', Value: [1] }, ...said }) }, { budget: 1e6, decoder })
    await expect(frames.peek({ record: 'r1', frame: 1 })).rejects.toMatchObject({ why: 'label' })
    expect(asked).toEqual([])
    const opened = frames.get({ record: 'r1', frame: 1 })
    comes('r1')
    await opened
    await expect(frames.peek({ record: 'r1', frame: 1 })).rejects.toMatchObject({ why: 'label' })
  })

  it.each([
    ['a micrograph', of(micrograph, 'SM', 'ORIGINAL', 'PRIMARY')],
    ['a scout', of('1.2.840.10008.5.1.4.1.1.2', 'CT', 'ORIGINAL', 'PRIMARY', 'LOCALIZER')],
    ['an overview of something else', of('1.2.840.10008.5.1.4.1.1.77.1.5.1', 'OP', 'ORIGINAL', 'PRIMARY', 'OVERVIEW')],
    ['a capture', of(capture, 'CT', 'DERIVED', 'SECONDARY')],
  ])('of %s is shown', async (_, said) => {
    const { source, comes } = slowSource()
    const frames = new Frames({ ...source, dataset: () => Promise.resolve({ '00280010': { vr: 'US', Value: [1] }, '00280011': { vr: 'US', Value: [1] }, ...said }) }, { budget: 1e6, decoder })
    const small = frames.peek({ record: 'r7', frame: 1 })
    await settle()
    comes('r7')
    await expect(small).resolves.toMatchObject({ place: { record: 'r7' } })
  })
})

describe('what is kept', () => {
  it('ends at the budget, the longest unseen first', async () => {
    const { source, comes } = slowSource()
    const frames = new Frames(source, { budget: 6, decoder }) // three pictures of two bytes
    for (const record of ['r1', 'r2', 'r3']) {
      const asked = frames.get({ record, frame: 1 })
      comes(record)
      await asked
    }
    await frames.get({ record: 'r1', frame: 1 })
    const asked = frames.get({ record: 'r4', frame: 1 })
    comes('r4')
    await asked
    await settle()
    expect(['r1', 'r2', 'r3', 'r4'].map(record => frames.here({ record, frame: 1 }) !== undefined)).toEqual([true, false, true, true])
  })

  it('counts the tables and the overlays of an image', async () => {
    const { source, comes } = slowSource()
    const table = { '00283010': { vr: 'SQ', Value: [{ '00283002': { vr: 'US', Value: [256, 0, 16] }, '00283006': { vr: 'US', Value: Array.from({ length: 256 }, (_, i) => i) } }] } }
    const frames = new Frames({ ...source, dataset: () => Promise.resolve(table) }, { budget: 600, decoder })
    for (const record of ['r1', 'r2']) {
      const asked = frames.get({ record, frame: 1 })
      comes(record)
      await asked
    }
    await settle()
    expect(['r1', 'r2'].map(record => frames.here({ record, frame: 1 }) !== undefined)).toEqual([false, true])
  })

  it('is fetched ahead two at a time, and not for a place that was left', async () => {
    const { source, aborted, asked } = slowSource()
    const frames = new Frames(source, { budget: 1e6, decoder })
    frames.prefetch(['r1', 'r2', 'r3'].map(record => ({ record, frame: 1 })))
    await settle()
    expect(asked).toEqual(['r1/1', 'r2/1'])
    frames.prefetch([{ record: 'r9', frame: 1 }])
    await settle()
    expect(aborted).toEqual(['r1/1', 'r2/1'])
    expect(asked).toContain('r9/1')
    expect(asked).not.toContain('r3/1')
  })

  it('is asked for a small picture when nobody waits for an image', async () => {
    const { source, asked, comes, comesEmpty } = slowSource()
    const frames = new Frames(source, { budget: 1e6, decoder })
    const wanted = frames.get({ record: 'r1', frame: 1 })
    void frames.peek({ record: 'small', frame: 1 })
    await settle()
    expect(asked).toEqual(['r1/1'])
    comes('r1')
    await wanted
    await settle()
    expect(asked).toEqual(['r1/1', 'small/1'])
    // One that never comes holds up nothing.
    const lost = frames.get({ record: 'r2', frame: 1 })
    void frames.peek({ record: 'other', frame: 1 })
    comesEmpty('r2')
    await expect(lost).rejects.toThrow()
    await settle()
    expect(asked).toContain('other/1')
  })

  it('is a part of the memory there is', () => {
    expect([0.5, 4, 64, undefined].map(m => budgetOf(m) / 2 ** 20)).toEqual([32, 64, 64, 64])
  })
})
