import { renderHook, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../../fault'
import type { Ask, Readable } from '../source'
import { RecordTexts } from './texts'
import { Folds, placesIn, useSearch } from './use-search'

const record = (id: string, media: string): Readable => ({ id, name: id, media, bytes: 10, modality: '', kept: '' })
const tree = { kind: 'hl7', title: 'Results', notes: [], inner: [], cut: false, letters: '', guessed: false, blocks: [{ form: 'table', head: ['Result', 'Value'], rows: [['Infliximab level', '9.2']] }, { form: 'paragraph', text: 'Sténose de l’iléon, ré-\nsection' }] }

describe('search in the text of records', () => {
  it('finds words whatever their case, accents and line ends, with what stands around', () => {
    const text = { pages: ['First page.', 'The ileum shows a\nSténose over 4 cm.'], pictures: 0, broken: 0, why: '' as const }
    expect(placesIn(text, 'a stenose')).toEqual({ count: 1, places: [{ page: 2, before: 'The ileum shows ', hit: 'a Sténose', after: ' over 4 cm.' }] })
    expect(placesIn(text, 'nothing')).toEqual({ count: 0, places: [] })
  })

  it('reads each record once, keeps it here, and says what cannot be searched', async () => {
    const ask = vi.fn<Ask>(path => (path.includes('broken') ? Promise.reject(new Fault('unreadable', 'No text.', 422)) : Promise.resolve(new Response(JSON.stringify(tree)))))
    const texts = new RecordTexts(ask)
    const { signal } = new AbortController()
    const got = await texts.of(record('a', 'text/plain'), signal)
    expect(placesIn(got, 'infliximab level 9.2').count).toBe(1)
    expect(placesIn(got, 'resection').count).toBe(1)
    await texts.of(record('a', 'text/plain'), signal)
    expect(ask).toHaveBeenCalledTimes(1)
    expect((await texts.of(record('broken', 'text/plain'), signal)).why).toBe('other')
    expect((await texts.of(record('scan', 'image/tiff'), signal)).why).toBe('picture')
    expect((await texts.of(record('film', 'video/mp4'), signal)).why).toBe('other')
  })

  it('says a fault of the line, which is no matter of the record', async () => {
    const texts = new RecordTexts(() => Promise.reject(new Fault('unreachable', 'The service does not answer.')))
    await expect(texts.of(record('a', 'text/plain'), new AbortController().signal)).rejects.toThrow('does not answer')
  })

  it('folds a text once for all searches', () => {
    const text = { pages: ['Infliximab level'], pictures: 0, broken: 0, why: '' as const }
    const folds = new Folds()
    const first = folds.of(text)
    expect(placesIn(text, 'level', folds).count).toBe(1)
    expect(folds.of(text)).toBe(first)
  })

  it('lets what is typed come before the next record', async () => {
    const texts = new RecordTexts(() => Promise.resolve(new Response(JSON.stringify(tree))))
    const order: string[] = []
    vi.spyOn(texts, 'of').mockImplementation(r => {
      order.push(r.id)
      setTimeout(() => order.push('typed'))
      return Promise.resolve({ pages: ['Infliximab'], pictures: 0, broken: 0, why: '' })
    })
    const records = [record('a', 'text/plain'), record('b', 'text/plain')]
    const { result } = renderHook(() => useSearch(texts, records, 'infliximab'))
    await waitFor(() => expect(result.current.done).toBe(true), { timeout: 3000 })
    expect(order.slice(0, 3)).toEqual(['a', 'typed', 'b'])
  })
})
