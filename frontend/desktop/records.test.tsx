import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import text from './en.json'
import { installFakeGo, methods } from './testing/fake-go'
import { ids } from './testing/people'
import { found, idle, noRecords, unfinished } from './testing/record-data'

beforeEach(() => {
  startText({ desktop: text })
  location.hash = `/case/${ids.tan}/records`
})

const page = () =>
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )

describe('a decision about records', () => {
  it('names the records that were seen', async () => {
    const fake = installFakeGo()
    page()
    await userEvent.click(await screen.findByRole('radio', { name: /Another person, or not sure/ }, { timeout: 20_000 }))
    await userEvent.click(screen.getByRole('button', { name: 'Leave them out' }))
    expect(fake.calls.find(c => c.name === 'Records.Decide')?.args).toEqual([{ case: ids.tan, choices: [{ code: 'identity-mismatch', records: found.open[0]!.records }], accept: false, reason: '' }])
  })

  it('is taken back with a reason, from where the records stand as left out', async () => {
    const fake = installFakeGo()
    page()
    await userEvent.click(await screen.findByRole('button', { name: 'Take back in' }, { timeout: 20_000 }))
    await screen.findByRole('heading', { name: 'Take these records back in?' })
    await userEvent.click(screen.getByRole('button', { name: 'Take them back in' }))
    expect(screen.getByText('The reason is empty. Write how you know.')).toBeTruthy()
    expect(fake.calls.some(c => c.name === 'Records.Decide')).toBe(false)
    await userEvent.type(screen.getByLabelText('How do you know?'), 'The name in the case was wrong')
    await userEvent.click(screen.getByRole('button', { name: 'Take them back in' }))
    expect(fake.calls.find(c => c.name === 'Records.Decide')?.args).toEqual([
      { case: ids.tan, choices: [{ code: 'identity-mismatch', records: found.decided[0]!.records }], accept: true, reason: 'The name in the case was wrong' },
    ])
    // Decided: the next thing to decide stands there.
    await screen.findByText('Is this the same person?')
  })

  it('is told where the same files are added again', async () => {
    const m = methods()
    installFakeGo({ ...m, Records: { ...m.Records, State: (id: string) => ({ ...idle, case: id, files: 12, duplicate: 12, left_out: 3 }) } })
    page()
    await screen.findByText(/12 were here already. 3 of them are left out, so they are not sent./, undefined, { timeout: 20_000 })
  })
})

describe('an import that was killed', () => {
  it('says so, goes on, and is set aside with a reason only', async () => {
    const m = methods()
    const fake = installFakeGo({ ...m, Records: { ...m.Records, State: (id: string) => ({ ...idle, case: id }), List: () => ({ ...noRecords, unfinished: [unfinished] }) } })
    page()
    await screen.findByText(/The program ended while it was reading. 706 files were not read to their end./)
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }))
    expect(fake.calls.find(c => c.name === 'Records.GoOn')?.args).toEqual([ids.tan, 'u1'])
    await userEvent.click(screen.getByRole('button', { name: 'End here' }))
    await userEvent.click(screen.getByRole('button', { name: 'End here, keep what was read' }))
    expect(screen.getByText('The reason is empty. Write it in a few words.')).toBeTruthy()
    await userEvent.type(screen.getByLabelText('Why is the rest not needed?'), 'An old copy')
    await userEvent.click(screen.getByRole('button', { name: 'End here, keep what was read' }))
    expect(fake.calls.find(c => c.name === 'Records.SetAside')?.args).toEqual([ids.tan, 'u1', 'An old copy'])
  })
})

describe('the list while an import runs', () => {
  it('is read again a few times, however long the import gets, and once at its end', async () => {
    const fake = installFakeGo()
    page()
    await screen.findByRole('radio', { name: /Another person, or not sure/ }, { timeout: 20_000 })
    const lists = () => fake.calls.filter(c => c.name === 'Records.List').length
    const before = lists()
    for (let files = 25; files <= 5000; files += 25) {
      await act(async () => {
        fake.emit('import', { ...idle, case: ids.tan, running: true, files, imported: files })
        await Promise.resolve()
      })
    }
    await waitFor(() => expect(lists() - before).toBeGreaterThan(5))
    const running = lists() - before
    expect(running).toBeLessThan(40) // of 200 half seconds
    act(() => fake.emit('import', { ...idle, case: ids.tan, imported: 5000 }))
    await waitFor(() => expect(lists() - before).toBeGreaterThan(running))
  })
})
