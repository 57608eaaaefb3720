import { readFileSync } from 'node:fs'
import { Editor } from '@tiptap/core'
import { DOMParser as PMParser } from '@tiptap/pm/model'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from '../prose/parse'
import { plain } from '../prose/plain'
import { spell } from '../prose/spell'
import { documentOf, documentOfLine, textOf } from './convert'
import { insert, insertProse, selected } from './fields'
import { alignColumns } from './format'
import { lineHTML, tidyHTML } from './paste'
import { extensions, lineExtensions, typing } from './schema'

const is = (bracket: string) => ['[1]', '[Figure 2]', '[CT, 12 Oct 2026]'].includes(bracket)

let editor: Editor | undefined
afterEach(() => editor?.destroy())

function written(text: string): Editor {
  editor = new Editor({ extensions: extensions(''), enableInputRules: typing, enablePasteRules: false, content: documentOf(text, is) })
  editor.storage.bracket.is = is
  return editor
}

const examples = JSON.parse(readFileSync('../internal/prose/testdata/prose/examples.json', 'utf8')) as { name: string; in: string }[]

describe('a text comes back from the editor as it was', () => {
  it.each(examples)('$name', ({ in: text }) => {
    const back = textOf(written(text).state.doc)
    // The editor puts no bracket into a sign's place and takes no word away.
    expect(plain(back)).toBe(plain(text))
    expect(back).toBe(spell(parse(text)))
  })
})

describe('what a text names', () => {
  it('is one thing, and what names nothing is text', () => {
    const e = written('See [Figure 2], [Figure 9] and **[1]**.')
    const brackets: string[] = []
    e.state.doc.descendants(n => {
      if (n.type.name === 'bracket') brackets.push(String(n.attrs.text))
    })
    expect(brackets).toEqual(['[Figure 2]', '[1]'])
  })

  it('goes as a whole', () => {
    const e = written('See [Figure 2].')
    e.commands.setTextSelection(6) // right behind it
    e.commands.deleteRange({ from: 5, to: 6 })
    expect(textOf(e.state.doc)).toBe('See .')
  })

  it('is put in at the cursor', () => {
    const e = written('See .')
    e.commands.setTextSelection(5)
    insert(e, '[Figure 7]', true)
    expect(textOf(e.state.doc)).toBe('See [Figure 7].')
    expect(e.state.doc.nodeAt(5)?.type.name).toBe('bracket')
  })
})

it('makes one thing of what was put in at once, and of what became whole', () => {
  const e = written('See .')
  e.commands.insertContentAt(5, 'x [Figure 2] and [1')
  expect(e.state.doc.nodeAt(7)?.type.name).toBe('bracket')
  e.commands.insertContentAt(e.state.doc.content.size - 2, ']')
  expect(textOf(e.state.doc)).toBe('See x [Figure 2] and [1].')
  let brackets = 0
  e.state.doc.descendants(n => {
    if (n.type.name === 'bracket') brackets++
  })
  expect(brackets).toBe(2)
})

it('heads a table by its first row, whatever is added', () => {
  const e = written('| a | b |\n| --- | --: |\n| c | 4 |')
  e.commands.setTextSelection(4)
  e.commands.addRowBefore()
  expect(textOf(e.state.doc)).toBe('| | |\n| --- | --: |\n| a | b |\n| c | 4 |')
  const kinds: string[] = []
  e.state.doc.descendants(n => {
    if (n.type.name.startsWith('table') && n.type.name !== 'table') kinds.push(n.type.name)
  })
  expect(kinds.slice(0, 6)).toEqual(['tableRow', 'tableHeader', 'tableHeader', 'tableRow', 'tableCell', 'tableCell'])
})

/** What a paste of this HTML is as a text. */
function pasted(html: string): string {
  const e = written('')
  const el = document.createElement('div')
  el.innerHTML = tidyHTML(html)
  return textOf(PMParser.fromSchema(e.schema).parse(el))
}

const word = (body: string) => `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm;} @list l0 {mso-list-id:1;} --></style></head><body lang=EN-US><!--StartFragment-->${body}<!--EndFragment--></body></html>`
const wordItem = (sign: string, level: number, text: string) =>
  `<p class=MsoListParagraphCxSpMiddle style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${sign}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`

// S10
describe('paste', () => {
  it('keeps what Word writes: words with their look', () => {
    expect(pasted(word(`<p class=MsoNormal>WBC 4.2 × 10<sup>9</sup>/L, H<sub>2</sub>O, <b style='mso-bidi-font-weight:normal'>bold</b> and <i>italic</i><span style='mso-spacerun:yes'>  </span>~5 mm<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Next.</p>`))).toBe(
      'WBC 4.2 × 10^9^/L, H~2~O, **bold** and _italic_ \\~5 mm\n\nNext.',
    )
  })

  it('keeps Word’s lists, their levels and their numbers', () => {
    expect(pasted(word(wordItem('·', 1, 'one') + wordItem('o', 2, 'two, <b>bold</b>') + wordItem('·', 1, 'three') + '<p class=MsoNormal>Between.</p>' + wordItem('3.', 1, 'third') + wordItem('a)', 2, 'part') + wordItem('4.', 1, 'fourth')))).toBe(
      '- one\n  - two, **bold**\n- three\n\nBetween.\n\n3. third\n  - a) part\n4. fourth',
    )
  })

  it('keeps the numbers that stand there', () => {
    expect(pasted('<ol><li>one</li><li value="3">three</li><li>four</li></ol><ol start="7"><li>seven</li></ol>')).toBe('1. one\n\n3. three\n4. four\n\n7. seven')
    expect(pasted(word(wordItem('10.', 1, 'October 2026') + wordItem('15.', 1, 'October 2026')))).toBe('10. October 2026\n\n15. October 2026')
  })

  it('keeps Word’s headings and tables, and a merged cell’s place', () => {
    expect(
      pasted(
        word(
          `<h1>Assessment<o:p></o:p></h1><h3>Labs</h3><table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Drug</b></p></td><td><p class=MsoNormal>Dose</p></td></tr><tr><td rowspan=2><p class=MsoNormal>Cisplatin</p></td><td><p class=MsoNormal>75 mg/m<sup>2</sup></p><p class=MsoNormal>day 1</p></td></tr><tr><td>40 mg</td></tr></table>`,
        ),
      ),
    ).toBe('# Assessment\n\n## Labs\n\n| **Drug** | Dose |\n| --- | --- |\n| Cisplatin | 75 mg/m^2^\\/day 1 |\n| | 40 mg |')
  })

  it('keeps what Google Docs writes', () => {
    expect(
      pasted(
        `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span style="font-size:16pt;font-weight:400;">Plan</span></h2><p dir="ltr"><span style="font-weight:700;">Bold</span><span style="font-weight:400;"> and </span><span style="font-weight:400;font-style:italic;">italic</span><span style="font-weight:400;"> 10</span><span style="font-size:0.6em;vertical-align:super;">9</span></p><br /><ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>one</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>two</span></p></li></ul></ul></b><br class="Apple-interchange-newline">`,
      ),
    ).toBe('## Plan\n\n**Bold** and _italic_ 10^9^\n\n- one\n  - two')
  })

  it('drops what the form does not hold: links, pictures, scripts, what was struck out', () => {
    expect(pasted(`<div><script>alert(1)</script><a href="https://example.org/x" onclick="y()">A link</a><img src="x.png" onerror="z()"> <span style="color:red">red</span> <del>not</del> <s>this</s> end</div>`)).toBe('A link red end')
  })
})

describe('an own phrase', () => {
  const kept: Record<string, string> = { thanks: 'Thank you for **trusting** us [1].', plan: '- one\n- two', or: 'or' }
  /** Types a text at the end, sign by sign, as a keyboard does. */
  const type = (e: Editor, text: string) => {
    for (const c of text) {
      const { from, to } = e.state.selection
      if (!e.view.someProp('handleTextInput', f => f(e.view, from, to, c, () => e.state.tr.insertText(c, from, to)))) e.view.dispatch(e.state.tr.insertText(c, from, to))
    }
  }
  it.each([
    ['as it was kept, with its look', 'Well', ' /thanks ', 'Well Thank you for **trusting** us [1].'],
    ['with its blocks', '', '/plan ', '- one\n- two'],
    ['at a name that is kept alone', 'Well', ' /thank ', 'Well /thank'],
    ['never within a word', '1', '/or ', '1/or'],
    ['under names that everything has', 'Well', ' /constructor ', 'Well /constructor'],
  ])('is put in by its name: %s', (_, before, typed, want) => {
    const e = written(before)
    e.storage.phrases.of = name => (Object.hasOwn(kept, name) ? kept[name] : undefined)
    e.commands.setTextSelection(e.state.doc.content.size - 1)
    type(e, typed)
    expect(textOf(e.state.doc)).toBe(want)
  })

  it('is made of what is selected, and put in over it', () => {
    const e = written('One **two** three.')
    e.commands.setTextSelection({ from: 5, to: 8 })
    expect(selected(e)).toBe('**two**')
    insertProse(e, 'four _five_')
    expect(textOf(e.state.doc)).toBe('One four _five_ three.')
  })
})

it('sets the columns that are selected to the right, and back', () => {
  const e = written('| a | b |\n| --- | --- |\n| c | 4 |')
  e.commands.setTextSelection(e.state.doc.content.size - 5) // in the 4
  e.commands.command(alignColumns)
  expect(textOf(e.state.doc)).toBe('| a | b |\n| --- | --: |\n| c | 4 |')
  e.commands.command(alignColumns)
  expect(textOf(e.state.doc)).toBe('| a | b |\n| --- | --- |\n| c | 4 |')
  e.commands.setTextSelection(1)
  expect(written('Text.').can().command(alignColumns)).toBe(false)
})

it('is copied for a word processor with headings, lists, tables and the look of words', () => {
  const e = written('# Plan\n\n- one\n  - **two**\n\n3. three\n\nWBC 10^9^/L [1]\n\n| a | b |\n| --- | --: |\n| c | 4 |')
  const { dom } = e.view.serializeForClipboard(e.state.doc.slice(0, e.state.doc.content.size))
  const html = dom.innerHTML.replaceAll(/ (?:dir|data-pm-slice|data-bracket)="[^"]*"/g, '')
  for (const part of ['<h1>Plan</h1>', '<strong>two</strong>', '<ol start="3">', '10<sup>9</sup>/L', '<span>[1]</span>', '<table border="1"', '<th scope="col"><p>a</p></th>', '<td style="text-align: right;"><p>4</p></td>']) expect(html).toContain(part)
  // What is pasted back is what was copied.
  expect(pasted(html)).toBe(textOf(e.state.doc))
})

describe('paste', () => {
  it('keeps what LibreOffice writes', () => {
    expect(
      pasted(
        `<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><title></title><meta name="generator" content="LibreOffice 24.2"/><style type="text/css">p { line-height: 115% }</style></head><body lang="en-US" dir="ltr"><h1 class="western">Plan</h1><p style="line-height: 100%"><b>Bold</b>, <i>italic</i>, 10<sup>9</sup> and H<sub>2</sub>O</p><ul><li><p>one</p></li><ul><li><p>two</p></li></ul></ul><ol start="4"><li><p>four</p></li></ol><table width="100%" cellpadding="4"><col width="128*"/><thead><tr valign="top"><th><p>Drug</p></th><th><p align="right">Dose</p></th></tr></thead><tbody><tr><td><p>A</p></td><td sdval="40" sdnum="1033;"><p align="right">40</p></td></tr></tbody></table></body></html>`,
      ),
    ).toBe('# Plan\n\n**Bold**, _italic_, 10^9^ and H~2~O\n\n- one\n  - two\n\n4. four\n\n| Drug | Dose |\n| --- | --: |\n| A | 40 |')
  })
})

describe('a text of one line', () => {
  const line = (text: string) => {
    editor = new Editor({ extensions: lineExtensions(''), enableInputRules: typing, enablePasteRules: false, content: documentOfLine(text, is) })
    return editor
  }
  it.each(['Haddad N. _Gut_. 2021;**70**:499.', '2019\\. Lancet', '\\- no item', '\\# no heading', 'H~2~O and 10^9^', ''])('comes back as it was: %s', text => expect(textOf(line(text).state.doc)).toBe(text))

  it('takes no block, whatever is pasted', () => {
    const e = line('')
    const el = document.createElement('div')
    el.innerHTML = lineHTML('<h1>One</h1><p>two <i>three</i></p><ul><li>four</li><li>five</li></ul><table><tr><td>six</td><td>seven</td></tr></table>')
    expect(textOf(PMParser.fromSchema(e.schema).parse(el))).toBe('One two _three_ four five six seven')
  })
})
