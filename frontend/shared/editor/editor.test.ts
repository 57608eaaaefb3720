import { readFileSync } from 'node:fs'
import { Editor } from '@tiptap/core'
import { DOMParser as PMParser } from '@tiptap/pm/model'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from '../prose/parse'
import { plain } from '../prose/plain'
import { spell } from '../prose/spell'
import { documentOf, textOf } from './convert'
import { insert } from './fields'
import { tidyHTML } from './paste'
import { extensions, typing } from './schema'

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
