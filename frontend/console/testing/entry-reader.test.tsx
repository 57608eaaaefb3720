import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { MemoryRouter } from 'react-router'
import { beforeEach, expect, it, vi } from 'vitest'
import acts from '../acts.json'
import text from '../en.json'
import { EntryReader } from '../lib/entry-reader'
import type { RecordEntry } from '../lib/record-entries'
import { aCase, aRecord, fakeService } from './fake-service'

beforeEach(() => startText({ console: text, acts }))

it('cites what is on the screen: the record, or its translation', async () => {
  const user = userEvent.setup()
  const tree = { kind: 'plain', title: '', notes: [], blocks: [{ form: 'paragraph', text: 'Palabras' }], inner: [], cut: false, letters: '', guessed: false }
  fakeService({ 'GET /cases/c1/records/r1/text': tree, 'GET /cases/c1/records/r2/text': tree })
  const said = { state: 'here', record: 'r2', of: '', whom: '', note: '', due: null, said_by: '', said_at: '2026-11-24T16:05:00Z', joined_by: '', joined_at: null }
  const record = aRecord({ name: 'informe.txt', media_type: 'text/plain', translation: said })
  const c = aCase({ records: [record, aRecord({ id: 'r2', name: 'report.txt', media_type: 'text/plain', translates: 'r1' })] })
  const entry: RecordEntry = { key: 'r1', title: 'informe.txt', date: '', detail: '', order: '', record, images: [], origin: '', language: '' }
  const cited = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <LookProvider pointer>
          <EntryReader c={c} entry={entry} place={{}} from="write" head="" onCite={cited} />
        </LookProvider>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  await user.click(await screen.findByRole('button', { name: 'Cite at the cursor' }))
  await user.click(screen.getByText('Translation'))
  await user.click(screen.getByRole('button', { name: 'Cite at the cursor' }))
  expect(cited.mock.calls).toEqual([[1, 'r1'], [1, 'r2']])
})
