import { afterEach, describe, expect, it } from 'vitest'
import { findQuote, rangeOf, selectedIn, sentencesOf, shownWords, wordsOf } from './quote'

const find = (text: string, quote: string, start = 0) => {
  const words = wordsOf(text)
  const at = findQuote(words, quote, start)
  return at && text.slice(words[at.from]?.start, words[at.to - 1]?.end)
}

describe('a quote in a text that was written on', () => {
  it.each([
    ['as it stood', 'He is a candidate for resection.', 'candidate for', 'candidate for'],
    ['with a comma in it', 'He is a candidate, for resection.', 'candidate for resection', 'candidate, for resection'],
    ['over the end of a line', 'a candidate\nfor resection', 'candidate for', 'candidate\nfor'],
    ['of figures', 'It is 3.4 cm wide.', '3.4 cm', '3.4 cm'],
    ['not a part of a word', 'A part of it, and the art.', 'art', 'art'],
    ['in another script', 'Мы видим опухоль печени.', 'опухоль печени', 'опухоль печени'],
    ['other words', 'He is a candidate for ablation.', 'candidate for resection', null],
    ['another case', 'he is', 'He is', null],
    ['no words', 'He is.', '...', null],
  ])('%s', (_, text, quote, found) => {
    expect(find(text, quote)).toBe(found)
  })

  it('is the nearest of two alike', () => {
    const words = wordsOf('left side. The right one. left side again.')
    expect(findQuote(words, 'left side', 0)?.from).toBe(0)
    expect(findQuote(words, 'left side', 4)?.from).toBe(5)
  })
})

describe('words of a page', () => {
  afterEach(() => {
    document.body.replaceChildren()
  })
  const page = (html: string): Element => {
    document.body.innerHTML = `<section>${html}</section>`
    return document.body.querySelector('section') as Element
  }

  it('are those of the part: no marks, nothing that was taken out, no comments', () => {
    const root = page('<p>Fewer come back,<sup data-mark>1</sup> and <del>he</del> <ins>she</ins> is well: 10<sup>9</sup>.</p><ul><li>One</li><li>Two</li></ul><div data-beside><p>Why?</p></div>')
    expect(shownWords(root).words.map(w => w.text)).toEqual(['Fewer', 'come', 'back', 'and', 'she', 'is', 'well', '109', 'One', 'Two'])
  })

  it('that are chosen are whole, and found again', () => {
    const root = page('<p>The <b>portal</b> pressure<sup data-mark>2</sup> is raised.</p>')
    const bold = root.querySelector('b')?.firstChild as Text
    const rest = root.querySelector('sup')?.previousSibling as Text
    const range = document.createRange()
    range.setStart(bold, 3)
    range.setEnd(rest, 4)
    const selection = window.getSelection()
    selection?.removeAllRanges()
    selection?.addRange(range)
    const chosen = selectedIn(root, selection)
    expect(chosen).toEqual({ quote: 'portal pressure', start: 1 })
    expect(rangeOf(root, 1, 3)?.toString()).toBe('portal pressure')
    selection?.removeAllRanges()
    expect(selectedIn(root, selection)).toBeNull()
  })

  it('are chosen by the sentence without a pointer', () => {
    expect(sentencesOf('A tumor of 3.4 cm. It is\nalone; no other.\n\n')).toEqual([
      { quote: 'A tumor of 3.4 cm.', start: 0 },
      { quote: 'It is', start: 6 },
      { quote: 'alone;', start: 8 },
      { quote: 'no other.', start: 9 },
    ])
  })
})
