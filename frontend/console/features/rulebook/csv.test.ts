// @vitest-environment node
import { expect, it } from 'vitest'
import { fromCSV, namedRows, toCSV } from './csv'

it('gives back what it was given', () => {
  const rows = [
    ['kind', 'source'],
    ['a', 'said "so", in two\r\nlines'],
    ['b', '=HYPERLINK("http://x")'],
    ['c', 'São Tomé; ñ'],
  ]
  expect(fromCSV(toCSV(rows))).toEqual(rows)
})

it('lets no spreadsheet run a cell', () => {
  for (const c of ['=1+1', '+1', '-1', '@x']) expect(toCSV([[c]])).toContain(`'${c}`)
})

it('reads what spreadsheets of other countries write', () => {
  expect(namedRows('item;amount\n"second-opinion";"950"\n\n', ['item', 'amount'])).toEqual([{ item: 'second-opinion', amount: '950' }])
  expect(namedRows('Item,Amount,Extra\rx,1', ['item', 'amount'])).toEqual([{ item: 'x', amount: '1', extra: '' }])
})

it('takes no table for another', () => {
  expect(namedRows('kind,country\na,US', ['item', 'amount'])).toBeNull()
  expect(namedRows('', ['item'])).toBeNull()
})
