import { LookProvider } from '@shared/theme/provider'
import { startText } from '@shared/i18n/i18n'
import { render, screen } from '@testing-library/react'
import { beforeAll, expect, it } from 'vitest'
import type { Discrepancy } from './bridge'
import en from './en.json'
import { Compare } from './features/records/compare'

beforeAll(() => {
  startText({ desktop: en })
})

it('says of nothing that it agrees that was not compared', () => {
  const line = (field: string, own: string, found: string, answer: string) => ({ field, case: own, found, answer })
  const compare = [
    line('name', 'Eleanor Whitcombe', 'Anonymous', 'absent'),
    line('birth_date', '1971-09-14', '2013-01-25', 'differs'),
    line('sex', 'female', 'female', 'agrees'),
    line('number', 'HS-104472', '642341', 'apart'),
  ]
  const { rerender } = render(
    <LookProvider>
      <Compare discrepancy={{ compare } as Discrepancy} />
    </LookProvider>,
  )
  const said = () => screen.getAllByRole('row').slice(1).map(r => r.lastElementChild?.textContent)
  expect(said()).toEqual(['not compared', 'differs', 'agrees', 'not compared'])
  // As an earlier program wrote it down: nobody knows.
  rerender(
    <LookProvider>
      <Compare discrepancy={{ compare: compare.map(c => ({ ...c, answer: c.answer === 'differs' ? 'differs' : '' })) } as Discrepancy} />
    </LookProvider>,
  )
  expect(said()).toEqual(['', 'differs', '', ''])
})
