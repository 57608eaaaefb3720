import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { MemoryRouter } from 'react-router'
import { startText } from '../i18n/i18n'
import { LookProvider } from '../theme/provider'

/** Renders a shared part as an entry would: look, texts, a router. */
export function renderPart(part: ReactNode) {
  startText({})
  return render(
    <LookProvider>
      <MemoryRouter>{part}</MemoryRouter>
    </LookProvider>,
  )
}
