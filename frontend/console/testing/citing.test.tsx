import { RichText } from '@shared/editor/rich-text'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, it } from 'vitest'
import type { Citation } from '../api/types'
import text from '../en.json'
import { useCiting } from '../lib/use-citing'
import { fakeService, problem } from './fake-service'

beforeEach(() => startText({ console: text }))

const scan: Citation = { label: 'CT chest, image 44', target: { record: 'r1' } }

function Paper() {
  const { box, is, places, cite } = useCiting('c1', [{ label: 'Letter.pdf', target: { record: 'r2' } }])
  const [value, setValue] = useState('Short, as [Letter.pdf] and [Other.pdf] say')
  const [how, setHow] = useState('')
  const press = (record: string) => void cite({ record }).then(well => setHow(`${record} ${well}`))
  return (
    <>
      <div ref={box}>
        <RichText label="Report" value={value} is={is} onChange={setValue} />
      </div>
      <button onClick={() => press('r1')}>Here</button>
      <button onClick={() => press('r9')}>Nowhere</button>
      <output>{[value, how, ...places.map(p => p.label)].join(' | ')}</output>
    </>
  )
}

// What names a place is one piece of the text, which nobody breaks by typing.
it('puts a place in at the cursor, apart from the word before it, once in its list', async () => {
  fakeService({ 'GET /cases/c1/opinion/citation?record=r1': scan, 'GET /cases/c1/opinion/citation?record=r9': problem(404, 'not-found', 'There is no such record in this case.') })
  render(
    <LookProvider pointer>
      <Paper />
    </LookProvider>,
  )
  const pieces = () => [...screen.getByRole('textbox').querySelectorAll('[data-bracket]')].map(e => e.textContent)
  expect(pieces()).toEqual(['[Letter.pdf]'])
  const says = (words: string) => waitFor(() => expect(screen.getByRole('status').textContent).toBe(words))
  const once = 'Short, as [Letter.pdf] and [Other.pdf] say [CT chest, image 44]'
  fireEvent.click(screen.getByRole('button', { name: 'Here' }))
  await says(`${once} | r1 true | Letter.pdf | CT chest, image 44`)
  fireEvent.click(screen.getByRole('button', { name: 'Nowhere' }))
  await says(`${once} | r9 false | Letter.pdf | CT chest, image 44`)
  fireEvent.click(screen.getByRole('button', { name: 'Here' }))
  await says(`${once} [CT chest, image 44] | r1 true | Letter.pdf | CT chest, image 44`)
  expect(pieces()).toEqual(['[Letter.pdf]', '[CT chest, image 44]', '[CT chest, image 44]'])
})
