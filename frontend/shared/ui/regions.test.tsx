import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { Frame } from './page'
import { useRegions } from './regions'

function Page() {
  return (
    <>
    <button>Above</button>
    <div {...useRegions<HTMLDivElement>()}>
      <nav>
        <button>Outline</button>
      </nav>
      <main>
        <textarea aria-label="first" />
        <textarea aria-label="second" />
      </main>
      <div style={{ display: 'none' }}>
        <button>Away</button>
      </div>
      <aside>
        <button>Records</button>
        <button>Figures</button>
      </aside>
    </div>
    </>
  )
}

// S19
it('leads with F6 from part to part, each where it was left', async () => {
  const user = userEvent.setup()
  render(<Page />)
  const at = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent
  await user.keyboard('{F6}') // from nowhere: into the main one
  expect(at()).toBe('first')
  await user.keyboard('words{F6}')
  expect(at()).toBe('Records')
  await user.keyboard('{Tab}{F6}') // past the outline: a key there would lead away from the text
  expect(at()).toBe('first') // not the second, which lies on the way
  await user.keyboard(' more{F6}')
  expect(at()).toBe('Figures')
  await user.keyboard('{Shift>}{F6}{/Shift}')
  expect(at()).toBe('first')
  expect(screen.getByLabelText('first')).toHaveProperty('value', 'words more')
  screen.getByText('Above').focus()
  await user.keyboard('{F6}') // from elsewhere: back to where it was
  expect(at()).toBe('first')
})

it.each([
  [
    'Do next',
    <div key="content">
      <main>
        <button>Do next</button>
      </main>
    </div>,
  ],
  ['All of it is read.', <main key="content">All of it is read.</main>],
])('leads about in every screen, and past what takes no keys: %s', async (content, main) => {
  const user = userEvent.setup()
  render(
    <Frame>
      <header>
        <button>Back</button>
      </header>
      <p>Nothing here takes the keys.</p>
      {main}
    </Frame>,
  )
  for (const at of [content, 'Back', content]) {
    await user.keyboard('{F6}')
    expect(document.activeElement?.textContent).toBe(at)
  }
})
