import { QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { axeFindings } from '@shared/testing/axe'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { SeriesQuality } from '@shared/ui/series-quality'
import { beforeEach, describe, expect, it } from 'vitest'
import { newQueryClient } from './api/client'
import text from './en.json'
import { LockedArchive } from './features/records/locked-archive'
import { installFakeGo, methods } from './testing/fake-go'
import { ids } from './testing/people'
import { reading } from './testing/record-data'

beforeEach(() => startText({ desktop: text }))

const locked = { name: 'MAYVIEW.zip', wrong: false, birth: false, tried: false }

function show(more: Partial<typeof locked> = {}) {
  const m = methods()
  const fake = installFakeGo({ ...m, Records: { ...m.Records, Unlock: () => null } })
  const shown = render(
    <LookProvider>
      <QueryClientProvider client={newQueryClient()}>
        <LockedArchive state={{ ...reading, case: ids.tan, locked: { ...locked, ...more } }} />
      </QueryClientProvider>
    </LookProvider>,
  )
  const said = () => fake.calls.filter(c => c.name === 'Records.Unlock').map(c => (c.args as unknown[])[0])
  return { ...shown, said, field: () => screen.getByLabelText(/^Password of the archive/) }
}

describe('the password of an archive', () => {
  it('is asked for by name, sent once, and gone from the page', async () => {
    const { said, field, container } = show()
    screen.getByRole('form', { name: 'MAYVIEW.zip is locked by a password' })
    expect(document.activeElement).toBe(field())
    expect(field()).toHaveProperty('type', 'password')
    screen.getByRole('button', { name: 'Leave it locked' }).focus()
    fireEvent.click(screen.getByRole('button', { name: 'Open' })) // with nothing typed
    expect(said()).toEqual([])
    screen.getByText('Type the password of the archive, or leave it locked.')
    expect(document.activeElement).toBe(field())
    fireEvent.change(field(), { target: { value: ' Of the disc ' } })
    fireEvent.submit(screen.getByRole('form'))
    await waitFor(() => expect(said()).toEqual([{ case: ids.tan, password: ' Of the disc ', birth: false }])) // as typed, spaces too
    expect(field()).toHaveProperty('value', '')
    expect(container.innerHTML).not.toContain('Of the disc')
    expect(await axeFindings(container)).toEqual([])
  })

  it('is said to be wrong beside the field', () => {
    const { field } = show({ wrong: true })
    expect(field().getAttribute('aria-invalid')).toBe('true')
    screen.getByText(/This password does not open it/)
  })

  it('may be the birth date only where somebody says so', async () => {
    const without = show()
    expect(screen.queryByRole('button', { name: 'Try the birth date of this case' })).toBeNull()
    without.unmount()
    const { said } = show({ birth: true })
    fireEvent.click(screen.getByRole('button', { name: 'Try the birth date of this case' }))
    await waitFor(() => expect(said()).toEqual([{ case: ids.tan, password: '', birth: true }]))
  })

  it('tells that the birth date was tried, and may stay unknown', async () => {
    const { said } = show({ tried: true })
    screen.getByText(/The birth date of this case does not open it/)
    fireEvent.click(screen.getByRole('button', { name: 'Leave it locked' }))
    await waitFor(() => expect(said()).toEqual([{ case: ids.tan, password: '', birth: false }]))
  })
})

describe('the quality of a series', () => {
  const shown = (line: string, means: string, asked = '') =>
    render(
      <LookProvider>
        <SeriesQuality line={line} means={means} asked={asked} />
      </LookProvider>,
    )

  it('is a line, and what it means', async () => {
    const { container } = shown('5 mm slices · gaps of 1 mm between slices', 'What is smaller than about 5 mm may not be visible.', 'This limits small structures.')
    expect(container.querySelector('bdi')?.textContent).toBe('5 mm slices · gaps of 1 mm between slices')
    screen.getByText('What is smaller than about 5 mm may not be visible.')
    screen.getByText('This limits small structures.')
    expect(await axeFindings(container)).toEqual([])
  })

  it('says nothing of what it means where it means nothing', () => {
    const { container } = shown('12 bits', '')
    expect(container.querySelectorAll('p > *')).toHaveLength(1)
  })

  it('keeps a name from a file apart from the page around it', () => {
    const { container } = shown('contrast agent named: ‮evil', '')
    expect(container.querySelector('p > bdi')?.textContent).toContain('evil')
  })
})
