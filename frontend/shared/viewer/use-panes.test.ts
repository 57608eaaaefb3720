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

describe('a second window', () => {
  const dated = (study: string, ...series: string[]) => ({
    uid: study, date: '', series: series.map(description => ({ uid: study + description, modality: 'CT', description, missing: [], instances: [1, 2, 3, 4, 5].map(n => ({ ...instance(n), record: `${study}${description}${n}` })) })),
  })
  const all = stacksOf({ studies: [dated('now', 'lung', 'bone'), dated('before', 'bone', 'lung')], others: [] } as unknown as Parameters<typeof stacksOf>[0])
  const [lung] = all
  const open = () => {
    if (!lung) throw new Error('no stack')
    return renderHook(() => usePanes({ stack: lung, index: 0, view: plainView }, all))
  }
  const stand = (p: { stack: { key: string }; index: number }) => `${p.stack.key} ${p.index}`

  it('opens the series of that name of another date, where the first stands', () => {
    const { result } = open()
    act(() => result.current.go(0, 3))
    act(() => result.current.arrange(2))
    expect(result.current.shown.map(stand)).toEqual(['nowlung 3', 'beforelung 3'])
  })
  it('takes another series there, unless they scroll apart', () => {
    const { result } = open()
    act(() => result.current.go(0, 3))
    act(() => result.current.arrange(2))
    act(() => result.current.activate(1))
    const other = all.find(s => s.key === 'beforebone')!
    act(() => result.current.choose(other))
    expect(result.current.shown.map(stand)).toEqual(['nowlung 3', 'beforebone 3'])
    act(() => result.current.link())
    act(() => result.current.choose(all.find(s => s.key === 'beforelung')!))
    expect(result.current.shown.map(stand)).toEqual(['nowlung 3', 'beforelung 0'])
  })
})
