import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import text from './en.json'

it('says how it goes, asks for nothing, and passes axe', async () => {
  startText({ portal: text })
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(text.home.title)
  expect(screen.queryByRole('textbox')).toBeNull()
  expect(await axeFindings()).toEqual([])
})
