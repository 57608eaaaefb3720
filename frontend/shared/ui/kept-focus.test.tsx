import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { expect, it } from 'vitest'
import { keepFocus } from './kept-focus'

const at = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent

function useKept() {
  useEffect(keepFocus, [])
}

/** Rows with a field each, that are added, moved and removed. */
function Options() {
  useKept()
  const [rows, setRows] = useState(['a', 'b', 'c'])
  return (
    <div>
      <div>
        {rows.map((r, i) => (
          <div key={r} data-row>
            <input aria-label={r} />
            {i > 0 ? <button onClick={() => setRows(rows.map((x, k) => (k === i - 1 ? r : k === i ? (rows[i - 1] ?? '') : x)))}>up {r}</button> : null}
            <button onClick={() => setRows(rows.filter(x => x !== r))}>remove {r}</button>
          </div>
        ))}
        <p>
          <button data-adds onClick={() => setRows([...rows, 'new'])}>
            add
          </button>
        </p>
      </div>
    </div>
  )
}

it('leads into the row that stands there when one is removed, and to what adds one when none is left', async () => {
  const user = userEvent.setup()
  render(<Options />)
  for (const [pressed, to] of [['remove b', 'c'], ['remove c', 'a'], ['remove a', 'add']] as const) {
    screen.getByText(pressed).focus()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(at()).toBe(to))
  }
})

it('leads into the row that was added, and stays with the one that was moved', async () => {
  const user = userEvent.setup()
  render(<Options />)
  screen.getByText('add').focus()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(at()).toBe('new'))
  screen.getByText('up c').focus()
  await user.keyboard('{Enter}')
  expect(at()).toBe('up c') // it is the second
  await user.keyboard('{Enter}')
  await waitFor(() => expect(at()).toBe('c')) // the first goes no further; never “remove c”
})

/** A list to be settled one by one, which is asked for anew after each. */
function Findings() {
  useKept()
  const [open, setOpen] = useState(['x', 'y', 'z'])
  return (
    <section aria-label="findings">
      {open.length > 0 ? (
        <ol>
          {open.map(f => (
            <li key={f} aria-label={f}>
              <button onClick={() => setTimeout(() => setOpen(all => all.filter(x => x !== f)))}>meant {f}</button>
            </li>
          ))}
        </ol>
      ) : null}
      <p>That is all.</p>
    </section>
  )
}

it('leads to the next one that is to be looked at, not to its button, and at the end to the list', async () => {
  const user = userEvent.setup()
  render(<Findings />)
  for (const [pressed, to] of [['meant y', 'z'], ['meant z', 'x'], ['meant x', 'findings']] as const) {
    screen.getByText(pressed).focus()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(at()).toBe(to))
  }
  screen.getByRole('region').blur()
  expect(screen.getByRole('region').hasAttribute('tabindex')).toBe(false)
})

function Entry() {
  useKept()
  const [is, setIs] = useState<'read' | 'written' | 'kept'>('read')
  return (
    <main aria-label="entry">
      <div aria-label="there">
        {is === 'read' ? <button onClick={() => setIs('written')}>change</button> : is === 'written' ? <form aria-label="form"><label>Name<input aria-label="name" onKeyDown={e => e.key === 'Enter' && setIs('kept')} /></label></form> : <p>Kept.</p>}
      </div>
      <input aria-label="search" />
    </main>
  )
}

it('leads into the form that a text became, and stays there when it is a text again', async () => {
  const user = userEvent.setup()
  render(<Entry />)
  screen.getByText('change').focus()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(at()).toBe('name'))
  await user.keyboard('{Enter}')
  await waitFor(() => expect(at()).toBe('there'))
})

/** Rows whose acts are in a menu over the page. */
function Menus() {
  useKept()
  const [rows, setRows] = useState(['a', 'b'])
  const [menu, setMenu] = useState('')
  return (
    <ul>
      {rows.map(r => (
        <li key={r} aria-label={r}>
          <button onClick={() => setMenu(r)}>more {r}</button>
        </li>
      ))}
      {menu
        ? createPortal(
            <div role="menu">
              <button
                autoFocus
                onClick={() => {
                  setRows(rows.filter(r => r !== menu))
                  setTimeout(() => setMenu(''), 10)
                }}
              >
                remove
              </button>
              <button onClick={() => setMenu('')}>nothing</button>
            </div>,
            document.body,
          )
        : null}
    </ul>
  )
}

it('comes back from a menu: to what opened it, or to what stands there', async () => {
  const user = userEvent.setup()
  render(<Menus />)
  screen.getByText('more a').focus()
  await user.keyboard('{Enter}{Tab}{Enter}')
  await waitFor(() => expect(at()).toBe('more a'))
  await user.keyboard('{Enter}{Enter}')
  await waitFor(() => expect(at()).toBe('b'))
})

it.each(['/elsewhere', '#/case/1/order'])('leaves the focus to the page that one went to: %s', async to => {
  const user = userEvent.setup()
  function Page() {
    useKept()
    const [gone, setGone] = useState(false)
    return (
      <div>
        <div>
          {gone ? <input aria-label="other" /> : <button onClick={() => { history.pushState(null, '', to); setGone(true) }}>go</button>}
        </div>
      </div>
    )
  }
  history.replaceState(null, '', '/here#/case/1/patient?field=name')
  render(<Page />)
  screen.getByText('go').focus()
  await user.keyboard('{Enter}')
  await screen.findByLabelText('other')
  await new Promise(done => setTimeout(done, 20))
  expect(document.activeElement).toBe(document.body)
})

it('leads to the main part of a frame that changed', async () => {
  const user = userEvent.setup()
  function Page() {
    useKept()
    const [opened, setOpened] = useState(false)
    return (
      <div>
        <div>
          <header>whose it is</header>
          {opened ? <main aria-label="opinion">read</main> : <form aria-label="gate"><button type="button" onClick={() => setOpened(true)}>open</button></form>}
        </div>
      </div>
    )
  }
  render(<Page />)
  screen.getByText('open').focus()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(at()).toBe('opinion'))
})
