import { createElement, memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from '../ui/button'
import { Note } from '../ui/notice'
import classes from './reader.module.css'
import type { Tree, TreeBlock, TreeFact, TreeImage } from './tree'
import { Words } from './words'

type Props = { tree: Tree; find: string; onInner: (n: number) => void; look?: (image: TreeImage) => string }

/** A record's text as Go read it. Every word is drawn as a word: nothing of it is markup or an address. */
export const TreeView = memo(function TreeView({ tree, find, onInner, look }: Props) {
  const { t } = useTranslation('shared')
  return (
    <article className={classes.tree}>
      {tree.title ? (
        <h2>
          <Words text={tree.title} find={find} />
        </h2>
      ) : null}
      {tree.notes.map(n => (
        <Note key={n} kind="info">
          {n}
        </Note>
      ))}
      {tree.blocks.map((b, i) => (
        <Block key={i} block={b} tree={tree} find={find} onInner={onInner} look={look} />
      ))}
      {tree.cut ? (
        <Note kind="time" title={t('reader.cut')}>
          {t('reader.cutSays')}
        </Note>
      ) : null}
    </article>
  )
})

function Block({ block, tree, find, onInner, look }: Props & { block: TreeBlock }) {
  const { t } = useTranslation('shared')
  switch (block.form) {
    case 'heading':
      return createElement(`h${Math.min(6, Math.max(3, block.level ?? 3))}`, null, <Words text={block.text ?? ''} find={find} />)
    case 'facts':
      return <Facts facts={block.facts ?? []} find={find} look={look} />
    case 'list':
      return (
        <ul className={classes.entries}>
          {(block.facts ?? []).map((f, i) => (
            <li key={i} style={{ marginInlineStart: `${(f.depth ?? 0) * 1.25}rem` }}>
              <Words text={f.value} find={find} />
            </li>
          ))}
        </ul>
      )
    case 'table':
      return <Rows block={block} find={find} />
    case 'inner': {
      const n = block.number ?? 0
      return (
        <p>
          <Button onClick={() => onInner(n)}>{t('reader.openInner', { name: tree.inner[n - 1]?.name || t('reader.document', { number: n }) })}</Button>
        </p>
      )
    }
    default:
      return (
        <p className={block.form === 'verbatim' ? classes.verbatim : classes.prose} dir="auto">
          <Words text={block.text ?? ''} find={find} />
        </p>
      )
  }
}

// More references one below the other than that say nothing to anybody.
const mostImages = 12

function Facts({ facts, find, look }: { facts: TreeFact[]; find: string; look?: (image: TreeImage) => string }) {
  const { t } = useTranslation('shared')
  const [all, setAll] = useState(false)
  const images = facts.filter(f => f.image).length
  let left = all ? images : mostImages
  const shown = facts.filter(f => !f.image || left-- > 0)
  return (
    <>
      <dl className={classes.facts}>
        {shown.map((f, i) => (
          <div key={i} style={{ paddingInlineStart: `${(f.depth ?? 0) * 1.25}rem` }}>
            <dt>
              <Words text={f.name ?? ''} find={find} />
            </dt>
            <dd dir="auto">
              <Words text={f.value} find={find} />
              {f.image ? (
                look ? (
                  <Link to={look(f.image)}>{f.image.frames?.length ? t('reader.lookFrame', { number: f.image.frames[0] }) : t('reader.look')}</Link>
                ) : (
                  <span className="oso-ink-2">{t('reader.anImage')}</span>
                )
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
      {shown.length < facts.length ? (
        <Button kind="link" onClick={() => setAll(true)}>
          {t('reader.moreImages', { count: facts.length - shown.length })}
        </Button>
      ) : null}
    </>
  )
}

const mostRows = 200

/** A date, a number with its unit, a word or two: in one line, however many columns there are. */
const short = (cell: string) => (cell.length <= 14 && !cell.includes('\n') ? classes.short : undefined)

function Rows({ block, find }: { block: TreeBlock; find: string }) {
  const { t } = useTranslation('shared')
  const [shown, setShown] = useState(mostRows)
  const rows = block.rows ?? []
  // A search looks at all of them.
  const some = find === '' ? rows.slice(0, shown) : rows
  return (
    <div className={classes.wide} tabIndex={0} role="group" aria-label={t('reader.table')}>
      <table className={classes.table}>
        {block.head ? (
          <thead>
            <tr>
              {block.head.map((c, i) => (
                <th key={i} scope="col" className={short(c)}>
                  <Words text={c} find={find} />
                </th>
              ))}
            </tr>
          </thead>
        ) : null}
        <tbody>
          {some.map((r, i) => (
            <tr key={i}>
              {r.map((c, j) => (
                <td key={j} dir="auto" className={short(c)}>
                  <Words text={c} find={find} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {some.length < rows.length ? (
        <Button kind="link" onClick={() => setShown(n => n + 1000)}>
          {t('keys.more', { count: Math.min(1000, rows.length - some.length) })}
        </Button>
      ) : null}
    </div>
  )
}
