import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { axeFindings } from '../testing/axe'
import { renderPart } from '../testing/render'
import { CheckField, RadioField, SelectField } from './choice'
import { DateField } from './date-field'
import { AreaField, PassphraseField, TextField } from './field'

function Birth({ onChange }: { onChange: (v: string) => void }) {
  const [value, setValue] = useState('')
  return (
    <DateField
      label="Birth date"
      value={value}
      onChange={v => {
        setValue(v)
        onChange(v)
      }}
    />
  )
}

describe('fields', () => {
  it('tie label, hint and error together, and pass axe', async () => {
    renderPart(
      <>
        <TextField label="Hospital number" optional hint="As on the disc" error="It is empty. Write it." />
        <AreaField label="History" />
        <PassphraseField label="Passphrase" placeholder=" " />
        <DateField label="Birth date" value="1960-02-08" onChange={() => {}} />
        <CheckField label="Send me a copy" checked onChange={() => {}} />
        <RadioField legend="Who signs" value="a" choices={[{ value: 'a', label: 'I am the patient' }, { value: 'b', label: 'I sign for the patient' }]} onChange={() => {}} />
        <SelectField label="Country" value="IN" options={[{ value: 'IN', label: 'India' }]} onChange={() => {}} />
      </>,
    )
    const input = screen.getByRole('textbox', { name: /Hospital number/ })
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent)
    expect(described).toEqual(['As on the disc', 'It is empty. Write it.'])
    expect(input.getAttribute('aria-invalid')).toBe('true')
    expect(await axeFindings()).toEqual([])
  })

  it('shows a passphrase when asked to', async () => {
    renderPart(<PassphraseField label="Passphrase" placeholder=" " />)
    const input = screen.getByLabelText('Passphrase')
    expect(input.getAttribute('type')).toBe('password')
    await userEvent.click(screen.getByRole('button', { name: 'Show' }))
    expect(input.getAttribute('type')).toBe('text')
  })
})

describe('DateField', () => {
  it('gives a whole date and never half of one', async () => {
    const change = vi.fn()
    renderPart(<Birth onChange={change} />)
    await userEvent.type(screen.getByLabelText('Day'), '8')
    await userEvent.selectOptions(screen.getByLabelText('Month'), 'February')
    expect(change).not.toHaveBeenCalled()
    await userEvent.type(screen.getByLabelText('Year'), '1960')
    expect(change.mock.calls).toEqual([['1960-02-08']])
  })

  it('says on leaving, not while typing, that a month is shorter', async () => {
    const change = vi.fn()
    renderPart(<Birth onChange={change} />)
    await userEvent.type(screen.getByLabelText('Day'), '31')
    await userEvent.selectOptions(screen.getByLabelText('Month'), 'February')
    await userEvent.type(screen.getByLabelText('Year'), '1960')
    expect(screen.queryByText(/had 29 days/)).toBeNull()
    await userEvent.tab()
    expect(screen.getByText('February 1960 had 29 days. Check the day.')).toBeTruthy()
    expect(change).not.toHaveBeenCalled()
  })
})
