import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { axeFindings } from '../testing/axe'
import { renderPart } from '../testing/render'
import { CheckField, found, RadioField, SelectField } from './choice'
import { DateField } from './date-field'
import { AreaField, PassphraseField, TextField } from './field'

function Birth({ onChange, begin = '' }: { onChange: (v: string) => void; begin?: string }) {
  const [value, setValue] = useState(begin)
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
  it('keeps each key, also of half a day', async () => {
    const change = vi.fn()
    renderPart(<Birth onChange={change} />)
    await userEvent.type(screen.getByLabelText('Day'), '8')
    await userEvent.selectOptions(screen.getByLabelText('Month'), 'February')
    expect(change.mock.calls).toEqual([['--08'], ['-02-08']])
    await userEvent.type(screen.getByLabelText('Year'), '1960')
    expect(change.mock.lastCall).toEqual(['1960-02-08'])
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
    expect(change.mock.lastCall).toEqual(['1960-02-31'])
  })

  it('never leaves the older day where a new one was begun', async () => {
    const change = vi.fn()
    renderPart(<Birth onChange={change} begin="1971-09-14" />)
    await userEvent.clear(screen.getByLabelText('Day'))
    await userEvent.type(screen.getByLabelText('Day'), '3')
    await userEvent.clear(screen.getByLabelText('Year'))
    await userEvent.type(screen.getByLabelText('Year'), '203')
    await userEvent.tab()
    expect(change.mock.lastCall).toEqual(['203-09-03'])
    expect(screen.getByText(/The date is not whole/)).toBeTruthy()
  })

  it('marks at once what was left half another day', () => {
    renderPart(<Birth onChange={() => {}} begin="2031-02-31" />)
    expect((screen.getByLabelText('Day') as HTMLInputElement).value).toBe('31')
    expect(screen.getByText(/had 28 days/)).toBeTruthy()
  })
})

const places = [
  { value: 'TZ', label: 'Tanzania, United Republic of', also: ['TZ'] },
  { value: 'GB', label: 'United Kingdom', also: ['GB', 'UK'] },
  { value: 'US', label: 'United States of America', also: ['US', 'USA'] },
  { value: 'IE', label: 'Ireland', also: ['IE'] },
  { value: 'IS', label: 'Iceland', also: ['IS'] },
  { value: 'CW', label: 'Curaçao', also: ['CW'] },
]

describe('what a search finds', () => {
  it.each([
    ['usa', 'US'],
    ['U.S.', 'US'],
    ['united', 'GB US TZ'],
    ['uk', 'GB'],
    ['curacao', 'CW'],
    ['land', 'IE IS'],
    ['', 'TZ GB US IE IS CW'],
  ])('%s: %s', (typed, codes) => expect(found(places, typed).map(o => o.value).join(' ')).toBe(codes))
})

describe('SelectField', () => {
  it('is described by its hint and its error', async () => {
    renderPart(<SelectField label="Reason" hint="For the audit." error="Choose a reason." value="" options={[{ value: 'a', label: 'Other' }]} onChange={() => {}} />)
    const input = screen.getByRole('textbox', { name: /^Reason/ })
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent)
    expect(described).toEqual(['For the audit.', 'Choose a reason.'])
    expect(input.getAttribute('aria-invalid')).toBe('true')
    await userEvent.setup().click(screen.getByText('Reason'))
    expect(document.activeElement).toBe(input)
  })

  function Country({ onChange }: { onChange: (v: string) => void }) {
    const [value, setValue] = useState('GB')
    return (
      <SelectField
        label="Country"
        searchable
        value={value}
        options={places}
        onChange={v => {
          setValue(v)
          onChange(v)
        }}
      />
    )
  }

  async function typeAndLeave(text: string) {
    const change = vi.fn()
    renderPart(<Country onChange={change} />)
    const field = screen.getByLabelText('Country', { selector: 'input' }) as HTMLInputElement
    await userEvent.clear(field)
    if (text) await userEvent.type(field, text)
    await userEvent.tab()
    return { change, field }
  }

  it.each([
    ['the only one that fits', 'irel', 'IE', 'Ireland'],
    ['one by a name that the list does not show', 'usa', 'US', 'United States of America'],
  ])('takes %s', async (_, typed, code, label) => {
    const { change, field } = await typeAndLeave(typed)
    expect(change.mock.lastCall).toEqual([code])
    expect(field.value).toBe(label)
  })

  it.each([
    ['what is in no list', 'Atlantis'],
    ['what fits several', 'unit'],
  ])('chooses nothing for %s, and says so', async (_, typed) => {
    const { change, field } = await typeAndLeave(typed)
    expect(change.mock.lastCall).toEqual([''])
    expect(field.value).toBe('')
    expect(screen.getByText(`“${typed}” is not in the list, so nothing is chosen. Choose from the list.`)).toBeTruthy()
  })

  it('is empty once it was emptied', async () => {
    const { change, field } = await typeAndLeave('')
    expect(change.mock.lastCall).toEqual([''])
    expect(field.value).toBe('')
  })
})
