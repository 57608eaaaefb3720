import { startText } from '@shared/i18n/i18n'
import { axeFindings } from '@shared/testing/axe'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import words from './en.json'
import { Offer } from './features/case/offer'
import { guide } from './testing/case-data'

beforeEach(() => startText({ desktop: words }))

describe('what OSO offers for such cases', () => {
  it('puts what suits first, is taken over by one press, and says what is there', async () => {
    const user = userEvent.setup()
    const add = vi.fn()
    const { container, rerender } = render(<Offer title="Looked for" lines={guide.materials} there={[]} diagnosed onAdd={add} />)
    await user.click(screen.getByRole('button', { name: 'Add: PET-CT at diagnosis' }))
    expect(add).toHaveBeenCalledExactlyOnceWith(guide.materials[0])
    await user.click(screen.getByText('One for other cases'))
    screen.getByText('Mammograms of three years')
    rerender(<Offer title="Looked for" lines={guide.materials} there={[' pet-ct AT diagnosis ']} diagnosed onAdd={add} />)
    expect(screen.queryByRole('button', { name: 'Add: PET-CT at diagnosis' })).toBeNull()
    expect(await axeFindings(container)).toEqual([])
  })

  it('says that nothing suits, and nothing where OSO has sent nothing', () => {
    const { container, rerender } = render(<Offer title="Looked for" lines={guide.materials.slice(1)} there={[]} diagnosed onAdd={vi.fn()} />)
    screen.getByText('Nothing is named for this diagnosis.')
    rerender(<Offer title="Looked for" lines={guide.materials.slice(1)} there={[]} diagnosed={false} onAdd={vi.fn()} />)
    screen.getByText('No diagnosis is written yet. What suits it comes here once it is.')
    expect(screen.queryByText('Nothing is named for this diagnosis.')).toBeNull()
    rerender(<Offer title="Looked for" lines={[]} there={[]} diagnosed onAdd={vi.fn()} />)
    expect(container.textContent).toBe('')
  })
})
