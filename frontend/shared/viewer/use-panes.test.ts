import { act, renderHook } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { Presentation } from './presentation'
import { stacksOf } from './stack'
import { usePanes } from './use-panes'
import { plainView } from './view'

const instance = (n: number) => ({ record: `r${n}`, uid: `1.${n}`, sop: '1.2', frames: 1, number: n, shown: true })
const images = { studies: [{ uid: 's', date: '', series: [{ uid: 'a', modality: 'MG', missing: [], instances: [1, 2].map(instance) }] }], others: [] }
const [stack] = stacksOf(images as unknown as Parameters<typeof stacksOf>[0])
const mirrored = { ...plainView, flipped: true }

describe('images that hang', () => {
  it('lie as a state says that is applied to them, and hang again without it', () => {
    if (!stack) throw new Error('no stack')
    const { result } = renderHook(() => usePanes({ stack, index: 0, view: plainView }, [stack]))
    act(() => result.current.hang([{ stack, index: 0, view: mirrored }, { stack, index: 1, view: mirrored }]))
    const flipped = () => result.current.shown.map(p => p.view.flipped)
    expect(flipped()).toEqual([true, true])
    const state = { images: [{ sop: '1.2', frames: [] }], flipped: true } as unknown as Presentation
    act(() => result.current.present(state))
    // The mirror of the state is laid over none of ours.
    expect(flipped()).toEqual([true, false])
    act(() => result.current.reset())
    expect(flipped()).toEqual([true, false])
    act(() => result.current.present(null))
    expect(flipped()).toEqual([true, true])
  })
})
