import { IconX } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import { type DicomJson, type Element, items, strings } from './dataset'
import type { Source } from './source'
import { tagNames } from './tag-names'
import classes from './viewer.module.css'
import { useWords } from './words'

type Row = { key: string; depth: number; tag: string; name: string; value: string }

/** What the file says of itself, tag by tag, with a search. */
export function Tags({ source, record, onClose }: { source: Source; record: string; onClose: () => void }) {
  const { t } = useWords()
  const [answer, setAnswer] = useState<{ record: string; ds?: DicomJson; failed?: string } | null>(null)
  const [text, setText] = useState('')
  const search = useRef<HTMLInputElement>(null)
  useEffect(() => search.current?.focus(), [])
  useEffect(() => {
    const abort = new AbortController()
    source.dataset(record, abort.signal).then(
      ds => setAnswer({ record, ds }),
      (e: unknown) => {
        if (!abort.signal.aborted) setAnswer({ record, failed: e instanceof Error && e.message ? e.message : t('image.failed') })
      },
    )
    return () => abort.abort()
  }, [source, record, t])
  // What another file said is not this one's, and neither is why it could not be read.
  const { ds, failed } = answer?.record === record ? answer : {}
  const rows = useMemo(() => (ds ? rowsOf(ds, 0, '') : []), [ds])
  const wanted = text.trim().toLowerCase()
  const shown = rows.filter(r => `${r.tag} ${r.name} ${r.value}`.toLowerCase().includes(wanted))
  return (
    <section
      className={classes.tags}
      aria-label={t('tags.title')}
      onKeyDown={e => {
        e.stopPropagation()
        if (e.key === 'Escape') onClose()
      }}
    >
      <div className={classes.tagsHead}>
        <h2>{t('tags.title')}</h2>
        <input ref={search} type="search" value={text} placeholder={t('tags.search')} aria-label={t('tags.search')} autoComplete="off" onChange={e => setText(e.target.value)} />
        <IconButton label={t('tags.close')} onClick={onClose}>
          <Icon of={IconX} />
        </IconButton>
      </div>
      {failed ? <p role="alert">{failed}</p> : null}
      <div className={classes.tagsList} tabIndex={0} role="group" aria-label={t('tags.title')}>
        <table>
          <thead className="oso-hidden">
            <tr>
              <th>{t('tags.tag')}</th>
              <th>{t('tags.name')}</th>
              <th>{t('tags.value')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, 2000).map(r => (
              <tr key={r.key}>
                <td className="oso-mono" style={{ paddingInlineStart: `${r.depth}rem` }}>
                  {r.tag.slice(0, 4)},{r.tag.slice(4)}
                </td>
                <td>{r.name}</td>
                <td>
                  <bdi>{r.value}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {ds && shown.length === 0 ? <p className="oso-ink-2">{t('tags.none')}</p> : null}
      </div>
    </section>
  )
}

function rowsOf(ds: DicomJson, depth: number, path: string): Row[] {
  return Object.keys(ds)
    .filter(tag => /^[0-9A-F]{8}$/.test(tag))
    .sort()
    .flatMap(tag => {
      const el = ds[tag]
      const key = `${path}/${tag}`
      const row: Row = { key, depth, tag, name: tagNames[tag] ?? '', value: el ? valueOf(ds, tag, el) : '' }
      return [row, ...items(ds, tag).flatMap((it, i) => rowsOf(it, depth + 1, `${key}.${i}`))]
    })
}

function valueOf(ds: DicomJson, tag: string, el: Element): string {
  if (el.vr === 'SQ') return ''
  if (el.InlineBinary !== undefined) return `${Math.floor((el.InlineBinary.length * 3) / 4)} bytes`
  if (el.bytes !== undefined) return el.bytes < 0 ? '' : `${el.bytes} bytes`
  const values = strings(ds, tag)
  return values.length > 32 ? `${values.slice(0, 32).join('\\')} …` : values.join('\\')
}
