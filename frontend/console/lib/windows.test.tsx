import { render } from '@testing-library/react'
import type { Target } from '@shared/wire/key-image'
import { describe, expect, it, vi } from 'vitest'
import { citeElsewhere, useCitedFromElsewhere } from './windows'

const place: Target = { record: 'r1', series: '1.2', sop: '1.2.3', frame: 1, x: 3, y: 4 }

function Writer({ id, cite }: { id: string; cite?: (t: Target) => Promise<boolean> }) {
  useCitedFromElsewhere(id, cite)
  return null
}

describe('citing from another window', () => {
  it('goes to one window that writes this case, and to no other', async () => {
    const cites = [vi.fn(() => Promise.resolve(true)), vi.fn(() => Promise.resolve(true))]
    const other = vi.fn(() => Promise.resolve(true))
    render(
      <>
        <Writer id="b" cite={other} />
        <Writer id="a" cite={cites[0]} />
        <Writer id="a" cite={cites[1]} />
      </>,
    )
    expect(await citeElsewhere('a', place)).toBe('taken')
    expect(cites.flatMap(c => c.mock.calls)).toEqual([[place]])
    expect(other).not.toHaveBeenCalled()
  })
  it('tells when it was not put in, and when nobody writes', async () => {
    render(<Writer id="a" cite={() => Promise.reject(new Error())} />)
    expect(await citeElsewhere('a', place)).toBe('failed')
    expect(await citeElsewhere('b', place)).toBe('nobody')
    render(<Writer id="c" />) // signing: nothing may change
    expect(await citeElsewhere('c', place)).toBe('nobody')
  })
})
