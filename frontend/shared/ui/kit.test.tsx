import { act, fireEvent, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { axeFindings } from '../testing/axe'
import { renderPart } from '../testing/render'
import { Button } from './button'
import { TwoWeekClock } from './clock'
import { Dialog, Sheet } from './dialog'
import { Facts } from './facts'
import { Glyph, GlyphKind } from './glyph'
import { Identity } from './identity'
import { KeyHints } from './keys'
import { LongWork } from './long-work'
import { Banner, Note } from './notice'
import { SearchField } from './search-field'
import { Segments } from './segments'
import { SideColumn, SideItem, SideList } from './side-column'
import { Empty, Failure, Loading } from './states'
import { ToastProvider, useToast } from './toast'
import { Todo } from './todo'

const now = new Date(2026, 10, 24, 12)
const daysAgo = (n: number) => new Date(now.getTime() - n * 86_400_000).toISOString()

describe('parts without findings of axe', () => {
  it('at rest', async () => {
    renderPart(
      <main>
        <h1>Parts</h1>
        <SideColumn label="Places">
          <SideList>
            <SideItem label="All cases" count={3} current to="/" icon={<Glyph kind="you" />} />
            <SideItem label="Done" count={1} to="/done" />
          </SideList>
        </SideColumn>
        <Button kind="primary" keys="Enter">
          Unlock
        </Button>
        <Note kind="time" title="28 images are not on the disc.">
          The rest can be used.
        </Note>
        <Banner kind="info">Not connected.</Banner>
        <Segments label="Layout" value="a" options={[{ value: 'a', label: 'Side by side' }, { value: 'b', label: 'Letter' }]} onChange={() => {}} />
        <Facts facts={[{ label: 'Payer', value: 'Patient' }]} />
        <Todo items={[{ key: '1', glyph: 'you', title: 'Agreement is not signed', sub: 'The patient signs here.' }]} />
        <LongWork title="Reading the disc" work={{ bytes: 1, totalBytes: 2, rate: 1, seconds: 10, files: 1, totalFiles: 2 }} />
        <Empty what="No opinions yet." how="They arrive by themselves." />
        <Failure message="The disc stopped answering. Everything read before it is kept. Clean the disc." />
        <KeyHints hints={[{ keys: ['J', 'K'], does: 'move' }]} />
        {Object.values(GlyphKind).map(k => (
          <Glyph key={k} kind={k} label={k} />
        ))}
      </main>,
    )
    expect(await axeFindings()).toEqual([])
  })
})

describe('Identity', () => {
  it('says name, sex, age, birth date and reference', () => {
    renderPart(<Identity now={now} person={{ name: 'Tan Wei Ling', native: '陳慧玲', sex: 'female', birthDate: '1965-09-14', reference: '4417203958' }} />)
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Tan Wei Ling')
    expect(screen.getByText('F 61, born 14 Sep 1965')).toBeTruthy()
    expect(screen.getByText('陳慧玲').tagName).toBe('BDI')
    expect(screen.getByText('4417 203 958')).toBeTruthy()
  })
  it('parts a long name so that the surname is the last to be cut, and says all of it', () => {
    renderPart(<Identity now={now} person={{ name: 'Dr. Maria del Carmen Ortega y Villanueva Jr.', surname: 'Ortega y Villanueva Jr.', sex: 'female', birthDate: '', reference: '4417203958' }} />)
    const heading = screen.getByRole('heading', { level: 1 })
    expect(heading.textContent).toBe('Dr. Maria del Carmen Ortega y Villanueva Jr.')
    expect(heading.title).toBe('Dr. Maria del Carmen Ortega y Villanueva Jr.')
    expect([...heading.querySelectorAll('span')].map(s => s.textContent)).toEqual(['Dr. Maria del Carmen', ' Ortega y Villanueva Jr.'])
  })
  it('counts months under two years', () => {
    renderPart(<Identity now={now} person={{ name: 'A', sex: 'male', birthDate: '2026-01-10' }} />)
    expect(screen.getByText('M 10 months, born 10 Jan 2026')).toBeTruthy()
  })
})

describe('TwoWeekClock', () => {
  it.each([
    [{ start: daysAgo(9) }, 'Day 9 of 14'],
    [{ start: daysAgo(16) }, '2 days late'],
    [{ start: '' }, 'not started'],
    [{ start: daysAgo(20), end: daysAgo(8) }, 'Day 12, in time'],
    [{ start: daysAgo(15), due: daysAgo(0) }, 'Day 15 of 15'], // over a holiday
    [{ start: daysAgo(15), due: daysAgo(1) }, '1 day late'],
    [{ start: daysAgo(20), due: daysAgo(5), end: daysAgo(5) }, 'Day 15, in time'],
    [{ start: daysAgo(15), standing: { day: 10, of: 10, late: false, over: 0 } }, 'Day 10 of 10'],
    [{ start: daysAgo(15), standing: { day: 10, of: 10, late: true, over: 0 } }, 'late since today'],
    [{ start: daysAgo(17), standing: { day: 12, of: 10, late: true, over: 2 } }, '2 days late'],
    [{ start: daysAgo(20), end: daysAgo(5), standing: { day: 10, of: 10, late: false, over: 0 } }, 'Day 10, in time'],
  ])('%j says %s', (props, words) => {
    renderPart(<TwoWeekClock now={now} {...props} />)
    expect(screen.getByText(words)).toBeTruthy()
  })
})

describe('Button', () => {
  it('says what it does while it works, and does not act again', async () => {
    const acts = vi.fn()
    renderPart(
      <Button busy="Sealing" onClick={acts}>
        Seal this case
      </Button>,
    )
    await userEvent.click(screen.getByRole('button'))
    expect(screen.getByRole('button').getAttribute('aria-busy')).toBe('true')
    expect(screen.getByText('Sealing')).toBeTruthy()
    expect(acts).not.toHaveBeenCalled()
  })
})

describe('Dialog', () => {
  it('is named by its question, gives the safe act the focus, and closes with Escape', async () => {
    const close = vi.fn()
    renderPart(
      <Dialog
        open
        onClose={close}
        title="Discard this draft?"
        buttons={
          <>
            <Button kind="danger">Discard</Button>
            <Button data-autofocus>Keep it</Button>
          </>
        }
      >
        <p>It cannot be undone.</p>
      </Dialog>,
    )
    expect(await screen.findByRole('dialog', { name: 'Discard this draft?' })).toBeTruthy()
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('Keep it'))
    expect(await axeFindings()).toEqual([])
    await userEvent.keyboard('{Escape}')
    expect(close).toHaveBeenCalled()
  })
})

describe('Toast', () => {
  it('goes after six seconds and stays while pointed at', () => {
    vi.useFakeTimers()
    function Say() {
      const toast = useToast()
      return <button onClick={() => toast('Marked.')}>say</button>
    }
    renderPart(
      <ToastProvider>
        <Say />
      </ToastProvider>,
    )
    fireEvent.click(screen.getByText('say'))
    fireEvent.pointerEnter(screen.getByText('Marked.').parentElement!)
    act(() => vi.advanceTimersByTime(20_000))
    expect(screen.queryByText('Marked.')).toBeTruthy()
    fireEvent.pointerLeave(screen.getByText('Marked.').parentElement!)
    act(() => vi.advanceTimersByTime(6_100))
    expect(screen.queryByText('Marked.')).toBeNull()
    vi.useRealTimers()
  })
})

describe('Loading', () => {
  it('says nothing for 300 ms', () => {
    vi.useFakeTimers()
    renderPart(<Loading what="Opening the case" />)
    expect(screen.queryByText('Opening the case')).toBeNull()
    act(() => vi.advanceTimersByTime(310))
    expect(screen.getByText('Opening the case')).toBeTruthy()
    vi.useRealTimers()
  })
})

function Searched() {
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  return (
    <>
      <Button onClick={() => setOpen(true)}>Search</Button>
      <Sheet open={open} onClose={() => setOpen(false)} title="Records">
        <SearchField label="In the records" words={words} onWords={setWords} begins />
      </Sheet>
    </>
  )
}

it('a sheet that is searched has the keys from the press on', () => {
  renderPart(<Searched />)
  fireEvent.click(screen.getByRole('button', { name: 'Search' }))
  expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'In the records' })) // without waiting for anything
})
