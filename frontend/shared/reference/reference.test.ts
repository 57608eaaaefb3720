// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { maxText, readReferences } from './read'
import { doiOf, doublesOf } from './reference'
import { shortName } from './tagged'

const lines = (text: string) => readReferences(text).map(f => f.line)

const nbib = `PMID- 31234567
OWN - NLM
STAT- MEDLINE
DP  - 2019 Sep 26
TI  - Subcutaneous maintenance in moderate to severe disease of the terminal
      ileum: a randomised trial.
PG  - 1201-1214
LID - 10.1056/NEJMoa1900750 [doi]
AU  - Haddad N
AU  - Seo MJ
VI  - 381
IP  - 13
TA  - N Engl J Med
JT  - The New England journal of medicine
`
const ris = `TY  - JOUR
AU  - Haddad, Noor Maria
AU  - van der Berg, Ludwig
TI  - Endoscopic remission at one year
JO  - Gut
PY  - 2021/03/01
VL  - 70
IS  - 3
SP  - 499
EP  - 510
DO  - https://doi.org/10.1136/gutjnl-2020-321234
ER  - 
`
const bib = `@article{haddad2020,
  author = {Haddad, Noor and M{\\"u}ller, J{\\"o}rg and {ECHO Study Group} and others},
  title = "The {CT} of the {\\'e}lan",
  journal = {Lancet},
  year = 2020,
  volume = {395},
  number = 2,
  pages = {12--19},
  doi = {10.1016/S0140-6736(20)30001-1}
}`

const nbibLine = 'Haddad N, Seo MJ. Subcutaneous maintenance in moderate to severe disease of the terminal ileum: a randomised trial. N Engl J Med. 2019;381(13):1201-1214. doi:10.1056/NEJMoa1900750. PMID: 31234567'
const risLine = 'Haddad NM, van der Berg L. Endoscopic remission at one year. Gut. 2021;70(3):499-510. doi:10.1136/gutjnl-2020-321234'
const bibLine = 'Haddad N, Müller J, ECHO Study Group, et al. The CT of the élan. Lancet. 2020;395(2):12-19. doi:10.1016/S0140-6736(20)30001-1'

describe('what people copy', () => {
  it.each([
    ['PubMed’s format', nbib, [nbibLine]],
    ['RIS', ris, [risLine]],
    ['BibTeX', bib, [bibLine]],
    ['several at once', `${ris}${ris.replace('70', '71')}`, [risLine, risLine.replace('70', '71')]],
    ['forms after each other', `${nbib}\n${ris}\n${bib}\n`, [nbibLine, risLine, bibLine]],
    ['RIS with the line ends of others', ris.replaceAll('\n', '\r\n'), [risLine]],
    ['RIS that breaks off', ris.slice(0, ris.indexOf('SP ')), ['Haddad NM, van der Berg L. Endoscopic remission at one year. Gut. 2021;70(3).']],
    ['a DOI', '10.1056/NEJMoa1900750', ['doi:10.1056/NEJMoa1900750']],
    ['the address of a DOI', 'https://doi.org/10.1016/S0140-6736(20)30001-1', ['doi:10.1016/S0140-6736(20)30001-1']],
    ['a number of PubMed', 'PMID: 31234567', ['PMID: 31234567']],
    ['a page of PubMed', 'https://pubmed.ncbi.nlm.nih.gov/31234567/', ['PMID: 31234567']],
    [
      'PubMed’s line',
      '1. Haddad N, Seo MJ, et al. A trial of two doses? N Engl J Med. 2019 Sep 26;381(13):1201-1214. doi: 10.1056/NEJMoa1900750. PMID: 31234567.',
      // The question is the title's own end: it is in no form, and kept as it was.
      ['Haddad N, Seo MJ, et al. A trial of two doses? N Engl J Med. 2019 Sep 26;381(13):1201-1214. doi: 10.1056/NEJMoa1900750. PMID: 31234567.'],
    ],
    ['PubMed’s line with its month', 'Haddad N, Seo MJ. A trial of two doses. N Engl J Med. 2019 Sep 26;381(13):1201-1214. doi: 10.1056/NEJMoa1900750. PMID: 31234567.', ['Haddad N, Seo MJ. A trial of two doses. N Engl J Med. 2019;381(13):1201-1214. doi:10.1056/NEJMoa1900750. PMID: 31234567']],
    ['a book in RIS', 'TY  - BOOK\nA1  - Seo, M.J.\nT1  - Imaging of the bowel\nPB  - Harbor Press\nY1  - 2018\nER  - ', ['Seo MJ. Imaging of the bowel. Harbor Press. 2018.']],
    ['more authors than are named', nbib.replace('AU  - Seo MJ\n', 'BCDEFGH'.replaceAll(/./g, 'AU  - Seo $&\n')), [nbibLine.replace('Haddad N, Seo MJ.', 'Haddad N, Seo B, Seo C, Seo D, Seo E, Seo F, et al.')]],
  ])('%s', (_, text, want) => expect(lines(text)).toEqual(want))
})

it.each([
  ['words', 'As I was told at the congress in Vienna, 2024.'],
  ['BibTeX without its end', '@article{x, title = {Half'],
  ['a mail', 'Write to office@example.org {now}'],
  ['brackets alone', '@@@{{{('],
])('keeps what is in no form: %s', (_, text) => expect(readReferences(text)).toEqual([{ line: text, loose: true }]))

it('takes the number of an item off, and a year at the beginning not', () => {
  expect(lines('[3] Words of a guideline.\n12. More words.\n2019. Lancet.')).toEqual(['Words of a guideline.', 'More words.', '2019. Lancet.'])
})

it.each([
  ['Haddad, Noor', 'Haddad N'],
  ['Haddad, N. M.', 'Haddad NM'],
  ['Noor Haddad', 'Haddad N'],
  ['Ludwig van der Berg', 'van der Berg L'],
  ['Jean-Luc Odile', 'Odile JL'],
  ['Odile, Jean-Luc', 'Odile JL'],
  ['WHO', 'WHO'],
  ['King, Martin, Jr', 'King M Jr'],
])('the name %s is %s', (name, want) => expect(shortName(name)).toBe(want))

it.each([
  ['see doi:10.1000/x.', '10.1000/x'],
  ['(10.1000/x(1)y)', '10.1000/x(1)y'],
  ['https://doi.org/10.1000/x-1_2;3,', '10.1000/x-1_2;3'],
  ['version 10.12 of it', ''],
])('the DOI in %j is %j', (text, want) => expect(doiOf(text)).toBe(want))

it('knows a work again by its DOI, its number, its title and year', () => {
  expect(
    doublesOf([nbibLine, risLine, 'doi:10.1056/nejmoa1900750', 'PMID: 31234567', 'Other authors. Endoscopic remission at one year. Some other place, 2021.', 'Endoscopic remission at one year. 2016.', 'N Engl J Med 2019.', 'N Engl J Med 2019.']),
  ).toEqual([0, 0, 1, 1, 2, 0, 0, 0])
})

describe('a hostile text', () => {
  const n = 60_000
  it.each([
    ['braces', '@a{'.repeat(n)],
    ['open braces', `@article{x,title={${'{'.repeat(n)}`],
    ['white space', `@article{x, author = {A${' '.repeat(n)}B}}`],
    ['lines', '\n'.repeat(n)],
    ['blanks', `x${'\n '.repeat(n)}`],
    ['tags', 'TY  - JOUR\n'.repeat(n / 4)],
    ['one tag', `TY  - JOUR\nTI  - ${'x'.repeat(n)}\n${'   y\n'.repeat(n / 4)}ER  - `],
    ['points', '. '.repeat(n)],
    ['numbers', '10.1234/'.repeat(n / 4)],
    ['backslashes', `@article{x,title={${'\\'.repeat(n)}}}`],
    ['equals', `@article{${'a=,'.repeat(n / 2)}}`],
    ['quotes', `@article{x,title="${'"'.repeat(n)}`],
  ])('is read in its turn: %s', (_, text) => {
    // What took time that grows with the square of it would not come to its end here.
    expect(readReferences(text.repeat(3)).every(f => f.line !== '')).toBe(true)
  })
  it('is read up to its bound', () => {
    expect(readReferences('x'.repeat(1_000_000)).map(f => f.line.length)).toEqual([maxText])
  })
})
