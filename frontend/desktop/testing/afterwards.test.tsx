import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { LookProvider } from '@shared/theme/provider'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { App } from '../app'
import text from '../en.json'
import { fault, installFakeGo, type Methods } from './fake-go'
import { opinion } from './opinion-data'
import { scenes } from './scenes'

const id = opinion.head.case

beforeEach(() => startText({ desktop: text }))
afterEach(() => (location.hash = ''))

function show(path: string, change: (m: Methods) => void = () => undefined) {
  const m = scenes.opinion!.go()
  change(m)
  const go = installFakeGo(m)
  location.hash = `/case/${id}/${path}`
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )
  return go
}

const args = (calls: { name: string; args: unknown[] }[], name: string) => calls.filter(c => c.name === name).map(c => c.args)

it('asks further questions of an opinion, one by one, by keys alone, and keeps what was not sent', async () => {
  const user = userEvent.setup()
  let refuse = true
  const { calls } = show('opinion', m => {
    m.Cases = { ...m.Cases, AskFurther: () => (refuse ? Promise.reject(fault('refused', 'OSO does not have this case yet. Nothing was sent.')) : []) }
  })
  ;(await screen.findByRole('button', { name: 'More about this opinion' })).focus()
  await user.keyboard('{Enter}')
  await user.click(await screen.findByRole('menuitem', { name: 'Ask further questions' }))
  const sheet = await screen.findByRole('dialog', { name: 'Ask further questions' })
  await user.click(within(sheet).getByRole('button', { name: 'Send to OSO' }))
  within(sheet).getByText('Write a question first.')
  await user.type(within(sheet).getByLabelText('Question 1'), 'Now or later?')
  await user.click(within(sheet).getByRole('button', { name: 'Add a question' }))
  await user.type(within(sheet).getByLabelText('Question 2'), 'And if she waits?')
  expect(await axeFindings(sheet.querySelector<HTMLElement>('.mantine-Drawer-body')!)).toEqual([])
  await user.click(within(sheet).getByRole('button', { name: 'Send to OSO' }))
  await within(sheet).findByText(/OSO does not have this case yet/)
  expect(within(sheet).getByLabelText<HTMLTextAreaElement>('Question 2').value).toBe('And if she waits?')
  refuse = false
  await user.click(within(sheet).getByRole('button', { name: 'Send to OSO' }))
  await screen.findByText(/The answer arrives as an addendum/)
  expect(args(calls, 'Cases.AskFurther').at(-1)).toEqual([{ case: id, version: opinion.head.version, questions: ['Now or later?', 'And if she waits?'] }])
})

it('saves what was learnt as a text, and keeps it with the case', async () => {
  const user = userEvent.setup()
  const { calls } = show('opinion', m => {
    m.Opinion = { ...m.Opinion, SaveNote: () => '/tmp/note.pdf' }
  })
  await user.click(await screen.findByRole('button', { name: 'More about this opinion' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Note what was learnt' }))
  const sheet = await screen.findByRole('dialog', { name: 'Note what was learnt' })
  await user.type(within(sheet).getByLabelText('What you learnt'), 'A second biopsy pays.')
  await user.click(within(sheet).getByRole('button', { name: 'Save as PDF' }))
  await screen.findByText('The note is saved.')
  expect(args(calls, 'Opinion.SaveNote')).toEqual([[id, 'A second biopsy pays.']])
  expect(within(sheet).getByLabelText<HTMLTextAreaElement>('What you learnt').value).toBe('A second biopsy pays.')
})

it('tells what became of a case with two taps', async () => {
  const user = userEvent.setup()
  const { calls } = show('course', m => {
    const get = m.Cases!.Get as (id: string) => { row: object }
    m.Cases = { ...m.Cases, Get: (x: string) => ({ ...get(x), row: { ...get(x).row, state: 'received', server_state: 'closed', outcome_asked: '2026-11-24T10:00:00Z' } }) }
  })
  const form = await screen.findByRole('region', { name: 'What became of it?' })
  await user.click(within(form).getByRole('button', { name: 'Tell OSO' }))
  expect(within(form).getAllByText('Choose one.')).toHaveLength(2)
  await user.click(within(form).getByRole('radio', { name: 'was confirmed' }))
  await user.click(within(form).getByRole('radio', { name: 'changed by the opinion' }))
  expect(await axeFindings()).toEqual([])
  await user.click(within(form).getByRole('button', { name: 'Tell OSO' }))
  await screen.findByText(/Thank you/)
  expect(args(calls, 'Cases.TellOutcome')).toEqual([[{ case: id, diagnosis: 'confirmed', treatment: 'changed', words: '' }]])
})

it('leads from an addendum to the version that it adds to, and back', async () => {
  const user = userEvent.setup()
  let locked = true
  const { calls } = show('opinion', m => {
    const added = { ...opinion, adds_to: 1, head: { ...opinion.head, version: 2 } }
    m.Opinion = {
      ...m.Opinion,
      Head: () => added.head,
      Open: () => added,
      Earlier: (_id: string, _version: number, passphrase: string) => {
        if (!passphrase && locked) return Promise.reject(fault('vault-locked', 'An opinion opens with the physician’s own passphrase. Type it to read the opinion.'))
        locked = false
        return { ...opinion, head: { ...opinion.head, version: 1 } }
      },
    }
  })
  await user.click(await screen.findByRole('button', { name: 'Read version 1' }))
  await user.type(await screen.findByLabelText(/passphrase/i), 'correct horse')
  await user.click(screen.getByRole('button', { name: /^Open/ }))
  await screen.findByText('Version 1 of the opinion, which stays in force')
  expect(screen.queryByRole('button', { name: 'More about this opinion' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Back to version 2' }))
  await screen.findByRole('button', { name: 'Read version 1' })
  expect(args(calls, 'Opinion.Earlier').at(-1)).toEqual([id, 1, 'correct horse'])
})
