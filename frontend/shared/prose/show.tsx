import { Fragment, type ReactNode, useMemo } from 'react'
import { parseLine } from './line'
import { parse } from './parse'
import classes from './show.module.css'
import { type Block, type Inline, marks } from './text'

type Pieces = { /** Shows a piece of text: what brackets in it name is the page's to say. */ piece?: (text: string) => ReactNode }

/** A text as it is read: headings, lists, tables, and the look of its words. */
export function Show({ text, piece }: { text: string } & Pieces) {
  const blocks = useMemo(() => parse(text), [text])
  return <Blocks of={blocks} piece={piece} />
}

/** A text of one line: its words and their look. */
export function ShowLine({ text, piece }: { text: string } & Pieces) {
  const line = useMemo(() => parseLine(text), [text])
  return <Inlines of={line} piece={piece} />
}

function Blocks({ of, piece }: { of: Block[] } & Pieces) {
  return of.map((b, i) => {
    switch (b.kind) {
      case 'heading':
        return (
          <p key={i} role="heading" aria-level={b.level + 2} className={classes.heading} data-level={b.level}>
            <Inlines of={b.inlines} piece={piece} />
          </p>
        )
      case 'list': {
        const items = b.items.map((item, k) => (
          <li key={k}>
            <Item of={item} piece={piece} />
          </li>
        ))
        return b.ordered ? (
          <ol key={i} className={classes.list} start={b.start ?? 0}>
            {items}
          </ol>
        ) : (
          <ul key={i} className={classes.list}>
            {items}
          </ul>
        )
      }
      case 'table':
        return (
          <div key={i} className={classes.scroll} tabIndex={0}>
            <table className={classes.table}>
              <thead>
                <tr>
                  {b.rows[0]?.map((cell, k) => (
                    <th key={k} scope="col" data-align={b.align[k] || undefined}>
                      <Inlines of={cell ?? []} piece={piece} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {b.rows.slice(1).map((row, r) => (
                  <tr key={r}>
                    {row.map((cell, k) => (
                      <td key={k} data-align={b.align[k] || undefined}>
                        <Inlines of={cell ?? []} piece={piece} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      default:
        return (
          <p key={i}>
            <Inlines of={b.inlines} piece={piece} />
          </p>
        )
    }
  })
}

/** What an item holds: its words stand beside its sign, not in a paragraph of their own. */
function Item({ of, piece }: { of: Block[] } & Pieces) {
  return of.map((b, i) => (b.kind === 'paragraph' ? <Inlines key={i} of={b.inlines} piece={piece} /> : <Blocks key={i} of={[b]} piece={piece} />))
}

const tags = { bold: 'strong', italic: 'em', super: 'sup', sub: 'sub' } as const

function Inlines({ of, piece = text => text }: { of: Inline[] } & Pieces) {
  return of.map((inline, i) => {
    if (inline.break) return <br key={i} />
    return <Fragment key={i}>{marks.reduce<ReactNode>((inner, { name }) => (inline[name] ? dress(tags[name], inner) : inner), piece(inline.text ?? ''))}</Fragment>
  })
}

function dress(Tag: (typeof tags)[keyof typeof tags], inner: ReactNode): ReactNode {
  return <Tag>{inner}</Tag>
}
