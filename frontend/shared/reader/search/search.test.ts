import { renderHook, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../../fault'
import type { Ask, Readable } from '../source'
import { type RecordText, RecordTexts } from './texts'
import { Folds, placesIn, useSearch } from './use-search'

const record = (id: string, media: string): Readable => ({ id, name: id, media, bytes: 10, modality: '', kept: '' })
const tree = { kind: 'hl7', title: 'Results', notes: [], inner: [], cut: false, letters: '', guessed: false, blocks: [{ form: 'table', head: ['Result', 'Value'], rows: [['Infliximab level', '9.2']] }, { form: 'paragraph', text: 'Sténose de l’iléon, ré-\nsection' }] }

const text = (...pages: string[]): RecordText => ({ pages: pages.map((text, i) => ({ inner: 0, page: i + 1, text })), pictures: 0, locked: 0, unread: 0 })

describe('search in the text of records', () => {
  it('finds words whatever their case, accents and line ends, with what stands around', () => {
    const said = text('First page.', 'The ileum shows a\nSténose over 4 cm.')
    expect(placesIn(said, 'a stenose')).toEqual({ count: 1, places: [{ inner: 0, page: 2, before: 'The ileum shows ', hit: 'a Sténose', after: ' over 4 cm.' }] })
    expect(placesIn(said, 'nothing')).toEqual({ count: 0, places: [] })
  })

  it('reads each record once, keeps it here, and says what cannot be searched', async () => {
    const ask = vi.fn<Ask>(path => (path.includes('broken') ? Promise.reject(new Fault('unreadable', 'No text.', 422)) : Promise.resolve(new Response(JSON.stringify(tree)))))
    const texts = new RecordTexts(ask)
    const { signal } = new AbortController()
    const got = await texts.of(record('a', 'text/plain'), signal)
    expect(placesIn(got, 'infliximab level 9.2')).toMatchObject({ count: 1, places: [{ before: 'Results | Result Value | ', hit: 'Infliximab level 9.2' }] }) // no row reads as part of another
    expect(placesIn(got, 'resection').count).toBe(1)
    await texts.of(record('a', 'text/plain'), signal)
    expect(ask).toHaveBeenCalledTimes(1)
    expect(await texts.of(record('broken', 'text/plain'), signal)).toMatchObject({ pages: [], unread: 1 })
    expect(await texts.of(record('scan', 'image/tiff'), signal)).toMatchObject({ pages: [], pictures: 1 })
    expect(await texts.of(record('film', 'video/mp4'), signal)).toMatchObject({ pages: [], unread: 1 })
  })

  it('finds what is noted of an ECG, in documents inside, and in what an image says of itself', async () => {
    const trees: Record<string, object> = {
      ecg: { ...tree, kind: 'waveform', blocks: [{ form: 'facts', facts: [{ name: 'QT Interval', value: '402 ms' }] }] },
      image: { ...tree, kind: 'header', blocks: [{ form: 'facts', facts: [{ name: 'Protocol', value: 'MR enterography' }] }] },
      cda: { ...tree, kind: 'cda', inner: [{ name: 'Photo', media: 'image/jpeg', bytes: 3 }, { name: 'Program', media: 'application/x-other', bytes: 3 }] },
    }
    const asked: string[] = []
    const texts = new RecordTexts(path => {
      asked.push(path)
      return Promise.resolve(new Response(JSON.stringify(trees[path.split('/')[1] ?? ''])))
    })
    const { signal } = new AbortController()
    const of = (id: string, modality: string) => texts.of({ ...record(id, id === 'cda' ? 'text/xml' : 'application/dicom'), modality }, signal)
    expect(placesIn(await of('ecg', 'ECG'), 'qt interval: 402').count).toBe(1)
    expect(placesIn(await of('image', 'MR'), 'enterography').count).toBe(1)
    expect(await of('cda', '')).toMatchObject({ pictures: 1, unread: 1 })
    expect(asked).toEqual(['records/ecg/text', 'records/image/text', 'records/cda/text'])
  })

  it('says a fault of the line, which is no matter of the record', async () => {
    const texts = new RecordTexts(() => Promise.reject(new Fault('unreachable', 'The service does not answer.')))
    await expect(texts.of(record('a', 'text/plain'), new AbortController().signal)).rejects.toThrow('does not answer')
  })

  it('tells a record that did not come from one that cannot be read', async () => {
    const texts = new RecordTexts(path => Promise.reject(path.includes('gone') ? new Fault('unreachable', 'The service does not answer.') : new Fault('damaged', 'This record is damaged.', 500)))
    const records = [record('gone', 'text/plain'), record('damaged', 'text/plain')]
    const { result, rerender } = renderHook(({ words }) => useSearch(texts, records, words), { initialProps: { words: 'stenosis' } })
    await waitFor(() => expect(result.current).toMatchObject({ done: true, away: 1, notSearched: 1, hits: [] }))
    // It is asked for again with the next search.
    vi.spyOn(texts, 'of').mockResolvedValue(text('Stenosis again'))
    rerender({ words: 'stenosis again' })
    await waitFor(() => expect(result.current).toMatchObject({ done: true, away: 0, notSearched: 0 }))
  })

  it('folds a text once for all searches', () => {
    const said = text('Infliximab level')
    const folds = new Folds()
    const first = folds.of(said)
    expect(placesIn(said, 'level', folds).count).toBe(1)
    expect(folds.of(said)).toBe(first)
  })

  it('forgets what an earlier search found, of this case and of any other', async () => {
    const of = (said: string) => {
      const texts = new RecordTexts(() => Promise.reject(new Fault('internal', '')))
      vi.spyOn(texts, 'of').mockResolvedValue(text(said))
      return texts
    }
    const hitsOf = (r: { current: ReturnType<typeof useSearch> }) => r.current.hits.map(h => `${h.record.id}: ${h.places[0]?.hit}`)
    const under = of('Stenosis under infliximab')
    const first = renderHook(({ words }) => useSearch(under, [record('first', 'text/plain')], words), { initialProps: { words: 'stenosis' } })
    await waitFor(() => expect(hitsOf(first.result)).toEqual(['first: Stenosis']))
    first.rerender({ words: 'infliximab' })
    await waitFor(() => expect(hitsOf(first.result)).toEqual(['first: infliximab']))
    first.unmount()
    const no = of('No stenosis')
    const second = renderHook(() => useSearch(no, [record('second', 'text/plain')], 'stenosis'))
    await waitFor(() => expect(second.result.current.done).toBe(true))
    expect(hitsOf(second.result)).toEqual(['second: stenosis'])
    const [one, other] = [of('Stenosis'), of('Nothing')]
    const both = renderHook(({ texts }) => useSearch(texts, [record('one', 'text/plain')], 'stenosis'), { initialProps: { texts: one } })
    await waitFor(() => expect(hitsOf(both.result)).toEqual(['one: Stenosis']))
    both.rerender({ texts: other })
    expect(hitsOf(both.result)).toEqual([])
  })

  it('lets what is typed come before the next record', async () => {
    const texts = new RecordTexts(() => Promise.resolve(new Response(JSON.stringify(tree))))
    const order: string[] = []
    vi.spyOn(texts, 'of').mockImplementation(r => {
      order.push(r.id)
      setTimeout(() => order.push('typed'))
      return Promise.resolve(text('Infliximab'))
    })
    const records = [record('a', 'text/plain'), record('b', 'text/plain')]
    const { result } = renderHook(() => useSearch(texts, records, 'infliximab'))
    await waitFor(() => expect(result.current.done).toBe(true))
    expect(order.slice(0, 3)).toEqual(['a', 'typed', 'b'])
  })
})
