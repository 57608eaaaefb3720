import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import text from './en.json'
import { installFakeGo, methods } from './testing/fake-go'
import { ids } from './testing/people'
import { many } from './testing/decide-data'
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
    await userEvent.click(await screen.findByRole('radio', { name: /Another person, or not sure/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Leave them out' }))
    expect(fake.calls.find(c => c.name === 'Records.Decide')?.args).toEqual([{ case: ids.tan, choices: [{ code: 'identity-mismatch', records: found.open[0]!.records }], accept: false, reason: '' }])
  })

  it('keeps with a reason, and is taken back from the toast', async () => {
    const fake = installFakeGo()
    page()
    await userEvent.click(await screen.findByRole('radio', { name: /^Same person/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Keep these records' }))
    expect(screen.getByText('The reason is empty. Write how you know.')).toBeTruthy()
    await userEvent.type(screen.getByLabelText('How do you know?'), 'Mayview confirmed it')
    await userEvent.click(screen.getByRole('button', { name: 'Keep these records' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(fake.calls.find(c => c.name === 'Records.TakeBack')?.args).toEqual([ids.tan, 'identity-mismatch', found.open[0]!.records])
  })

  it('corrects the case where the case is wrong, and says what follows', async () => {
    const fake = installFakeGo()
    page()
    await userEvent.click(await screen.findByRole('radio', { name: /The case has it wrong: born 4 Sep 1965/ }))
    expect(screen.getByText(/The case changes from 14 Sep 1965 to 4 Sep 1965.*must be signed again/)).toBeTruthy()
    await userEvent.type(screen.getByLabelText('How do you know?'), 'Her passport')
    await userEvent.click(screen.getByRole('button', { name: 'Correct the case' }))
    expect(fake.calls.find(c => c.name === 'Records.Correct')?.args).toEqual([{ case: ids.tan, discrepancy: 'f1', field: 'birth_date', reason: 'Her passport' }])
  })

  it('is taken back from the decided ones, with who decided and when', async () => {
    const fake = installFakeGo()
    page()
    await userEvent.click(await screen.findByText('MR lumbar spine, 1 Oct 2025'))
    await screen.findByText(/Birth date differs: left out/)
    await userEvent.click(screen.getByRole('button', { name: 'Take this decision back' }))
    expect(fake.calls.find(c => c.name === 'Records.TakeBack')?.args).toEqual([ids.tan, 'identity-mismatch', found.decided[0]!.records])
  })

  it('goes by the keyboard alone: to the next, several with one reason, and back to the list', async () => {
    const m = methods()
    const fake = installFakeGo({ ...m, Records: { ...m.Records, List: () => many, State: (id: string) => ({ ...idle, case: id }) } })
    page()
    const list = await screen.findByRole('grid', { name: 'To decide' })
    act(() => list.focus())
    const titles = screen.getAllByRole('row').flatMap(r => r.querySelector('[class*=title]')?.textContent ?? [])
    expect(titles.slice(0, 2)).toEqual(['Birth date differs', 'Cut off before its end'])
    await userEvent.keyboard('x') // whose records these are is decided alone
    screen.getByRole('region', { name: 'Decision' }).scrollTop = 90
    await userEvent.keyboard('jx')
    expect(screen.getByRole('region', { name: 'Decision' }).scrollTop).toBe(0)
    await userEvent.keyboard('{ArrowDown}x')
    await screen.findByRole('heading', { name: '2 together, with one reason' })
    await userEvent.keyboard('{Enter}')
    await userEvent.keyboard(' ')
    await userEvent.tab()
    await userEvent.keyboard('Seen on paper')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(fake.calls.find(c => c.name === 'Records.Decide')?.args).toEqual([{ case: ids.tan, choices: [{ code: 'truncated', records: ['m1', 'm2'] }], accept: true, reason: 'Seen on paper' }]))
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('grid', { name: 'To decide' })))
    await userEvent.keyboard('{Enter}{Escape}')
    expect(document.activeElement).toBe(screen.getByRole('grid', { name: 'To decide' }))
    expect(location.hash).toContain('/records')
  }, 60_000)

  it('takes some of one person’s series and leaves the others to be decided', async () => {
    const m = methods()
    const fake = installFakeGo({ ...m, Records: { ...m.Records, List: () => many, State: (id: string) => ({ ...idle, case: id }) } })
    page()
    await userEvent.click(await screen.findByRole('checkbox', { name: /Wolfeschlegelsteinhausenbergerdorff/ }))
    await userEvent.click(screen.getByRole('radio', { name: /Another person, or not sure/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Leave them out' }))
    expect(fake.calls.find(c => c.name === 'Records.Decide')?.args).toEqual([{ case: ids.tan, choices: [{ code: 'identity-mismatch', records: ['r3'] }], accept: false, reason: '' }])
  })

  it('is told where the same files are added again', async () => {
    const m = methods()
    installFakeGo({ ...m, Records: { ...m.Records, State: (id: string) => ({ ...idle, case: id, files: 12, duplicate: 12, left_out: 3 }) } })
    page()
    await screen.findByText(/12 were here already. 3 of them are left out, so they are not sent./)
  })
})

describe('the letter to the place that made the records', () => {
  it('is changed, kept, and saved as it was changed', async () => {
    const fake = installFakeGo()
    page()
    await userEvent.click(await screen.findByRole('button', { name: 'Write to the place that made them' }))
    await userEvent.type(await screen.findByLabelText('Letter'), 'By courier.')
    await userEvent.click(screen.getByRole('button', { name: 'Save as PDF' }))
    const [saved] = fake.calls.find(c => c.name === 'Records.SaveRequest')?.args as [{ text: string; paper: string }]
    expect(saved.text).toMatch(/images 40 to 60\nBy courier\.$/)
    await userEvent.click(screen.getByRole('radio', { name: 'The place is not known' }))
    await userEvent.click(screen.getByRole('button', { name: 'Copy the text' }))
    expect(fake.calls.find(c => c.name === 'Support.CopyText')?.args[0]).toMatch(/report 1.pdf/)
  }, 60_000)
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

describe('an import whose disc was taken out', () => {
  it('says what is kept, and goes on from there', async () => {
    const m = methods()
    const fault = { kind: 'unreachable', message: 'The disc that was being read is not there any more. What was read before is kept. Put it back and go on with the import.' }
    const older = { ...unfinished, id: 'u0', at: '2026-11-20T09:00:00Z' }
    const fake = installFakeGo({ ...m, Records: { ...m.Records, State: (id: string) => ({ ...idle, case: id, files: 1610, fault }), List: () => ({ ...found, unfinished: [unfinished, older] }) } })
    page()
    const said = await screen.findByRole('alert')
    await userEvent.click(within(said).getByRole('button', { name: 'Go on' }))
    expect(fake.calls.find(c => c.name === 'Records.GoOn')?.args).toEqual([ids.tan, 'u1']) // not the older one
  })
})

describe('the list while an import runs', () => {
  it('is read again a few times, however long the import gets, and once at its end', async () => {
    const fake = installFakeGo()
    page()
    await screen.findByRole('radio', { name: /Another person, or not sure/ })
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

describe('what is done with all records', () => {
  const choose = async (menu: string, item: string) => {
    await userEvent.click(await screen.findByRole('button', { name: menu }))
    await userEvent.click(await screen.findByRole('menuitem', { name: item }))
  }

  it('adds more of them, and leads to the imports, from menus', async () => {
    const fake = installFakeGo()
    page()
    await choose('Add records', 'Choose a folder or disc')
    await waitFor(() => expect(fake.calls.some(c => c.name === 'Records.ChooseFolder')).toBe(true))
    await choose('Add records', 'Choose files')
    await waitFor(() => expect(fake.calls.some(c => c.name === 'Records.ChooseFiles')).toBe(true))
    await choose('More about the records', 'Imports')
    await waitFor(() => expect(location.hash).toBe(`#/case/${ids.tan}/imports`))
  })

  it('begins with both ways to add them where there are none', async () => {
    location.hash = `/case/${ids.joaquim}/records`
    const fake = installFakeGo()
    page()
    await userEvent.click(await screen.findByRole('button', { name: 'Choose a folder or disc' }))
    await waitFor(() => expect(fake.calls.some(c => c.name === 'Records.ChooseFolder')).toBe(true))
    expect(screen.getByRole('button', { name: 'Choose files' })).toBeTruthy()
  })
})
