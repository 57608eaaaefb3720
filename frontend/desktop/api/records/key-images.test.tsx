import { act, renderHook } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { expect, it } from 'vitest'
import { useKeyImages } from '@shared/viewer/use-key-images'
import type { KeyImage } from '@shared/wire/key-image'
import { installFakeGo, methods } from '../../testing/fake-go'
import { UnsavedProvider } from '../cases/save-section'
import { Unsaved } from '../cases/unsaved'
import { keys } from '../keys'
import { useKeyImageHands } from './key-images'

const k: KeyImage = { id: 'a1'.repeat(16), record: 'r1', study: '1', series: '1.2', sop: '1.2.3', frame: 1 }

// The field in which somebody types stands as long as its image is in the list.
it('never leaves the list, nor goes back to what it was, while it is kept', async () => {
  installFakeGo({ ...methods(), Records: { ...methods().Records, KeyImages: () => [], SaveKeyImage: (_id: string, version: number, image: KeyImage) => ({ image, version: version + 1, broken: '' }) } })
  const client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always' } } })
  client.setQueryData(keys.keyImages('c'), [])
  const unsaved = new Unsaved(() => Promise.reject(new Error()), () => {})
  const seen: string[] = []
  // As the page does it: the list is asked for above the viewer, which hears alone of what is typed.
  const above = renderHook(() => useKeyImageHands('c', true), {
    wrapper: ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={client}>
        <UnsavedProvider value={unsaved}>{children}</UnsavedProvider>
      </QueryClientProvider>
    ),
  })
  const viewer = renderHook(() => {
    const keys = useKeyImages(above.result.current)
    seen.push(keys.list.map(x => x.note ?? '-').join())
    return keys
  })
  const settle = () => act(() => new Promise(done => setTimeout(done, 450)))
  act(() => viewer.result.current.add(k))
  await settle()
  act(() => viewer.result.current.change({ ...k, note: 'A node' }))
  await settle()
  viewer.rerender()
  expect(client.getQueryData<{ image: KeyImage }[]>(keys.keyImages('c'))?.map(m => m.image.note)).toEqual(['A node'])
  expect(seen.filter((s, i) => s !== seen[i - 1])).toEqual(['', '-', 'A node'])
})
