import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { axeFindings } from '../testing/axe'
import { renderPart } from '../testing/render'
import { GroupedTable, NameCell } from './grouped-table'

type Row = { id: string; name: string }

const groups = [
  { key: 'you', glyph: 'you' as const, title: 'Your turn', rows: [{ id: 'a', name: 'Anna' }, { id: 'b', name: 'Bea' }] },
  { key: 'empty', glyph: 'us' as const, title: 'With OSO', rows: [] },
  { key: 'done', glyph: 'done' as const, title: 'Done', rows: [{ id: 'c', name: 'Cleo' }] },
]

function List({ onOpen, onNew }: { onOpen: (r: Row) => void; onNew: () => void }) {
  const [current, setCurrent] = useState('a')
  return (
    <GroupedTable<Row>
      label="Cases"
      columns={[
        { key: 'state', title: 'State', hideTitle: true, cell: () => '' },
        { key: 'name', title: 'Patient', cell: r => <NameCell name={r.name} sexAge="F 54" /> },
      ]}
      widths="28px 1fr"
      groups={groups}
      rowKey={r => r.id}
      rowLabel={r => r.name}
      current={current}
      onCurrent={setCurrent}
      onOpen={onOpen}
      letters={{ n: onNew }}
    />
  )
}

describe('GroupedTable', () => {
  it('moves over groups with arrows and J K, opens with Enter, and keeps focus on the list', async () => {
    const [open, fresh] = [vi.fn(), vi.fn()]
    renderPart(<List onOpen={open} onNew={fresh} />)
    const grid = screen.getByRole('grid', { name: 'Cases' })
    const current = () => screen.getAllByRole('row').find(r => r.getAttribute('aria-selected') === 'true')?.getAttribute('aria-label')
    grid.focus()
    await userEvent.keyboard('{ArrowDown}')
    expect(current()).toBe('Bea')
    await userEvent.keyboard('j')
    expect(current()).toBe('Cleo')
    await userEvent.keyboard('j')
    expect(current()).toBe('Cleo')
    await userEvent.keyboard('k{Enter}')
    expect(open).toHaveBeenCalledWith({ id: 'b', name: 'Bea' })
    await userEvent.keyboard('n')
    expect(fresh).toHaveBeenCalledOnce()
    expect(document.activeElement).toBe(grid)
    expect(grid.getAttribute('aria-activedescendant')).toBe(screen.getByRole('row', { name: 'Bea' }).id)
  })

  it('opens a row by clicking anywhere in it, hides empty groups, and passes axe', async () => {
    const open = vi.fn()
    renderPart(<List onOpen={open} onNew={() => {}} />)
    await userEvent.click(screen.getByText('Cleo'))
    expect(open).toHaveBeenCalledWith({ id: 'c', name: 'Cleo' })
    expect(screen.queryByText('With OSO')).toBeNull()
    expect(await axeFindings()).toEqual([])
  })

  it('draws a part of a very long group, and more when asked', async () => {
    const many = Array.from({ length: 1500 }, (_, i) => ({ id: String(i), name: `Name ${i}` }))
    renderPart(
      <GroupedTable<Row>
        label="Cases"
        columns={[{ key: 'name', title: 'Patient', cell: r => r.name }]}
        widths="1fr"
        groups={[{ key: 'done', glyph: 'done', title: 'Done', rows: many }]}
        rowKey={r => r.id}
        rowLabel={r => r.name}
        current=""
        onCurrent={() => {}}
        onOpen={() => {}}
      />,
    )
    expect(screen.getByText('1500')).toBeTruthy()
    expect(screen.queryByText('Name 200')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Show 1,000 more' }))
    expect(screen.getByText('Name 1199')).toBeTruthy()
    expect(screen.queryByText('Name 1200')).toBeNull()
  })
})
