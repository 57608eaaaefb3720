import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startText } from '@shared/i18n/i18n'
import { LookProvider } from '@shared/theme/provider'
import { App } from './app'
import type { CaseDocument, CaseView } from './bridge'
import text from './en.json'
import { agreementText, signedText, viewOf } from './testing/case-data'
import { installFakeGo, type Methods, methods } from './testing/fake-go'
import { ids } from './testing/people'

beforeEach(() => startText({ desktop: text }))

function open(page: string, id: string, change: Record<string, Record<string, (...a: never[]) => unknown>> = {}) {
  const m = methods()
  const fake = installFakeGo(Object.fromEntries(Object.entries(m).map(([k, v]) => [k, { ...v, ...change[k] }])) as Methods)
  location.hash = `/case/${id}/${page}`
  render(
    <LookProvider>
      <App />
    </LookProvider>,
  )
  return fake
}

/** A child whose case names who acts for it, in these words. */
function withRepresentative(relation: string): (id: string) => CaseView {
  return id => {
    const view = viewOf(id)
    const patient = { ...view.document.patient, representative: { name: 'Ruth Whitcombe', relation, authority: 'custody' } }
    return { ...view, document: { ...view.document, patient } as CaseDocument }
  }
}

describe('who signs for the patient', () => {
  it.each(['parent', 'Mother', 'Great-aunt'])('signs as the case says: %s', async relation => {
    const fake = open('agreement/sign', ids.fatima, { Cases: { Get: withRepresentative(relation) } })
    await userEvent.click(await screen.findByRole('button', { name: 'Sign on paper instead' }))
    expect(screen.getByText('Signs as').textContent).toContain(relation)
    await userEvent.click(screen.getByRole('button', { name: 'Record the signed paper' }))
    await waitFor(() => expect(fake.calls.find(c => c.name === 'Agreement.Sign')?.args[0]).toMatchObject({ relation, signer: 'Ruth Whitcombe' }))
  })

  it('is asked for where the case names nobody', async () => {
    open('agreement/sign', ids.fatima)
    await userEvent.click(await screen.findByRole('radio', { name: 'I sign for the patient' }))
    expect(screen.getByText('The case names nobody who acts for the patient.')).toBeTruthy()
    expect(screen.getByRole('link', { name: /patient’s page/ })).toBeTruthy()
  })

  it('is one of the vocabulary or in own words, and own words stay', async () => {
    open('patient', ids.joaquim, { Cases: { Get: withRepresentative('Great-aunt') } })
    expect(((await screen.findByLabelText('Relation in other words')) as HTMLInputElement).value).toBe('Great-aunt')
    expect((screen.getByLabelText('Relation to the patient', { selector: 'input' }) as HTMLInputElement).value).toBe('in other words')
  })
})

describe('a text that changes while it is read', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** Clauses longer than the window: shown to their end once somebody scrolls. */
  function tall() {
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600)
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(500)
    vi.spyOn(HTMLCanvasElement.prototype, 'toDataURL').mockReturnValue('data:image/png;base64,aW5r')
  }

  /** Reads to the end. */
  function read() {
    const words = screen.getByRole('main')
    words.scrollTop = 400
    fireEvent.scroll(words)
  }

  it('has to be read, ticked and drawn again, and says so', async () => {
    tall()
    let now = agreementText
    const fake = open('agreement/sign', ids.fatima, { Agreement: { Text: () => now } })
    const signings = () => fake.calls.filter(c => c.name === 'Agreement.Sign')
    await screen.findByRole('button', { name: 'Sign the agreement' })
    read()
    fireEvent.pointerDown(screen.getByRole('img', { name: 'Field for the signature' }))
    const copy = 'Send me a courtesy copy once my doctor has read the opinion'
    await userEvent.click(screen.getByRole('checkbox', { name: copy }))
    await userEvent.click(screen.getByRole('checkbox', { name: /^I have read the text/ }))

    now = { ...agreementText, version: '8', sha256: '8b8b', clauses: agreementText.clauses.map(c => ({ ...c, paragraphs: ['Other words.'] })) }
    act(() => fake.emit('cases', ''))
    expect(await screen.findByText('The text of the agreement changed while it was open.')).toBeTruthy()
    expect(screen.getAllByRole('status').some(s => s.textContent?.includes('Nothing was signed.'))).toBe(true)
    expect(document.activeElement).toBe(screen.getByRole('main'))
    await userEvent.click(screen.getByRole('button', { name: 'Sign the agreement' }))
    for (const missing of [/^Some clauses have not been shown/, /^The signature is missing/, /^This has to be ticked/]) expect(screen.getByText(missing)).toBeTruthy()
    expect(signings()).toEqual([])

    read()
    fireEvent.pointerDown(screen.getByRole('img', { name: 'Field for the signature' }))
    await userEvent.click(screen.getByRole('checkbox', { name: /^I have read the text/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Sign the agreement' }))
    await waitFor(() => expect(signings()[0]?.args[0]).toMatchObject({ version: '8', sha256: '8b8b', ink: 'aW5r', copy: false }))
  })

  it('has to be on the paper whose scan is chosen', async () => {
    let now = agreementText
    const fake = open('agreement/sign', ids.fatima, { Agreement: { Text: () => now } })
    const scanned = async () => {
      await userEvent.click(await screen.findByRole('button', { name: 'Sign on paper instead' }))
      await userEvent.click(screen.getByRole('radio', { name: /^The scanned paper is attached/ }))
    }
    await scanned()
    await userEvent.click(screen.getByRole('button', { name: 'Choose the scan' }))
    await screen.findByText('The scan is chosen.')
    now = { ...agreementText, version: '8', sha256: '8b8b' }
    act(() => fake.emit('cases', ''))
    await screen.findByText('The text of the agreement changed while it was open.')
    await scanned()
    await userEvent.click(screen.getByRole('button', { name: 'Record the signed paper' }))
    expect(screen.getByText(/^No scan is chosen/)).toBeTruthy()
    expect(fake.calls.some(c => c.name === 'Agreement.Sign')).toBe(false)
  })

  it('is recorded under the earlier text that a paper bears, and on the screen under the present one', async () => {
    const fake = open('agreement/sign', ids.fatima, { Agreement: { Text: () => ({ ...agreementText, earlier: [{ version: '6', date: '2026-04-01' }] }), Sign: () => Promise.reject(new Error('not here')) } })
    await userEvent.click(await screen.findByRole('button', { name: 'Sign on paper instead' }))
    await userEvent.click(screen.getByRole('radio', { name: /^oso\/6, of 1 Apr 2026/ }))
    expect(screen.getByText(/has to say oso\/6 below/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Record the signed paper' }))
    await waitFor(() => expect(fake.calls.find(c => c.name === 'Agreement.Sign')?.args[0]).toMatchObject({ bears: '6', version: agreementText.version }))
    await userEvent.click(screen.getByRole('button', { name: 'Sign on this screen instead' }))
    expect(screen.queryByRole('radio', { name: /^oso\/6/ })).toBeNull()
  })

  it('says nothing where the same text is read again', async () => {
    const fake = open('agreement/sign', ids.fatima)
    await userEvent.click(await screen.findByRole('checkbox', { name: /^I have read the text/ }))
    const readings = () => fake.calls.filter(c => c.name === 'Agreement.Text').length
    const before = readings()
    act(() => fake.emit('cases', ''))
    await waitFor(() => expect(readings()).toBeGreaterThan(before))
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^I have read the text/ }).checked).toBe(true)
    expect(screen.queryByText('The text of the agreement changed while it was open.')).toBeNull()
  })
})

describe('a signed agreement', () => {
  it('is read as it was signed, with its signature, and printed for the patient', async () => {
    const print = vi.spyOn(window, 'print').mockImplementation(() => {})
    open('agreement/sign', ids.siobhan)
    const sheet = within(await screen.findByRole('article'))
    expect(sheet.getByText('Signed by: Siobhán Ó Raghallaigh')).toBeTruthy()
    expect(sheet.getByRole('img', { name: 'Signature of Siobhán Ó Raghallaigh' })).toBeTruthy()
    expect(sheet.getByText(/^Signed 18 Nov 2026|^Signed \d/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Print a copy for the patient' }))
    expect(print).toHaveBeenCalled()
    await userEvent.click(screen.getByRole('button', { name: 'Have it signed again' }))
    expect(await screen.findByRole('button', { name: 'Sign the agreement' })).toBeTruthy()
  })

  it('shows the scanned paper', async () => {
    const scan = { path: '/asset/record/a/b', type: 'image/jpeg', bytes: 1, name: '' }
    open('agreement/sign', ids.siobhan, { Agreement: { Signed: () => ({ ...signedText, state: { ...signedText.state, method: 'scan' }, scan }) } })
    expect((await screen.findByRole('img', { name: /signed paper/ })).getAttribute('src')).toBe(scan.path)
  })

  it('has lines for pen and date on the paper to sign, and the patient on it', async () => {
    open('agreement/sign', ids.fatima)
    const paper = within(await screen.findByRole('article', { hidden: true }))
    for (const line of ['Signature', 'Name in capital letters', 'Date', /^Patient: /, /^Date of birth: /]) expect(paper.getByText(line)).toBeTruthy()
    expect(paper.queryAllByRole('button', { hidden: true })).toEqual([])
  })
})
