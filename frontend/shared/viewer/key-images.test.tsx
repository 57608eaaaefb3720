import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startText } from '../i18n/i18n'
import { axeFindings } from '../testing/axe'
import { LookProvider } from '../theme/provider'
import type { KeyImage } from '../wire/key-image'
import type { Instance, Other } from './contract'
import { type Decoder, Frames } from './frames'
import { unmarkable } from './key-images'
import { presentationOf } from './presentation'
import { find } from './stack'
import { KeyImageWork } from './key-image-work'
import type { OthersKeyImages } from './key-images'
import { Opened } from './opened'
import type { Source } from './source'
import { stacksOf } from './stack'

beforeEach(() => {
  startText({})
  vi.stubGlobal('IntersectionObserver', class { observe() {} disconnect() {} })
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly hear: () => void) {}
      observe() { this.hear() }
      unobserve() {}
      disconnect() {}
    },
  )
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const decoder: Decoder = { decode: () => Promise.resolve({ kind: 'gray', rows: 100, columns: 100, values: new Int16Array(10_000), min: 0, max: 0 }), dispose: () => {} }
const source: Source = { images: () => Promise.reject(new Error('not asked for')), slide: () => Promise.reject(new Error('not asked for')), dataset: () => Promise.resolve({}), frame: () => Promise.resolve({ bytes: Uint8Array.of(1), syntax: '1' }) }
const instance = (n: number): Instance => ({ record: `r${n}`, sop: '', uid: `1.2.3.${n}`, number: n, frames: 1, rows: 100, columns: 100, syntax: '', bytes: 1, position: null, orientation: null, thickness: null, spacing: null, shown: true, why: '' })
const stacks = stacksOf({ studies: [{ uid: '1', date: '2026-10-02', description: '', accession: '', series: [{ uid: '1.2.3', number: 4, modality: 'CT', description: 'Thorax', body_part: '', laterality: '', frame_of_reference: '', quality: { line: '', means: '', asked: '', notes: [] }, missing: [], instances: [instance(1), instance(2), instance(3)] }] }], others: [] })

const saved: { list: KeyImage[] } = { list: [] }

/** A page that keeps the key images of a case. */
function Kept({ start = [], others, readOnly, keyImage, source: from = source, beside = [] }: { start?: KeyImage[]; others?: OthersKeyImages[]; readOnly?: boolean; keyImage?: string; source?: Source; /** What lies beside the images. */ beside?: Other[] }) {
  const [list, setList] = useState(start)
  useState(() => (saved.list = start))
  const keep = (next: (l: KeyImage[]) => KeyImage[]) => {
    setList((saved.list = next(saved.list)))
    return Promise.resolve()
  }
  const [work] = useState(() => new KeyImageWork())
  const [frames] = useState(() => new Frames(from, { budget: 1e6, decoder }))
  const [edit] = useState(() => ({ save: (k: KeyImage) => keep(l => (l.some(x => x.id === k.id) ? l.map(x => (x.id === k.id ? k : x)) : [...l, k])).then(() => ({ image: k })), remove: (id: string) => keep(l => l.filter(x => x.id !== id)), stored: () => saved.list.map(image => ({ image })) }))
  return <Opened source={from} frames={frames} person={{ name: '', sex: '', birthDate: '', reference: '' }} back={{ label: 'Back', onClick: () => {} }} stacks={stacks} others={beside} onSlide={() => {}} keyImages={{ list, others, work, edit: readOnly ? undefined : edit }} keyImage={keyImage} />
}

async function opened(props: Parameters<typeof Kept>[0] = {}) {
  saved.list = []
  const user = userEvent.setup()
  render(<Kept {...props} />, { wrapper: LookProvider })
  await waitFor(() => expect(document.querySelector('[data-index]')).not.toBeNull())
  await screen.findByRole('slider')
  return user
}

const key = (n: number, more: Partial<KeyImage> = {}): KeyImage => ({ id: `${n}`.repeat(32), record: `r${n}`, study: '1', series: '1.2.3', sop: `1.2.3.${n}`, frame: 1, instance_number: n, series_number: '4', ...more })

describe('key images', () => {
  it('are marked, pointed at and written on with the keys alone', async () => {
    const user = await opened()
    await user.keyboard('{ArrowDown}')
    await waitFor(() => expect(document.querySelector('[data-index="2"]')).not.toBeNull())
    await user.keyboard('k')
    const note = await screen.findByRole('textbox', { name: 'Note on key image 1' })
    expect(document.activeElement).toBe(note)
    await user.keyboard('A node, 41 mm{Enter}')
    expect(document.activeElement).toBe(screen.getByRole('slider'))
    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('Image 2 of 3, key image')
    // The arrow points at the middle; arrow keys move it, with Shift its point alone.
    await user.keyboard('d{Enter}')
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Arrow'))
    await user.keyboard('{ArrowRight}{Shift>}{ArrowDown}{/Shift}')
    await waitFor(() => expect(saved.list[0]?.arrows).toEqual([{ from: [41, 40], to: [51, 51] }]))
    expect(saved.list).toMatchObject([{ record: 'r2', sop: '1.2.3.2', frame: 1, note: 'A node, 41 mm', instance_number: 2, series_number: '4' }])
    expect(await axeFindings()).toEqual([])
    await user.keyboard('{Delete}')
    await waitFor(() => expect(saved.list[0]?.arrows).toBeUndefined())
  })

  it('are removed, and taken back as they were', async () => {
    const user = await opened({ start: [key(2, { note: 'A node' })] })
    await user.click(screen.getByRole('button', { name: 'Open key image 1: Image 2, series 4, A node' }))
    await waitFor(() => expect(document.querySelector('[data-index="2"]')).not.toBeNull())
    await user.click(screen.getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(saved.list).toEqual([]))
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(saved.list).toEqual([key(2, { note: 'A node' })]))
  })

  it('open as they were seen', async () => {
    await opened({ start: [key(3, { window: { center: 40, width: 400 }, region: { x: 25, y: 25, width: 50, height: 50 }, arrows: [{ from: [30, 30], to: [50, 50] }] })], keyImage: '3'.repeat(32) })
    await waitFor(() => expect(document.querySelector('[data-index="3"]')).not.toBeNull())
    await screen.findByText('W 400, L 40')
    // A region half as wide fills the window: twice as large as what fits.
    await waitFor(() => expect(screen.getByText('Zoom 800%')).toBeDefined())
    expect(document.querySelectorAll('[data-mark] [data-arrow]')).toHaveLength(3)
  })

  it('are not seen so any more by whoever has gone on before they came', async () => {
    let come: () => void = () => {}
    const late = new Promise<void>(resolve => (come = resolve))
    const user = await opened({
      start: [key(3, { window: { center: 40, width: 400 }, region: { x: 25, y: 25, width: 50, height: 50 } })],
      source: { ...source, frame: (record, ...rest) => (record === 'r3' ? late.then(() => source.frame(record, ...rest)) : source.frame(record, ...rest)) },
    })
    await user.click(screen.getByRole('button', { name: 'Open key image 1: Image 3, series 4' }))
    await user.keyboard('{ArrowUp}')
    await waitFor(() => expect(document.querySelector('[data-index="2"]')).not.toBeNull())
    await user.keyboard('f') // as it comes
    const zoom = screen.getByText(/^Zoom /).textContent
    await user.keyboard('{ArrowDown}')
    await act(async () => {
      come()
      await late
    })
    await waitFor(() => expect(document.querySelector('[data-index="3"]')).not.toBeNull())
    await act(() => Promise.resolve())
    expect(screen.getByText(/^Zoom /).textContent).toBe(zoom)
  })

  it('of others are read and not changed', async () => {
    const user = await opened({ readOnly: true, others: [{ title: 'From the clinic', list: [key(2, { note: 'A node', arrows: [{ from: [30, 30], to: [50, 50] }] })] }] })
    expect(screen.getByRole('heading', { name: 'From the clinic 1' })).toBeDefined()
    await user.keyboard('k')
    await user.click(screen.getByRole('button', { name: 'Open key image 1: Image 2, series 4, A node' }))
    await waitFor(() => expect(document.querySelector('[data-index="2"]')).not.toBeNull())
    await waitFor(() => expect(document.querySelectorAll('[data-arrow]')).toHaveLength(2)) // its edge and itself, nothing to take hold of
    expect(screen.queryByRole('textbox')).toBeNull()
    expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull()
    expect(document.querySelector('[data-mark]')).toBeNull()
    expect(saved.list).toEqual([])
  })

  it('are no more than there may be', async () => {
    const user = await opened({ start: Array.from({ length: 40 }, (_, i) => key(2, { id: i.toString(16).padStart(32, '0') })) })
    await user.keyboard('k')
    await screen.findByText(/There are 40 key images/)
    expect(saved.list).toHaveLength(40)
  })
})

describe('what cannot be a key image', () => {
  const stack = stacks[0]
  const slot = stack?.slots[1]

  it('is one that may show a slide’s label', () => {
    if (!stack || !slot) throw new Error('no image')
    expect(unmarkable(stack, slot)).toBeNull()
    expect(unmarkable(stack, slot, { glass: true })).toBe('label')
  })

  it.each(['', '1.2.840.ABC'])('is one whose file says %j for a UID', uid => {
    if (!stack || !slot) throw new Error('no image')
    expect(unmarkable(stack, { ...slot, instance: { ...slot.instance, uid } })).toBe('identifiers')
  })
})

describe('what cannot be a key image as it is seen', () => {
  const gsps = (uid: string, image = '1.2.3.2') => ({ '00080018': { vr: 'UI', Value: uid ? [uid] : [] }, '00081115': { vr: 'SQ', Value: [{ '00081140': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: [image] } }] } }] } })
  const stack = stacks[0]
  const slot = stack?.slots[1]

  it.each([['', 'state'], ['1.2.840.ABC', 'state'], ['1.2.9', null]] as const)('is one under a state that says %j for its UID', (uid, want) => {
    if (!stack || !slot) throw new Error('no image')
    expect(unmarkable(stack, slot, { state: presentationOf(gsps(uid)) })).toBe(want)
    expect(unmarkable(stack, slot, { state: presentationOf(gsps(uid, '1.2.3.9')) })).toBeNull() // of another image
  })

  it('says so, and is marked once the state is off', async () => {
    const user = await opened({ source: { ...source, dataset: record => Promise.resolve(record === 's1' ? gsps('') : {}) }, beside: [{ ...instance(9), record: 's1', kind: 'presentation', description: 'Arrows' }] })
    await user.click(screen.getByRole('button', { name: /Arrows/ }))
    await waitFor(() => expect(screen.getByRole('button', { name: /Arrows/ }).getAttribute('aria-pressed')).toBe('true'))
    await waitFor(() => expect(document.querySelector('[data-index="2"]')).not.toBeNull())
    await user.keyboard('k')
    await screen.findAllByText(/state that is applied has no identifier/)
    expect(saved.list).toEqual([])
    await user.click(screen.getByRole('button', { name: /Arrows/ }))
    await user.keyboard('k')
    await waitFor(() => expect(saved.list).toMatchObject([{ sop: '1.2.3.2' }]))
    expect(saved.list[0]?.state).toBeUndefined()
  })
})

describe('what comes late', () => {
  const state = { '00080018': { vr: 'UI', Value: ['1.2.9'] }, '00081115': { vr: 'SQ', Value: [{ '00081140': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3.2'] } }] } }] } }
  const beside = [{ ...instance(9), record: 's1', kind: 'presentation', description: 'Arrows' }]
  const under = key(2, { state: { record: 's1', sop: '1.2.9' } })
  const slow = () => {
    let comes = () => {}
    const answer = new Promise<void>(resolve => (comes = resolve))
    return { source: { ...source, dataset: (record: string) => (record === 's1' ? answer.then(() => state) : Promise.resolve({})) }, comes: () => act(async () => { comes(); await new Promise(done => setTimeout(done, 50)) }) }
  }
  const at = (n: number) => waitFor(() => expect(document.querySelector(`[data-index="${n}"]`)).not.toBeNull())
  const applied = () => screen.getByRole('button', { name: /Arrows/ }).getAttribute('aria-pressed')

  it.each(['key image', 'state'])('takes nobody away who has gone on: %s', async what => {
    const { source, comes } = slow()
    const user = await opened({ source, beside, start: [under] })
    await user.click(screen.getByRole('button', { name: what === 'state' ? /Arrows/ : /^Open key image 1/ }))
    if (what === 'key image') await screen.findByText(/is on its way/)
    screen.getByRole('slider').focus()
    await user.keyboard('{End}')
    await at(3)
    await comes()
    await at(3)
    expect(applied()).toBe('false')
    expect(screen.queryByText(/is on its way/)).toBeNull()
  })

  it('is shown to whoever waits, who is told until then', async () => {
    const { source, comes } = slow()
    await opened({ source, beside, start: [under], keyImage: under.id })
    await at(2)
    await screen.findByText(/is on its way/)
    expect(applied()).toBe('false')
    await comes()
    await waitFor(() => expect(applied()).toBe('true'))
    await at(2)
    expect(screen.queryByText(/is on its way/)).toBeNull()
  })
})

describe('a place to open', () => {
  it('is the image of the record, where two have one UID', () => {
    const twins = stacks.map(s => ({ ...s, slots: s.slots.map(x => ({ ...x, instance: { ...x.instance, uid: '1.2.3.7' } })) }))
    expect(find(twins, { record: 'r2', sop: '1.2.3.7' })?.index).toBe(1)
    expect(find(twins, { record: 'r9', sop: '1.2.3.7' })).toBeUndefined() // left out: not another in its place
    expect(find(twins, { record: 'r2', sop: '1.2.3.8' })).toBeUndefined()
  })
})
