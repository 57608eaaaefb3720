import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import type { CaseDocument, SectionSave } from './bridge'
import text from './en.json'
import { installFakeGo, type Methods, methods } from './testing/fake-go'

import { ids, rows } from './testing/people'

beforeEach(() => startText({ desktop: text }))

function open(page: string, change?: (m: Methods) => Methods) {
  const m = methods()
  const saves: SectionSave[] = []
  const row = rows.find(r => r.id === ids.joaquim)
  const save = (s: SectionSave) => {
    saves.push(s)
    return { section: s.section, version: s.version + 1, at: '2026-11-24T15:44:00Z', row }
  }
  const own = { ...m, Cases: { ...m.Cases, SaveSection: save } } as Methods
  const fake = installFakeGo(change ? change(own) : own)
  location.hash = `/case/${ids.joaquim}/${page}`
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )
  const last = (): CaseDocument | undefined => saves.at(-1)?.document
  return { fake, saves, last }
}

describe('what is typed into a case', () => {
  it('goes before the lock', async () => {
    const { fake, last } = open('history')
    const plan = await screen.findByLabelText('Plan so far')
    fireEvent.change(plan, { target: { value: 'Radiotherapy in January, and more' } })
    fireEvent.keyDown(document.body, { key: 'l', code: 'KeyL', ctrlKey: true })
    await waitFor(() => expect(fake.calls.some(c => c.name === 'Session.Lock')).toBe(true))
    expect(last()?.plan).toBe('Radiotherapy in January, and more')
    const names = fake.calls.map(c => c.name)
    expect(names.lastIndexOf('Cases.SaveSection')).toBeLessThan(names.indexOf('Session.Lock'))
  })

  it.each(['Present diagnosis', 'Question 1'])('asks anew what OSO offers for such cases: %s', async label => {
    let suits = false
    const { saves } = open('history', m => {
      const save = (s: SectionSave) => {
        suits = true
        return (m.Cases!.SaveSection as (s: SectionSave) => unknown)(s)
      }
      return { ...m, Cases: { ...m.Cases, SaveSection: save, Guide: () => ({ materials: [], questions: [{ text: 'Is lobectomy better?', parts: [], for: [], suits }] }) } } as Methods
    })
    await screen.findByText('Nothing is named for this diagnosis.')
    const field = await screen.findByRole('textbox', { name: label })
    fireEvent.change(field, { target: { value: 'Adenocarcinoma of the lung' } })
    fireEvent.blur(field)
    await waitFor(() => expect(screen.queryByText('Nothing is named for this diagnosis.')).toBeNull())
    expect(saves).toHaveLength(1)
  })

  it('holds up no lock where the save hangs', async () => {
    const { fake } = open('history', m => ({ ...m, Cases: { ...m.Cases, SaveSection: () => new Promise(() => {}) } }) as Methods)
    fireEvent.change(await screen.findByLabelText('Plan so far'), { target: { value: 'On its way' } })
    fireEvent.keyDown(document.body, { key: 'l', code: 'KeyL', ctrlKey: true })
    await waitFor(() => expect(fake.calls.some(c => c.name === 'Session.Lock')).toBe(true))
    expect(screen.queryByRole('dialog')).toBeNull()
  }, 30_000)

  it('goes when Go asks for it, and Go hears that it is there', async () => {
    const { fake, last } = open('history')
    const plan = await screen.findByLabelText('Plan so far')
    fireEvent.change(plan, { target: { value: 'Typed at the last moment' } })
    act(() => fake.emit('flush', 4))
    await waitFor(() => expect(fake.calls.find(c => c.name === 'Session.Flushed')?.args).toEqual([4, true]))
    expect(last()?.plan).toBe('Typed at the last moment')
  })

  it('is asked about when it cannot be saved, and closing waits for a person', async () => {
    const broken = (m: Methods): Methods => ({ ...m, Cases: { ...m.Cases, SaveSection: () => Promise.reject({ kind: 'disk-full', message: 'The disk is full. What was saved before is kept. Make room.' }) } })
    const { fake } = open('history', broken)
    fireEvent.change(await screen.findByLabelText('Plan so far'), { target: { value: 'Not on the disk' } })
    act(() => fake.emit('flush', 1))
    await waitFor(() => expect(fake.calls.find(c => c.name === 'Session.Flushed')?.args).toEqual([1, false]))
    expect(screen.getByText('Last words not saved')).toBeTruthy()
    act(() => fake.emit('closing', { unsaved: true, importing: false }))
    await screen.findByRole('dialog', { name: 'Close without the last words?' })
    await userEvent.click(screen.getByRole('button', { name: 'Keep it open' }))
    expect(fake.calls.some(c => c.name === 'Session.Close')).toBe(false)
    fireEvent.keyDown(document.body, { key: 'l', code: 'KeyL', ctrlKey: true })
    const dialog = await screen.findByRole('dialog', { name: 'Lock without the last words?' })
    expect(fake.calls.some(c => c.name === 'Session.Lock')).toBe(false)
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lock' }))
    await waitFor(() => expect(fake.calls.some(c => c.name === 'Session.Lock')).toBe(true))
  })

  it('is there on coming back to the page', async () => {
    open('history')
    fireEvent.change(await screen.findByLabelText('Plan so far'), { target: { value: 'Half a wo' } })
    act(() => void (location.hash = `/case/${ids.joaquim}/patient`))
    await screen.findByLabelText('Given name')
    act(() => void (location.hash = `/case/${ids.joaquim}/history`))
    expect(((await screen.findByLabelText('Plan so far')) as HTMLTextAreaElement).value).toBe('Half a wo')
  })

  it('stays with its case where one goes straight to another', async () => {
    const { saves } = open('history')
    fireEvent.change(await screen.findByLabelText('Plan so far'), { target: { value: 'Of Joaquim' } })
    act(() => void (location.hash = `/case/${ids.fatima}/history`))
    const other = () => waitFor(() => expect((screen.getByLabelText('Plan so far') as HTMLTextAreaElement).value).not.toBe('Of Joaquim'))
    await other()
    act(() => void (location.hash = `/case/${ids.joaquim}/history`)) // both are known by now
    await waitFor(() => expect((screen.getByLabelText('Plan so far') as HTMLTextAreaElement).value).toBe('Of Joaquim'))
    act(() => void (location.hash = `/case/${ids.fatima}/history`))
    await other()
    fireEvent.change(screen.getByLabelText('Plan so far'), { target: { value: 'Of Fatima' } })
    await waitFor(() => expect(saves.at(-1)?.document.plan).toBe('Of Fatima'))
    for (const s of saves) expect([s.case, s.document.plan]).toEqual(s.case === ids.joaquim ? [ids.joaquim, 'Of Joaquim'] : [ids.fatima, 'Of Fatima'])
  })

  it('is kept also where a list grows or shrinks', async () => {
    const { last } = open('patient')
    await userEvent.click(await screen.findByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(last()?.patient.identifiers).toEqual([]))
  })

  it('is kept of a day that is none, in place of the older one', async () => {
    const { last } = open('patient')
    const day = await screen.findByLabelText('Day')
    await userEvent.clear(day)
    await userEvent.type(day, '31')
    await userEvent.tab()
    await userEvent.tab()
    await userEvent.tab()
    await waitFor(() => expect(last()?.patient.birth_date).toBe('1960-02-31'))
    expect(screen.getByText(/had 29 days/)).toBeTruthy()
    expect(screen.getByText(/date of birth not whole/)).toBeTruthy()
  })

  it('goes on in the part that was just added', async () => {
    const { last } = open('history')
    await userEvent.click((await screen.findAllByRole('button', { name: 'Add a part' }))[0]!)
    await userEvent.keyboard('later')
    await waitFor(() => expect(last()?.questions[0]?.parts.at(-1)).toBe('later'))
  })
})

describe('what is typed for an act', () => {
  const reason = 'She married in May; the number is hers'
  const show = (m: (own: Methods) => Methods) => {
    const fake = installFakeGo(m(methods()))
    location.hash = `/case/${ids.tan}/records`
    const shown = render(
      <LookProvider>
        <App />
      </LookProvider>,
    )
    return { fake, shown }
  }
  const words = (kept: Record<string, string>) => (own: Methods) =>
    ({ ...own, Cases: { ...own.Cases, KeepWords: (_: string, place: string, t: string) => void (kept[place] = t), Words: (_: string, place: string) => kept[place] ?? '' } }) as Methods

  it('goes before the lock, and stands there when the page comes back', async () => {
    const kept: Record<string, string> = {}
    const { fake, shown } = show(words(kept))
    await userEvent.click(await screen.findByRole('radio', { name: /^Same person/ }))
    fireEvent.change(screen.getByLabelText(/^How do you know/), { target: { value: reason } })
    act(() => fake.emit('flush', 7))
    await waitFor(() => expect(fake.calls.find(c => c.name === 'Session.Flushed')?.args).toEqual([7, true]))
    expect(Object.values(kept)).toContain(reason)
    shown.unmount()
    show(words(kept))
    expect(await screen.findByDisplayValue(reason)).toBeTruthy()
  }, 60_000)
})
