import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, describe, expect, it } from 'vitest'
import { Fault } from '../fault'
import { startText } from '../i18n/i18n'
import { FilmSaves } from './film-saves'

describe('a film', () => {
  beforeAll(() => {
    startText({})
  })
  it('is saved by the browser from where it is', () => {
    render(<FilmSaves ways={{ film: { address: '/r/1/film' }, file: { address: '/r/1' } }} />)
    expect(screen.getByRole('link', { name: 'Save the film' }).getAttribute('href')).toBe('/r/1/film')
    expect(screen.getByRole('link', { name: 'Save the DICOM file' }).hasAttribute('download')).toBe(true)
  })
  it('is saved where a person says, and says that it was, or was not and why', async () => {
    const answers: (() => Promise<boolean>)[] = [() => Promise.resolve(true), () => Promise.resolve(false), () => Promise.reject(new Fault('unreadable', 'Nobody can tell what film it is.'))]
    render(<FilmSaves ways={{ film: { save: () => (answers.shift() as () => Promise<boolean>)() }, file: { save: () => Promise.resolve(true) } }} />)
    const press = () => userEvent.click(screen.getByRole('button', { name: 'Save the film' }))
    await press()
    expect((await screen.findByRole('status')).textContent).toBe('Saved.')
    await press()
    expect(screen.queryByRole('status')).toBeNull()
    await press()
    expect((await screen.findByRole('alert')).textContent).toBe('Nobody can tell what film it is.')
  })
})
