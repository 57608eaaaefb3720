import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import text from './en.json'
import { installFakeGo } from './testing/fake-go'
import { opinion } from './testing/opinion-data'
import { scenes } from './testing/scenes'

const id = opinion.head.case

beforeEach(() => {
  startText({ desktop: text })
  location.hash = `/case/${id}/opinion`
})

describe('what an opinion names', () => {
  it('leads to the figure, to the page and to the image, and not to what is not here', async () => {
    const { calls } = installFakeGo(scenes.opinion!.go())
    const { unmount } = render(
      <LookProvider>
        <App />
      </LookProvider>,
    )
    await userEvent.click(await screen.findByRole('button', { name: 'Figure 1' }))
    expect(document.activeElement?.textContent).toContain('Retroperitoneal node')
    expect(screen.getByRole('link', { name: 'CT report.pdf, page 2' }).getAttribute('href')).toContain(`/case/${id}/records?record=${'bb'.repeat(16)}&page=2&from=opinion`)
    const figures = screen.getByRole('region', { name: 'Figures' })
    expect(within(figures).getByRole('link').getAttribute('href')).toContain(`/case/${id}/images?record=${'aa'.repeat(16)}&series=1.2.3&sop=1.2.3.4&frame=1&x=120.5&y=88&from=opinion`)
    expect(within(figures).getByRole('img').getAttribute('alt')).toContain('Retroperitoneal node')
    expect(screen.queryByRole('link', { name: /Marrow/ })).toBeNull()
    expect(screen.getByText(/Marrow 2023.pdf, page 1/).textContent).toContain('not here')
    expect(await axeFindings()).toEqual([])
    // As long as it is read it is verified once.
    expect(calls.filter(c => c.name === 'Opinion.Leave')).toEqual([])
    unmount()
    expect(calls.filter(c => c.name === 'Opinion.Leave').map(c => c.args)).toEqual([[id]])
  })

  it('is said beside the opinions of before, and what was weighed is read one by one', async () => {
    installFakeGo(scenes.opinion!.go())
    render(
      <LookProvider>
        <App />
      </LookProvider>,
    )
    const earlier = await screen.findByRole('region', { name: 'Earlier opinions' })
    const row = within(earlier).getByRole('row', { name: /Haddad/ })
    expect(within(row).getAllByRole('cell').map(c => c.textContent)).toEqual(['CAR T‑cell therapy at once.', 'Differs', expect.stringContaining('ejection fraction')])
    expect(within(row).getByRole('link', { name: 'Haddad letter.pdf, page 1' })).toBeTruthy()
    const options = screen.getByRole('region', { name: 'Options' })
    expect(within(options).getAllByRole('heading', { level: 3 }).map(h => h.textContent)).toEqual(['Preferred: Bispecific antibody', 'To avoid: Watch and wait'])
    expect(screen.getByRole('region', { name: 'Assessment' }).textContent).toContain('The diagnosis is confirmed.')
    const fourth = screen.getByRole('region', { name: 'Question 4' })
    expect(fourth.textContent).toContain('More is needed to answer this.')
    expect(fourth.textContent).not.toContain('Not answered')
  })
})
