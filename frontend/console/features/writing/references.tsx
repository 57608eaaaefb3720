import { isEmpty } from '@shared/editor/fields'
import { RichText } from '@shared/editor/rich-text'
import { AreaField } from '@shared/form/field'
import { escapeLine, plainOfLine } from '@shared/prose/plain'
import { type Found, maxText, readReferences } from '@shared/reference/read'
import { doublesOf } from '@shared/reference/reference'
import { Button } from '@shared/ui/button'
import { useToast } from '@shared/ui/toast'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { citedOrder, withoutReference } from './draft-references'
import type { Writing } from './fields'
import { ListRows } from '../../lib/list-rows'
import { Picker } from './picker'
import { linesPlace, type Place } from './places'
import type { Draft } from './use-draft'
import { useWritten } from './written'
import classes from './writing.module.css'

const references = linesPlace('references')

/** The references, numbered as they are cited; more are read from what was copied elsewhere. */
export function References({ onCite, written, set, edit }: { onCite: (mark: string) => boolean; edit: Draft['edit'] } & Writing) {
  const { t } = useTranslation('console')
  const toast = useToast()
  const list = useWritten(written, references.get)
  const cited = useDeferredValue(useWritten(written, now => citedOrder(now).join())).split(',').map(Number)
  const doubles = useMemo(() => doublesOf(list.map(plainOfLine)), [list])
  const [rows] = useState(() => new ListRows<string>())
  const names = rows.of(list)
  const remove = (id: number) => {
    // Where it is by now: leaving a text numbers the list anew.
    const n = (rows.of(references.get(written.now())).find(r => r.id === id)?.at ?? -1) + 1
    if (n === 0) return
    rows.drop(id)
    edit(now => withoutReference(now, n))
    toast(t('references.removed', { number: n }))
  }
  return (
    <div data-place={references.at}>
      {list.length === 0 ? <p className="oso-ink-2">{t('references.none')}</p> : null}
      <ol className={classes.references}>
        {list.map((value, i) => {
          const id = names[i]?.id ?? 0
          return (
          <li key={id}>
            <span className={classes.referenceNumber} aria-hidden="true">
              {i + 1}
            </span>
            <Line number={i + 1} value={value} place={{ at: `references.${i}`, get: c => c.references[i] ?? '', put: (c, line) => ({ ...c, references: c.references.map((x, k) => (k === i ? line : x)) }) }} onRemove={() => remove(id)} set={set} />
            <span className={classes.referenceNotes}>
              {doubles[i] ? <span className="oso-time">{t('references.double', { number: doubles[i] })}</span> : null}
              {cited.includes(i + 1) ? null : <span className="oso-ink-2">{t('references.uncited')}</span>}
              <Button kind="link" aria-label={t('references.citeOf', { number: i + 1 })} onClick={() => onCite(`[${i + 1}]`)}>
                {t('write.cite')}
              </Button>
              <Button kind="link" aria-label={t('references.removeOf', { number: i + 1 })} onClick={() => remove(id)}>
                {t('references.remove')}
              </Button>
            </span>
          </li>
          )
        })}
      </ol>
      <Add known={list} onAdd={lines => set(references, [...references.get(written.now()), ...lines])} />
    </div>
  )
}

/** Which reference the text names at its cursor. */
export function ReferenceMenu({ written, onCite }: { written: Writing['written']; onCite: (mark: string) => boolean }) {
  const { t } = useTranslation('console')
  const list = useWritten(written, references.get)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button kind="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('write.reference')}
      </Button>
      {open ? (
        <Picker
          label={t('references.choose')}
          find={t('references.find')}
          all={list.map((line, i) => ({ key: String(i + 1), head: `[${i + 1}]`, words: plainOfLine(line) }))}
          none={list.length === 0 ? t('references.none') : t('references.noneFound')}
          onPick={n => {
            setOpen(false)
            onCite(`[${n}]`)
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

/** One reference; emptied and left, it is removed. */
function Line({ number, value, place, onRemove, set }: { number: number; value: string; place: Place<string>; onRemove: () => void; set: Writing['set'] }) {
  const { t } = useTranslation('console')
  return (
    <div
      data-place={place.at}
      onBlur={e => {
        // What stands there when it is left counts: it may have been taken back.
        if (isEmpty(e.target)) onRemove()
      }}
    >
      <RichText
        line
        label={t('references.of', { number })}
        value={value}
        is={() => false}
        onChange={text => {
          // Never an empty one among the others: the numbers behind it would be wrong.
          if (text.trim() !== '') set(place, text)
        }}
      />
    </div>
  )
}

/** What was pasted is shown as it is understood before it is in the letter. */
function Add({ known, onAdd }: { known: string[]; onAdd: (lines: string[]) => void }) {
  const { t } = useTranslation('console')
  const [text, setText] = useState('')
  const read = useDeferredValue(text)
  const found = useMemo((): Found[] => (read.trim() === '' ? [] : readReferences(read)), [read])
  const doubles = useMemo(() => doublesOf([...known.map(plainOfLine), ...found.map(f => f.line)]).slice(known.length), [known, found])
  const [left, setLeft] = useState<readonly number[]>([])
  const taken = found.filter((_, i) => !left.includes(i))
  return (
    <div className={classes.addReferences}>
      <AreaField
        label={t('references.paste')}
        hint={text.length > maxText ? t('references.tooMuch') : t('references.pasteHint')}
        rows={2}
        spellCheck={false}
        value={text}
        onChange={e => {
          setText(e.target.value)
          setLeft([])
        }}
      />
      {found.length > 0 ? (
        <>
          <ul className={classes.found}>
            {found.map((f, i) => (
              <li key={i}>
                <label>
                  <input
                    type="checkbox"
                    checked={!left.includes(i)}
                    onChange={e => setLeft(e.target.checked ? left.filter(x => x !== i) : [...left, i])}
                  />{' '}
                  <bdi>{f.line}</bdi>
                </label>
                {f.loose ? <span className="oso-small oso-ink-2">{t('references.loose')}</span> : null}
                {doubles[i] ? <span className="oso-small oso-time">{t('references.double', { number: doubles[i] })}</span> : null}
              </li>
            ))}
          </ul>
          <Button
            disabled={taken.length === 0}
            onClick={() => {
              onAdd(taken.map(f => escapeLine(f.line)))
              setText('')
              setLeft([])
            }}
          >
            {t('references.addCount', { count: taken.length })}
          </Button>
        </>
      ) : null}
    </div>
  )
}
