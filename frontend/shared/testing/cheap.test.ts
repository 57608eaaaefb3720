import { afterEach, describe, expect, it } from 'vitest'

// What tests find by their labels, they find as in a browser.

afterEach(() => document.body.replaceChildren())

const labelsOf = (html: string) => {
  document.body.innerHTML = html
  return Array.from(document.querySelector<HTMLInputElement>('.it')?.labels ?? [], l => l.textContent)
}

describe("a field's labels", () => {
  it.each([
    ['name it by its id', '<label for="a">x</label><input id="a" class="it">', ['x']],
    ['stand around it', '<label>x<input class="it"></label>', ['x']],
    ['are as many as there are, in order', '<label for="a">x</label><label>y<textarea id="a" class="it"></textarea></label>', ['x', 'y']],
    ['name the first of two fields', '<label>x<input type="hidden"><button></button><select class="it"></select></label>', []],
    ['pass over what nobody sees', '<label>x<input type="hidden"><select class="it"></select></label>', ['x']],
    ['name another by its id, though they stand around it', '<label for="b">x<input class="it"></label><input id="b">', []],
    ['name nothing by no id', '<label for="">x<input class="it"></label>', []],
    ['name the first of two with one id', '<label for="a">x</label><p id="a"></p><input id="a" class="it">', []],
  ])('%s', (_, html, found) => expect(labelsOf(html)).toEqual(found))

  it('are none of a hidden field', () => {
    document.body.innerHTML = '<label for="a">x</label><input id="a" type="hidden">'
    expect(document.querySelector('input')!.labels).toBeNull()
  })
  it('are found in what stands on no page yet', () => {
    const part = document.createElement('form')
    part.innerHTML = '<label>x<input></label>'
    expect(Array.from(part.querySelector('input')!.labels!, l => l.textContent)).toEqual(['x'])
  })
})
