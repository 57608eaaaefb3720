import { Button } from '@shared/ui/button'
import { Fragment, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofSide } from '../api/types'
import classes from './sides-table.module.css'
import { type Place, WordsInPlace } from './words-in-place'

type Row = { of: string; left: ProofSide[]; right: ProofSide[] }

const few = 6 // rows that are shown at first

/** What is spoken of on both sides first, then what is spoken of most. */
export function sideRows(sides: ProofSide[]): Row[] {
  const rows = new Map<string, Row>()
  for (const s of sides) {
    const row = rows.get(s.of) ?? { of: s.of, left: [], right: [] }
    row[s.side].push(s)
    rows.set(s.of, row)
  }
  const both = (r: Row) => Number(r.left.length > 0 && r.right.length > 0)
  return [...rows.values()].sort((a, b) => both(b) - both(a) || b.left.length + b.right.length - a.left.length - a.right.length)
}

/** Every side of a letter, by what it is of: what stands once on the other side is seen at a glance. It is no finding; nothing is asked. */
export function SidesTable({ sides, onGo }: { sides: ProofSide[]; onGo?: (place: Place) => void }) {
  const { t } = useTranslation('console')
  const title = useId()
  const [all, setAll] = useState(false)
  const [opened, setOpened] = useState<string | null>(null)
  const rows = sideRows(sides)
  if (rows.length === 0) return null
  return (
    <section className={classes.sides} aria-labelledby={title}>
      <h4 id={title}>{t('sides.title')}</h4>
      <p className="oso-small oso-ink-2">{t('sides.hint')}</p>
      <table aria-labelledby={title}>
        <thead>
          <tr>
            <th scope="col">{t('sides.of')}</th>
            <th scope="col">{t('sides.left')}</th>
            <th scope="col">{t('sides.right')}</th>
          </tr>
        </thead>
        <tbody>
          {(all ? rows : rows.slice(0, few)).map(r => (
            <Fragment key={r.of}>
              <tr data-both={(r.left.length > 0 && r.right.length > 0) || undefined}>
                <th scope="row">
                  <Button kind="link" aria-expanded={opened === r.of} onClick={() => setOpened(opened === r.of ? null : r.of)}>
                    {r.of || t('sides.alone')}
                  </Button>
                </th>
                <td>{r.left.length || '–'}</td>
                <td>{r.right.length || '–'}</td>
              </tr>
              {opened === r.of ? (
                <tr>
                  <td colSpan={3}>
                    <ul>
                      {[...r.left, ...r.right].map(s => (
                        <li key={`${s.place} ${s.start} ${s.block}`}>
                          <WordsInPlace of={s} />
                          {onGo ? (
                            <Button kind="link" aria-label={t('proof.goTo', { words: s.words })} onClick={() => onGo(s)}>
                              {t('proof.go')}
                            </Button>
                          ) : null}
                        </li>
                      ))}
                    </ul>
                  </td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
      {rows.length > few ? (
        <Button kind="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('sides.fewer') : t('sides.all', { count: rows.length })}
        </Button>
      ) : null}
    </section>
  )
}
