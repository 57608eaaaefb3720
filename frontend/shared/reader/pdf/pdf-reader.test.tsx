import { render, screen } from '@testing-library/react'
import { startText } from '../../i18n/i18n'
import { LookProvider } from '../../theme/provider'
import { expect, it, vi } from 'vitest'
import { PdfReader } from './pdf-reader'

const opening = vi.hoisted(() => ({ ended: [] as string[] }))
vi.mock('./pdf-file', () => ({
  PdfFile: {
    open: async (o: { password: (wrong: boolean) => Promise<string> }) => {
      try {
        await o.password(false)
      } catch (e) {
        opening.ended.push((e as Error).name)
        throw e
      }
    },
  },
}))

it('ends the opening of a file whose password nobody gives', async () => {
  startText({})
  const bytes = { size: 1, read: () => Promise.resolve(new Uint8Array(1)) }
  const { unmount } = render(
    <LookProvider pointer>
      <PdfReader id="r" bytes={bytes} label="Report" />
    </LookProvider>,
  )
  await screen.findByRole('button')
  unmount()
  await vi.waitFor(() => expect(opening.ended).toEqual(['AbortError']))
})
