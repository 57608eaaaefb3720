import { afterEach, describe, expect, it } from 'vitest'
import { Pen } from './pen'

afterEach(() => document.body.replaceChildren())

function area(text: string, start: number, end = start): HTMLTextAreaElement {
  const place = document.body.appendChild(document.createElement('div'))
  place.dataset.place = 'limits'
  const el = place.appendChild(document.createElement('textarea'))
  el.value = text
  el.setSelectionRange(start, end)
  return el
}

function penOn(el: HTMLTextAreaElement): Pen {
  const pen = new Pen()
  pen.hold(document.body)
  const spot = pen.at(el)
  if (spot) pen.put(spot)
  return pen
}

describe('a mark at the cursor', () => {
  it.each([
    ['', 0, '[1]'],
    ['Short', 5, 'Short [1]'],
    ['Short ', 6, 'Short [1]'],
    ['(', 1, '([1]'],
    ['Short, and so', 5, 'Short [1], and so'],
  ])('%j at %i becomes %j', (text, at, want) => {
    const el = area(text, at)
    expect(penOn(el).cite('[1]')).toBe(true)
    expect(el.value).toBe(want)
    expect(document.activeElement).toBe(el)
  })
  it('is put nowhere where the text is gone', () => {
    const el = area('Short', 5)
    const pen = penOn(el)
    el.remove()
    expect(pen.cite('[1]')).toBe(false)
    expect(el.value).toBe('Short')
  })
})
