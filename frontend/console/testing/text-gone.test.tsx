import { act, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { editorOf } from '@shared/editor/fields'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import acts from '../acts.json'
import type { Content } from '../api/types'
import { App } from '../app'
import text from '../en.json'
import { aCase, fakeService, list, me, opinion } from './fake-service'

// With the editor itself: what goes from the page while the cursor is in it, and what is taken back in it.

beforeAll(() => {
  // jsdom has no lines: where the cursor stands on the page is nowhere.
  const nowhere = () => ({ top: 0, bottom: 0, left: 0, right: 0, width: 0, height: 0, x: 0, y: 0, toJSON: () => ({}) })
  Range.prototype.getBoundingClientRect = nowhere
  Range.prototype.getClientRects = () => [nowhere()] as unknown as DOMRectList
  document.elementFromPoint = () => null
})
beforeEach(() => startText({ console: text, acts }))
afterEach(() => vi.restoreAllMocks())

const asked = 'Remove the ovaries now, or wait until 40?'

async function write(content: Partial<Content> = {}) {
  let row = 100
  fakeService({
    'GET /me': me('specialist'),
    'GET /cases': list,
    'GET /cases/c1': aCase({ state: 'in-review', roles: ['specialist'], acts: ['sign-draft'] }),
    'GET /cases/c1/opinion': opinion({ content: { ...opinion().content, ...content } }),
    'PUT /cases/c1/opinion': (body: unknown) => opinion({ row_version: ++row, content: (body as { content: Content }).content }),
  })
  window.history.replaceState(null, '', '/console/case/c1/write')
  render(
    <LookProvider pointer>
      <App />
    </LookProvider>,
  )
  await screen.findByRole('navigation', { name: 'The letter' })
  return userEvent.setup()
}

/** Puts the cursor in a text and types. */
function type(el: HTMLElement, words: string) {
  const editor = editorOf(el)
  if (!editor) throw new Error('no editor')
  act(() => {
    el.focus()
    editor.commands.insertContent(words)
  })
}
/** Until an editor that left the page is destroyed. */
const aMoment = () => act(() => new Promise(resolve => setTimeout(resolve, 30)))

const row = { id: 'a'.repeat(32), name: 'Wait', stance: 'preferred', reason: 'Why.', change: '' } as const

describe('a text that goes while the cursor is in it', () => {
  it.each<[string, Partial<Content>, string, string]>([
    ['the answer, for why there is none', {}, asked, 'Cannot be answered'],
    ['an option', { options: [row] }, 'Why', 'Remove option 1'],
    ['a part', { sections: [{ heading: 'More', text: 'Words.' }] }, 'Text', 'Remove this part'],
    ['a reference', { references: ['Smith 2020.'] }, 'Reference 1', 'Remove reference 1'],
  ])('leaves the page whole: %s', async (_, content, label, button) => {
    const user = await write(content)
    const field = screen.getAllByLabelText(label).find(el => editorOf(el))
    if (!field) throw new Error(`no text ${label}`)
    type(field, 'x')
    await user.click(screen.getByRole('button', { name: button }))
    await aMoment()
    const other = screen.getByLabelText('Assessment, with the reasons', { selector: '[role=textbox]' })
    type(other, 'More.')
    await aMoment()
    expect(screen.getByLabelText('Assessment, with the reasons', { selector: '[role=textbox]' }).textContent).toContain('More.')
    await user.click(within(screen.getByRole('toolbar')).getByRole('button', { name: 'Bold' }))
    expect(within(screen.getByRole('toolbar')).getByRole('button', { name: 'Bold' }).getAttribute('aria-pressed')).toBe('true')
  })
})

describe('a row that is emptied', () => {
  const text = (label: string) => screen.getByLabelText(label, { selector: '[role=textbox]' })
  const empty = (el: HTMLElement) =>
    act(() => {
      el.focus()
      editorOf(el)?.chain().selectAll().deleteSelection().run()
    })

  it.each<[string, Partial<Content>, string, string]>([
    ['a line', { limits: ['One.', 'Two.'] }, '1, What lies outside your scope', '2, What lies outside your scope'],
    ['a note', { notes: ['One.', 'Two.'] }, '1, Notes; point to one as [*1]', '2, Notes; point to one as [*1]'],
    ['a reference', { references: ['One.', 'Two.'] }, 'Reference 1', 'Reference 2'],
  ])('is given back by Ctrl Z, and nothing else is taken back; emptied and left it goes: %s', async (_, content, first, second) => {
    await write({ assessment: '[1] and [2].', ...content })
    const assessment = 'Assessment, with the reasons'
    type(text(assessment), 'Typed before. ')
    empty(text(first))
    expect(text(first).textContent).toBe('')
    fireEvent.keyDown(text(first), { key: 'z', ctrlKey: true })
    act(() => text(second).focus())
    await aMoment()
    expect([text(first), text(second)].map(el => el.textContent)).toEqual(['One.', 'Two.'])
    expect(text(assessment).textContent).toContain('Typed before.')
    empty(text(first))
    act(() => text(second).focus())
    await aMoment()
    expect(text(first).textContent).toBe('Two.')
    fireEvent.keyDown(text(assessment), { key: 'z', ctrlKey: true })
    await aMoment()
    expect([text(first), text(second)].map(el => el.textContent)).toEqual(['One.', 'Two.'])
  })
})
