import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'
import { Glyph, type GlyphKind } from './glyph'
import classes from './grouped-table.module.css'
import { PersonName } from './person-name'

export type Column<R> = {
  key: string
  /** Head of the column; a hidden one where the head shows nothing. */
  title: string
  hideTitle?: boolean
  cell: (row: R) => ReactNode
  /** Full text of a cell that may be cut. */
  full?: (row: R) => string
  align?: 'end'
  /** Left away at 150%. */
  wideOnly?: boolean
}

export type Group<R> = { key: string; glyph: GlyphKind; title: string; rows: R[] }

// Ten thousand rows at once would make the page slow; who looks for one searches.
const step = 200

/** Whether the keys are nobody's: nothing has them, or the link that led to this page. */
function keysFree(): boolean {
  const has = document.activeElement
  return !has || has === document.body || has.getAttribute('aria-current') === 'page'
}

export type GroupedTableHandle = { focus: () => void }

type Props<R> = {
  label: string
  columns: Column<R>[]
  groups: Group<R>[]
  /** grid-template-columns at full width and at 150%. */
  widths: string
  narrowWidths?: string
  rowKey: (row: R) => string
  rowLabel: (row: R) => string
  current: string
  onCurrent: (key: string) => void
  onOpen: (row: R) => void
  /** Single letters act only while focus is in the list. */
  letters?: Record<string, () => void>
  dense?: boolean
  /** Chosen together with others. */
  marked?: (row: R) => boolean
  /** A pointer is over the rows, or has left them. */
  onPointer?: (over: boolean) => void
  empty?: ReactNode
  /** The list is what its page is for: it has the keys once it is there, unless somebody took them elsewhere meanwhile. */
  first?: boolean
  ref?: Ref<GroupedTableHandle>
}

/**
 * A list grouped by whose turn it is. Focus stays on the list; the current row
 * is the keyboard's place: arrows or J and K move it, Enter opens it.
 */
export function GroupedTable<R>({
  label,
  columns,
  groups,
  widths,
  narrowWidths,
  rowKey,
  rowLabel,
  current,
  onCurrent,
  onOpen,
  letters = {},
  dense,
  marked,
  onPointer,
  empty,
  first,
  ref,
}: Props<R>) {
  const id = useId()
  const { t } = useTranslation('shared')
  const grid = useRef<HTMLDivElement>(null)
  const [asked, setAsked] = useState<Record<string, number>>({})
  const shownGroups = groups
    .filter(g => g.rows.length > 0)
    .map(g => {
      // The current row is always among those that are shown.
      const at = g.rows.findIndex(r => rowKey(r) === current)
      const count = Math.max((asked[g.key] ?? 0) + step, at + 1)
      return { ...g, shown: g.rows.slice(0, count), rest: Math.max(0, g.rows.length - count) }
    })
  const rows = shownGroups.flatMap(g => g.shown)
  const at = rows.findIndex(r => rowKey(r) === current)
  const rowId = (key: string) => `${id}-${key}`

  useImperativeHandle(ref, () => ({ focus: () => grid.current?.focus() }))

  useEffect(() => {
    if (first && keysFree()) grid.current?.focus({ preventScroll: true })
    // Once, as the list appears.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  useEffect(() => {
    if (!current) return
    // Nothing sticky may cover it: the head has its height as scroll padding. jsdom has no scrolling.
    document.getElementById(`${id}-${current}`)?.scrollIntoView?.({ block: 'nearest' })
  }, [current, id])

  function move(to: number) {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))]
    if (row) onCurrent(rowKey(row))
  }

  function onKeyDown(e: KeyboardEvent<HTMLDivElement>) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target !== e.currentTarget) return
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key
    const moves: Record<string, () => void> = {
      ArrowDown: () => move(at + 1),
      j: () => move(at + 1),
      ArrowUp: () => move(at < 0 ? 0 : at - 1),
      k: () => move(at < 0 ? 0 : at - 1),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      PageDown: () => move(at + 10),
      PageUp: () => move(at - 10),
      Enter: () => {
        const row = rows[at]
        if (row) onOpen(row)
      },
      ...letters,
    }
    const act = moves[key]
    if (!act) return
    e.preventDefault()
    act()
  }

  const style = { ['--cols' as string]: widths, ['--cols-narrow' as string]: narrowWidths ?? widths }
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-colcount={columns.length}
      tabIndex={0}
      aria-activedescendant={at >= 0 ? rowId(current) : undefined}
      className={classes.grid}
      data-dense={dense || undefined}
      style={style}
      onKeyDown={onKeyDown}
      onPointerMove={onPointer ? () => onPointer(true) : undefined}
      onPointerLeave={onPointer ? () => onPointer(false) : undefined}
    >
      <div role="row" className={classes.head}>
        {columns.map(c => (
          <span key={c.key} role="columnheader" className={cellClass(c)}>
            {c.hideTitle ? <span className="oso-hidden">{c.title}</span> : c.title}
          </span>
        ))}
      </div>
      {shownGroups.map(g => (
          <div role="rowgroup" key={g.key} className={classes.group}>
            <div role="row" className={classes.groupHead}>
              <span role="rowheader" aria-colspan={columns.length} className={classes.groupTitle}>
                <Glyph kind={g.glyph} /> {g.title} <span className={classes.count}>{g.rows.length}</span>
              </span>
            </div>
            {g.shown.map(r => {
              const key = rowKey(r)
              return (
                <div
                  key={key}
                  id={rowId(key)}
                  role="row"
                  aria-label={rowLabel(r)}
                  aria-selected={key === current}
                  data-marked={marked?.(r) || undefined}
                  className={classes.row}
                  onClick={() => {
                    onCurrent(key)
                    onOpen(r)
                  }}
                >
                  {columns.map(c => (
                    <span key={c.key} role="gridcell" className={cellClass(c)} title={c.full?.(r)}>
                      {c.cell(r)}
                    </span>
                  ))}
                </div>
              )
            })}
            {g.rest > 0 ? (
              <div role="row" className={classes.more}>
                <span role="gridcell" aria-colspan={columns.length}>
                  <Button kind="link" onClick={() => setAsked({ ...asked, [g.key]: (asked[g.key] ?? 0) + 5 * step })}>
                    {t('keys.more', { count: Math.min(g.rest, 5 * step) })}
                  </Button>
                </span>
              </div>
            ) : null}
          </div>
        ))}
      {rows.length === 0 && empty ? (
        <div role="row" className={classes.emptyRow}>
          <div role="gridcell" aria-colspan={columns.length}>
            {empty}
          </div>
        </div>
      ) : null}
    </div>
  )
}

function cellClass<R>(c: Column<R>): string {
  return [classes.cell, c.hideTitle && classes.mark, c.align === 'end' && classes.end, c.wideOnly && classes.wideOnly].filter(Boolean).join(' ')
}

/** Name with sex and age: given names may be cut, sex and age never; the native form is dropped whole. */
export function NameCell({ name, surname, native, sexAge, strong }: { name: string; surname?: string; native?: string; sexAge: string; strong?: boolean }) {
  return (
    <span className={classes.name}>
      <PersonName name={name} surname={surname} strong={strong} />
      {native ? (
        <span className={classes.native}>
          <bdi>{native}</bdi>
        </span>
      ) : null}
      <span className={classes.sexAge}>{sexAge}</span>
    </span>
  )
}
