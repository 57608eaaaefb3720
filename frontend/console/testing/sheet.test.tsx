import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { expect, it, vi } from 'vitest'
import acts from '../acts.json'
import { App } from '../app'
import text from '../en.json'
import { aCase, desk, fakeService, list, me } from './fake-service'

it('makes a separator sheet with a code and the reference number, and no name', async () => {
  await startText({ console: text, acts })
  const print = vi.spyOn(window, 'print').mockImplementation(() => undefined)
  const asked = fakeService({
    'GET /me': me('coordinator'), 'GET /desk': desk, 'GET /cases': list, 'GET /cases/c1': aCase(),
    'POST /cases/c1/sheets': { code: ['101', '010', '111'], reference: '4416870332', material: '', until: '2027-02-28T12:00:00Z' },
  })
  window.history.replaceState(null, '', '/console/case/c1/sheet')
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Make the sheet' }))
  const code = await screen.findByRole('img', { name: 'Code of the sheet' })
  expect(code.getAttribute('viewBox')).toBe('0 0 11 11') // with four modules around it
  expect(code.querySelector('path')?.getAttribute('d')).toBe('M4 4h1v1h-1zM6 4h1v1h-1zM5 5h1v1h-1zM4 6h1v1h-1zM5 6h1v1h-1zM6 6h1v1h-1z')
  expect(screen.getByText('4416 870 332')).toBeTruthy()
  expect(document.body.textContent).not.toContain('Ben-David')
  expect(await axeFindings(document.body)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Print' }))
  expect(print).toHaveBeenCalledOnce()
  expect(asked.filter(a => a.method === 'POST')).toEqual([{ method: 'POST', path: '/cases/c1/sheets', body: { material: '' } }])
})
