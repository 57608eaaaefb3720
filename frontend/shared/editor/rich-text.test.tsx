import { fireEvent, render, screen } from '@testing-library/react'
import { beforeAll, describe, expect, it } from 'vitest'
import { plainOfLine } from '../prose/plain'
import { textOf } from './convert'
import { editorOf } from './fields'
import { RichText } from './rich-text'

// jsdom has no lines: where the cursor stands on the page is nowhere.
beforeAll(() => {
  const nowhere = () => ({ top: 0, bottom: 0, left: 0, right: 0, width: 0, height: 0, x: 0, y: 0, toJSON: () => ({}) })
  Range.prototype.getBoundingClientRect = nowhere
  Range.prototype.getClientRects = () => [nowhere()] as unknown as DOMRectList
})

function show(value: string) {
  render(<RichText label="Assessment" value={value} is={() => false} onChange={() => {}} />)
  const box = screen.getByRole('textbox', { name: 'Assessment' })
  const editor = editorOf(box)
  if (!editor) throw new Error('no editor')
  return { box, editor }
}

describe('what is selected on the page before the editor has the cursor', () => {
  it.each([
    ['all of it', (box: HTMLElement, range: Range) => range.selectNodeContents(box), 'Old words.\n\nMore.'],
    [
      'one word',
      (box: HTMLElement, range: Range) => {
        const text = box.querySelector('p')?.firstChild
        if (!text) throw new Error('no text')
        range.setStart(text, 4)
        range.setEnd(text, 9)
      },
      'words',
    ],
  ])('is what is written over: %s', async (_, select, want) => {
    const { box, editor } = show('Old words.\n\nMore.')
    editor.commands.setTextSelection(editor.state.doc.content.size) // where it stood when it was left
    const range = document.createRange()
    select(box, range)
    document.getSelection()?.removeAllRanges()
    document.getSelection()?.addRange(range)
    box.focus()
    await new Promise(resolve => setTimeout(resolve, 50)) // the editor looks once more, a moment later
    const { from, to } = editor.state.selection
    expect(editor.state.doc.textBetween(from, to, '\n\n')).toBe(want)
  })
})

describe('lines that are pasted into a text of one', () => {
  const paste = (onLines?: (lines: string[]) => void) => {
    render(<RichText line label="Limits" value="" is={() => false} onChange={() => {}} onLines={onLines} />)
    const box = screen.getByRole('textbox', { name: 'Limits' })
    const editor = editorOf(box)
    const data = { getData: (type: string) => (type === 'text/plain' ? 'No slides.\r\n\r\n- no _films_\n' : ''), files: [], types: ['text/plain'] }
    fireEvent.paste(box, { clipboardData: data })
    return editor ? textOf(editor.state.doc) : null
  }
  it('are given on, each as it was', () => {
    const got: string[][] = []
    expect(paste(lines => got.push(lines))).toBe('')
    expect(got.map(l => l.map(plainOfLine))).toEqual([['No slides.', '- no _films_']])
  })
  it('become one where nobody takes them', () => expect(plainOfLine(paste() ?? '')).toBe('No slides. - no _films_'))
})

describe('lines that are pasted from a page', () => {
  it.each([
    ['without what was struck out, and with their looks', '<p>No <b>slides</b>.</p><p>No <s>old</s> films.</p>', ['No **slides**.', 'No films.'], true],
    ['also where a whole line was', '<ul><li>One</li><li><del>Two</del></li><li>Three</li></ul>', ['One', 'Three'], true],
    ['broken by hand', '<div>One<br>Two\n words</div>', ['One', 'Two words'], false],
    ['rows of a table, each a line', '<table><tr><td><p>a</p></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>', ['a b', 'c d'], false],
  ])('%s', (_, html, want, struck) => {
    const got: string[][] = []
    let told = false
    render(<RichText line label="Limits" value="" is={() => false} onChange={() => {}} onLines={lines => got.push(lines)} onStruck={() => (told = true)} />)
    const data = { getData: (type: string) => (type === 'text/html' ? html : 'No slides.\nNo old films.\n'), files: [], types: ['text/plain', 'text/html'] }
    fireEvent.paste(screen.getByRole('textbox', { name: 'Limits' }), { clipboardData: data })
    expect([got.flat().map(l => l.replaceAll(/ +/g, ' ').trim()), told]).toEqual([want, struck])
  })
})
