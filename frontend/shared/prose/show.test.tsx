import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { Show, ShowLine } from './show'

it.each(['10. October 2026: the MRI was read again', '2019. Lancet', '- a report', '# 3 of the series', '| a | b |'])('shows a text of one line as it begins: %s', text => {
  const { container } = render(<ShowLine text={text} />)
  expect(container.textContent).toBe(text)
  expect(container.children).toHaveLength(0)
})

it('shows the look of a text of one line', () => {
  render(<ShowLine text="2019. _Lancet_" />)
  expect(screen.getByText('Lancet').tagName).toBe('EM')
})

it('gives numbers that do not follow as they stand', () => {
  render(<Show text={'10. October\n15. October\n16. October'} />)
  expect(screen.getAllByRole('list').map(l => [l.getAttribute('start'), l.children.length])).toEqual([
    ['10', 1],
    ['15', 2],
  ])
})
